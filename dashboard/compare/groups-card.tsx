/** The groups: their final values, and the legend of every chart of the page. */
import type { FC } from 'hono/jsx';
import { count, metricHead } from '../format.ts';
import { type NumberStyle, numberStyle, signedText } from '../runs/cell-text.ts';
import { StateIcon } from '../views/components/badge.tsx';
import { Card } from '../views/components/card.tsx';
import { Swatch } from '../views/components/controls.tsx';
import { Icon } from '../views/components/icons.tsx';
import { baselineLabel, baselineValue } from './baseline.ts';
import { SYNC } from './charts.ts';
import { CsvLink } from './csv-link.tsx';
import { comparePair, type FinalRow, type PairComparison, pairWords } from './final.ts';
import { type ComparedGroup, type CompareModel, runsOf, unitOfMetric } from './model.ts';
import { type Band, compareHref } from './view.ts';

const SPREAD_HEADS: Readonly<Record<Band, string>> = {
  std: 'mean ± std',
  se: 'mean ± s.e.',
  ci: 'mean ± 95 % CI',
  range: 'mean, min–max',
  none: 'mean ± std',
};

export const GroupsCard: FC<{ model: CompareModel; rows: readonly FinalRow[] }> = ({ model, rows }) => {
  const { final, groups, view } = model;
  const grouped = model.groupBy !== null;
  const bold = rows.filter(({ like }) => like).length;
  const title = final === null ? null : metricHead(final.key, unitOfMetric(model, final.key));
  const hidden = new Set(view.hide);
  return (
    <Card
      id="compare-groups"
      class="groups-card"
      title={grouped ? 'Groups' : 'Runs'}
      remark={title === null ? undefined : `final ${title}`}
      tools={
        <>
          <CsvLink model={model} table="groups" />
          <FinalMetric model={model} />
        </>
      }
      flush
      footnote={
        <>
          Click a name to hide its line, double click to hide all others.
          {model.baseline === null ? '' : ' Below a value: its difference to the baseline.'}
          {grouped && runsOf(model, model.rows).some(({ status }) => status !== 'completed')
            ? ' Means are over completed runs.'
            : ''}
          {bold > 1 ? ' Bold: cannot be told from the best (Welch’s t, 5 %).' : ''}
        </>
      }
    >
      <div class="groups-scroll" tabindex={0} role="region" aria-label="Groups and their final values">
        <table class="table groups-table" data-legend={SYNC}>
          <thead>
            <tr>
              <th scope="col">{grouped ? 'group' : 'run'}</th>
              <th scope="col" class="number">
                {grouped ? SPREAD_HEADS[view.band] : 'value'}
              </th>
              <th scope="col" class="number">
                {grouped ? 'n' : <span class="visually-hidden">baseline</span>}
              </th>
            </tr>
          </thead>
          <tbody>
            {model.baseline === null ? null : <BaselineRow model={model} row={model.baseline} rows={rows} />}
            {groups.map((group, i) => (
              <GroupRow model={model} group={group} index={i} row={rows[i]} hidden={hidden} />
            ))}
          </tbody>
        </table>
      </div>
      <Pair model={model} rows={rows} />
    </Card>
  );
};

const GroupRow: FC<{
  model: CompareModel;
  group: ComparedGroup;
  index: number;
  row: FinalRow | undefined;
  hidden: ReadonlySet<string>;
}> = ({ model, group, index, row, hidden }) => {
  const { slot, dash, shade } = model.colors.of[index]!;
  const grouped = model.groupBy !== null;
  return (
    <tr>
      <td>
        <button type="button" data-series={group.label} aria-pressed={String(!hidden.has(group.label))}>
          <Swatch slot={slot} dash={dash} shade={shade} />
          <span>{group.label}</span>
        </button>
      </td>
      <td class="number">{row === undefined ? '–' : <Value model={model} row={row} />}</td>
      {grouped ? (
        <td class="number">
          {row !== undefined && row.diverged > 0 ? (
            <span class="diverged-count" title={`${row.diverged} diverged, not in the mean`}>
              <StateIcon state="diverged" size={14} label="diverged" /> {row.diverged}
            </span>
          ) : null}
          {count(row?.values.length ?? 0)}
        </td>
      ) : (
        <td class="number">
          <PinLink model={model} group={group} />
        </td>
      )}
    </tr>
  );
};

/** A single run becomes the baseline of all differences. */
const PinLink: FC<{ model: CompareModel; group: ComparedGroup }> = ({ model, group }) => {
  const [row] = group.members;
  const { id } = model.table.rows[row!]!;
  if (row === model.baseline) return <Icon name="pin" label="The baseline" />;
  return (
    <a
      id={`pin-${id}`}
      class="icon-button"
      href={compareHref(model.view, { baseline: id })}
      aria-label={`Pin ${group.label} as baseline`}
      title="Pin as baseline"
    >
      <Icon name="pin" />
    </a>
  );
};

