/** The table of runs: head, rows, and what loads the next hundred. */
import type { FC } from 'hono/jsx';
import { count, counted, isShare, significant } from '../format.ts';
import { elementId } from '../views/components/controls.tsx';
import { Icon } from '../views/components/icons.tsx';
import { SPREAD_LABELS } from '../views/components/numbers.tsx';
import { headOf } from './cell-text.ts';
import { type Column, isClockTime, isMeasured } from './columns.ts';
import { PAGE_ROWS } from './model.ts';
import type { PageData } from './page-data.ts';
import { labelOf, leadColumn, Row, splitColumns } from './rows.tsx';
import { position, type Scale } from './strip.tsx';
import { runsHref, type SortTerm } from './view.ts';

export const RunsTable: FC<{ data: PageData }> = ({ data }) => {
  const { model } = data;
  const { density } = model.view;
  return (
    <div class="table-scroll runs-scroll" tabindex={0} role="region" aria-label="Table of runs">
      <table class={`table runs-table ${density}`} id="runs-table">
        <caption class="visually-hidden">
          {`${counted(model.rows.length, 'run')} in ${counted(model.groups.length, 'row')}`}
        </caption>
        <RunsHead data={data} />
        <tbody id="runs-rows" data-page={String(model.view.page)}>
          <BaselineRow data={data} />
          <PageRows data={data} />
        </tbody>
      </table>
    </div>
  );
};

/** Swapped with the rows while runs train: their scales are stated in it. */
export const RunsHead: FC<{ data: PageData }> = ({ data }) => {
  const { model } = data;
  const grouped = model.groupBy !== null;
  const lead = leadColumn(data, grouped);
  const { before, after } = splitColumns(model.columns, lead);
  return (
    <thead id="runs-head">
      <tr>
        <th class="c-check">
          <input
            type="checkbox"
            id="select-all"
            aria-label={`Select all ${count(model.rows.length)} runs that match`}
          />
        </th>
        {lead === null ? (
          <th class="c-name" scope="col">
            {grouped ? 'group' : <SortLink data={data} name="name" title="name" />}
          </th>
        ) : (
          <HeadCell data={data} column={lead} class="c-name" />
        )}
        {before.map((column) => (
          <ColumnHead data={data} column={column} />
        ))}
        {grouped ? (
          <th class="c-n number" scope="col">
            n
          </th>
        ) : null}
        <th class="c-state" scope="col">
          state
        </th>
        {after.map((column) => (
          <ColumnHead data={data} column={column} />
        ))}
      </tr>
    </thead>
  );
};

/** Which neighbours a page of rows leads to: the whole page to both, one that comes later only onwards. */
export type Way = 'both' | 'up' | 'down';

/** A hundred rows, and a row on each open side that loads the next ones when it comes into sight. */
export const PageRows: FC<{ data: PageData; way?: Way }> = ({ data, way = 'both' }) => {
  const { model, groups } = data;
  const { page } = model.view;
  const more = model.groups.length - page * PAGE_ROWS;
  return (
    <>
      {page > 1 && way !== 'down' ? <Sentinel data={data} way="up" text="rows before these" /> : null}
      {groups.map((group) => (
        <Row data={data} group={group} />
      ))}
      {more > 0 && way !== 'up' ? <Sentinel data={data} way="down" text={counted(more, 'more row')} /> : null}
    </>
  );
};

/** A button, too, for those who do not scroll (static/js/endless.js). */
const Sentinel: FC<{ data: PageData; way: 'up' | 'down'; text: string }> = ({ data, way, text }) => (
  <tr class="sentinel" data-way={way} data-page={String(data.model.view.page + (way === 'up' ? -1 : 1))}>
    <td colspan={data.model.columns.length + 5}>
      <button type="button" class="link-button" data-load-rows>
        {text}
      </button>
    </td>
  </tr>
);

/** Stays on top, whatever the order; the differences in the table are to it. */
const BaselineRow: FC<{ data: PageData }> = ({ data }) => {
  const { model, baseline } = data;
  if (baseline === null) return null;
  const run = model.table.rows[baseline]!;
  const group = { key: run.id, members: [baseline] };
  return (
    <tr class="baseline">
      <td class="c-check">
        <Icon name="pin" label="Baseline" />
      </td>
      <td class="c-name" colspan={2}>
        <a class="run-link" href={`/runs/${run.id}`} hx-boost="false">
          {labelOf(data, group, false)}
        </a>
      </td>
      <td colspan={model.columns.length + 3}>
        <span class="muted">baseline: differences are to this run</span>{' '}
        {model.columns.map((column) => {
          const style = data.styles.get(column.name);
          if (column.kind !== 'metric' || style === undefined) return null;
          const value = model.table.summary(column.key)[column.statistic][baseline];
          return value === undefined || Number.isNaN(value) ? null : (
            <span class="baseline-value">{`${style.head} ${style.text(value)}`}</span>
          );
        })}
        <a id="unpin" href={runsHref(model.view, { baseline: null })}>
          unpin
        </a>
      </td>
    </tr>
  );
};

const ColumnHead: FC<{ data: PageData; column: Column }> = ({ data, column }) => {
  const { model } = data;
  switch (column.kind) {
    case 'sparkline':
      return (
        <th class="c-spark" scope="col">
          validation/error
          <span class="head-note">{sparkNote(data)}</span>
        </th>
      );
    case 'tags':
    case 'note':
      return (
        <th class={`c-${column.kind}`} scope="col">
          {column.name}
        </th>
      );
    case 'metric': {
      const isMain = model.main !== null && column.name === model.main.name;
      return (
        <>
          <HeadCell data={data} column={column} class={isMain ? 'c-main number' : 'c-metric number'} />
          {isMain && model.scale !== null ? <StripHead scale={model.scale} metric={column.key} /> : null}
        </>
      );
    }
    case 'run':
    case 'parameter': {
      const number = data.numeric.has(column.name) || data.styles.has(column.name);
      return <HeadCell data={data} column={column} class={number ? 'c-set number' : 'c-set'} />;
    }
    default:
      throw column satisfies never;
  }
};

/** The shared scale of the sparklines: `log, 9 to 0.8 %, by step`. */
function sparkNote({ sparkScale }: PageData): string {
  if (sparkScale === null) return 'log, by step';
  const percent = (log: number) => significant(100 * 10 ** log, 2);
  return `log, ${percent(sparkScale.high)} to ${percent(sparkScale.low)} %, by step`;
}

const StripHead: FC<{ scale: Scale; metric: string }> = ({ scale, metric }) => (
  <th class="c-strip" scope="col">
    <span class="visually-hidden">{`${metric}: mean, spread and single runs on one scale`}</span>
    <svg class="strip-head" width="120" height="16" viewBox="0 0 120 16" aria-hidden="true">
      {(scale.ticks ?? []).map((tick) => (
        <text x={position(scale, tick).toFixed(1)} y="12" text-anchor="middle">
          {Number((isShare(metric) ? 100 * tick : tick).toPrecision(4))}
        </text>
      ))}
    </svg>
  </th>
);

const HeadCell: FC<{ data: PageData; column: Column; class: string }> = ({ data, column, class: name }) => {
  const at = data.model.sorts.findIndex((sort) => sort.column.name === column.name);
  const sort = data.model.sorts[at];
  const direction = sort === undefined ? undefined : sort.descending ? 'descending' : 'ascending';
  return (
    <th class={name} scope="col" {...(direction === undefined ? {} : { 'aria-sort': direction })}>
      <SortLink data={data} name={column.name} title={headOf(column, data.model.metrics)} />
      {data.model.groupBy !== null && isMeasured(column) ? (
        <span class="head-note">
          {isClockTime(column) ? 'mean' : `mean ${SPREAD_LABELS[data.model.view.spread]}`}
        </span>
      ) : null}
    </th>
  );
};

/** A click sorts by the column, another turns it round; with shift it becomes the second key (static/js/runs.js). */
const SortLink: FC<{ data: PageData; name: string; title: string }> = ({ data, name, title }) => {
  const { model } = data;
  const at = model.sorts.findIndex(({ column }) => column.name === name);
  const sort = model.sorts[at];
  const own: SortTerm = {
    column: name,
    descending: sort === undefined ? prefersDescending(data, name) : !sort.descending,
  };
  const others = model.sorts
    .map(({ column, descending }) => ({ column: column.name, descending }))
    .filter(({ column }) => column !== name);
  return (
    <a
      class={sort === undefined ? 'sort' : 'sort active'}
      id={elementId('sort', name)}
      href={runsHref(model.view, { sort: [own] })}
      data-add-href={runsHref(model.view, { sort: [...others, own] })}
    >
      {title}
      {sort === undefined ? null : <Icon name={sort.descending ? 'arrowDown' : 'arrowUp'} />}
      {sort === undefined || model.sorts.length < 2 ? null : <span class="sort-place">{at + 1}</span>}
    </a>
  );
};

function prefersDescending({ model }: PageData, name: string): boolean {
  const column = model.columns.find((one) => one.name === name);
  return column?.kind === 'metric' && (model.metrics.get(column.key)?.direction ?? null) === 'max';
}