/** On top, whatever the order; the differences below are to it. */
const BaselineRow: FC<{ model: CompareModel; row: number; rows: readonly FinalRow[] }> = (props) => {
  const { model, row, rows } = props;
  const value = baselineValue(model);
  const { id } = model.table.rows[row]!;
  return (
    <tr class="baseline">
      <td>
        <span class="baseline-name">
          <Icon name="pin" label="Baseline" />
          <a id="baseline-run" href={`/runs/${id}`} hx-boost="false">
            {baselineLabel(model, row)}
          </a>
        </span>
      </td>
      <td class="number">{value === null ? '–' : styleOf(model, rows).text(value)}</td>
      <td class="number">
        <a id="unpin" href={compareHref(model.view, { baseline: null })}>
          unpin
        </a>
      </td>
    </tr>
  );
};

/** Of the baseline and of differences to it: the precision of all values together. */
function styleOf({ final }: CompareModel, rows: readonly FinalRow[]): NumberStyle {
  return numberStyle(
    final!,
    '',
    rows.flatMap(({ values }) => values),
  );
}

const Value: FC<{ model: CompareModel; row: FinalRow }> = ({ model, row }) => {
  const style = numberStyle(model.final!, '', row.values);
  if (row.mean === null) return <span class="unknown">{withoutMean(model, row)}</span>;
  const text = style.text(row.mean);
  const spread =
    row.range !== null
      ? ` [${style.text(row.range[0])}, ${style.text(row.range[1])}]`
      : ` ± ${row.spread === null ? '–' : style.spread(row.spread)}`;
  return (
    <>
      {row.like && model.groups.length > 1 ? <b>{text}</b> : text}
      {model.groupBy === null ? null : <span class="spread">{spread}</span>}
      {row.difference === null ? null : (
        <span class="delta" title="difference to the baseline">
          {signedText(style, row.difference)}
        </span>
      )}
    </>
  );
};

/** Why there is no value: the state of a single run. */
function withoutMean(model: CompareModel, { group, diverged }: FinalRow): string {
  const [only] = runsOf(model, group.members);
  if (model.groupBy === null && only!.status !== 'completed') return only!.status;
  return diverged > 0 ? 'diverged' : '–';
}

/** Which metric the table and the boxes show. */
const FinalMetric: FC<{ model: CompareModel }> = ({ model: { view, final, logged } }) =>
  final === null ? null : (
    <details class="menu">
      <summary class="icon-button" id="menu-final" aria-label="Another final metric">
        <Icon name="more" />
      </summary>
      <div class="menu-items">
        {logged
          .filter(({ name }) => /(^|\/)(accuracy|loss|error)$/.test(name) || logged.length < 12)
          .map(({ name }) => (
            <a href={compareHref(view, { final: name })}>{name}</a>
          ))}
      </div>
    </details>
  );

/** Two groups in one sentence: the best two, or those chosen. */
const Pair: FC<{ model: CompareModel; rows: readonly FinalRow[] }> = ({ model, rows }) => {
  const { groups, view } = model;
  const byLabel = (label: string | undefined) => groups.find((one) => one.label === label);
  const first = byLabel(view.pair?.[0]) ?? groups[0];
  const second = byLabel(view.pair?.[1]) ?? groups.find((one) => one !== first);
  if (model.groupBy === null || first === undefined || second === undefined || rows.length < 2) return null;
  const pair: PairComparison | null = comparePair(model, first, second);
  const words = pair === null ? null : pairWords(model, pair);
  return (
    <div class="pair">
      <p>
        {words === null ? (
          `${first.label} and ${second.label}: too few values to compare.`
        ) : (
          <>
            <b>{words.verdict}</b> {words.evidence}
          </>
        )}
      </p>
      <details class="pair-form">
        <summary id="pair-form">Test another pair</summary>
        <div class="pair-choice">
          {[0, 1].map((side) => (
            <ul aria-label={side === 0 ? 'First of the pair' : 'Second of the pair'}>
              {groups.slice(0, 20).map(({ label }) => {
                const own = side === 0 ? first.label : second.label;
                const other = side === 0 ? second.label : first.label;
                if (label === other) return null;
                const next = (side === 0 ? [label, other] : [other, label]) as [string, string];
                return (
                  <li>
                    <a
                      href={compareHref(view, { pair: next })}
                      {...(label === own ? { 'aria-current': 'true' } : {})}
                    >
                      {label}
                    </a>
                  </li>
                );
              })}
            </ul>
          ))}
        </div>
      </details>
    </div>
  );
};
