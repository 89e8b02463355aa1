/** Rows of the table: a group or a run each, and the runs of an opened group. */
import { createHash } from 'node:crypto';
import type { Child, FC } from 'hono/jsx';
import type { RunStatus } from '../../db/index.ts';
import { describe, meanInterval } from '../../src/stats/index.ts';
import { UNKNOWN } from '../format.ts';
import { StateIcon } from '../views/components/badge.tsx';
import { Tag } from '../views/components/controls.tsx';
import { Icon } from '../views/components/icons.tsx';
import type { Spread } from '../views/components/numbers.tsx';
import { type NumberStyle, settingCell, signedText } from './cell-text.ts';
import { type Column, numbersOf, settingOf } from './columns.ts';
import { criteriaOf } from './criteria.ts';
import { finiteValues, type Group } from './group.ts';
import type { PageData } from './page-data.ts';
import { Sparkline, Strip } from './strip.tsx';

const STATE_ORDER: readonly RunStatus[] = [
  'completed',
  'diverged',
  'failed',
  'running',
  'queued',
  'cancelled',
];

/** Of a group, from its criteria: the same on every page and after every sort. */
export function rowId(criteria: string): string {
  const key = criteria || 'everything';
  return `row-${createHash('sha256').update(key).digest('hex').slice(0, 10)}`;
}

interface RowProps {
  readonly data: PageData;
  readonly group: Group;
  /** an opened group's run; the id of the group's row */
  readonly parent?: string;
}

export const Row: FC<RowProps> = ({ data, group, parent }) => {
  const { model } = data;
  const { table, groupBy } = model;
  const { members } = group;
  const first = table.rows[members[0]!]!;
  const grouped = groupBy !== null && parent === undefined;
  const criteria = grouped ? criteriaOf(table, groupBy, members[0]!) : '';
  const id = grouped ? rowId(criteria) : `row-${first.id}`;
  const lead = leadColumn(data, groupBy !== null);
  const { before, after } = splitColumns(model.columns, lead);
  return (
    <tr
      id={id}
      class={parent === undefined ? 'row' : 'row seed'}
      data-n={String(members.length)}
      {...(grouped ? { 'data-criteria': criteria } : { 'data-run': first.id })}
      {...(parent === undefined ? {} : { 'data-parent': parent })}
    >
      <td class="c-check">
        <input type="checkbox" class="select" aria-label={`Select ${labelOf(data, group, grouped)}`} />
      </td>
      <td class="c-name">
        <div class="name-cell">
          {grouped ? <ExpandButton data={data} criteria={criteria} id={id} n={members.length} /> : null}
          <NameText data={data} group={group} grouped={grouped} lead={lead} seedOf={parent} />
        </div>
      </td>
      {before.map((column) => (
        <Cell data={data} column={column} group={group} grouped={grouped} id={id} />
      ))}
      {groupBy === null ? null : <td class="c-n number">{grouped ? String(members.length) : ''}</td>}
      <td class="c-state">
        <States data={data} members={members} />
      </td>
      {after.map((column) => (
        <Cell data={data} column={column} group={group} grouped={grouped} id={id} />
      ))}
    </tr>
  );
};

/** The column that stands in the pinned cell: of a group the first setting. Single runs have their name there. */
export function leadColumn({ model }: PageData, grouped: boolean): Column | null {
  if (!grouped && model.groupBy === null) return model.columns.find(({ name }) => name === 'name') ?? null;
  return model.columns.find(({ kind }) => kind === 'parameter') ?? null;
}

/** The settings that come first stand before n and state; the column in the pinned cell is in neither part. */
export function splitColumns(columns: readonly Column[], lead: Column | null) {
  const others = columns.filter((column) => column !== lead);
  const at = others.findIndex(({ kind }) => kind !== 'parameter');
  const end = at === -1 ? others.length : at;
  return { before: others.slice(0, end), after: others.slice(end) };
}

const NameText: FC<{
  data: PageData;
  group: Group;
  grouped: boolean;
  lead: Column | null;
  seedOf: string | undefined;
}> = ({ data, group, grouped, lead, seedOf }) => {
  const { table, columns } = data.model;
  const row = group.members[0]!;
  const run = table.rows[row]!;
  if (!grouped) {
    const text = seedOf === undefined ? run.name : run.id.slice(-7);
    return (
      <>
        <a
          class={seedOf === undefined ? 'run-link' : 'run-link mono'}
          href={`/runs/${run.id}`}
          hx-boost="false"
          title={run.name}
        >
          {text}
        </a>
        {seedOf === undefined || run.seed === null ? null : (
          <span class="seed-of muted">{`seed ${run.seed}`}</span>
        )}
      </>
    );
  }
  const others = columns.filter((column) => column.kind === 'parameter' && column !== lead);
  return (
    <>
      <span class="group-name">
        {lead === null ? 'all runs' : settingCell(lead, settingOf(table, lead, row))}
      </span>
      <span class="phone-only muted">
        {others.map((column) => settingCell(column, settingOf(table, column, row))).join(' ')}
      </span>
    </>
  );
};

const ExpandButton: FC<{ data: PageData; criteria: string; id: string; n: number }> = ({
  data,
  criteria,
  id,
  n,
}) => (
  <button
    type="button"
    class="expand icon-button"
    aria-expanded="false"
    aria-label={`Show its ${n} runs`}
    hx-get={`/runs/members?${data.query}${data.query === '' ? '' : '&'}${new URLSearchParams({ of: criteria, row: id })}`}
    hx-target={`#${id}`}
    hx-swap="afterend"
    hx-trigger="expand"
    hx-push-url="false"
  >
    <Icon name="chevronRight" />
  </button>
);

export function labelOf({ model }: PageData, { members }: Group, grouped: boolean): string {
  const { table, groupBy } = model;
  if (!grouped) return table.rows[members[0]!]!.name;
  const values = (groupBy ?? [])
    .map((column) => settingOf(table, column, members[0]!))
    .filter((value) => value !== null);
  return values.length === 0 ? 'all runs' : values.slice(0, 6).join(' ');
}

const States: FC<{ data: PageData; members: readonly number[] }> = ({ data, members }) => {
  const counts = new Map<RunStatus, number>();
  for (const row of members) {
    const { status } = data.model.table.rows[row]!;
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  const single = members.length === 1;
  return (
    <span class="states">
      {STATE_ORDER.filter((state) => counts.has(state)).map((state) => (
        <span class="status-count" title={`${counts.get(state)} ${state}`}>
          <StateIcon state={state} />
          {single ? <span class="state-word">{state}</span> : counts.get(state)}
          <span class="visually-hidden">{single ? '' : ` ${state}`}</span>
        </span>
      ))}
    </span>
  );
};

const Cell: FC<{ data: PageData; column: Column; group: Group; grouped: boolean; id: string }> = (props) => {
  const { data, column, group, grouped, id } = props;
  switch (column.kind) {
    case 'sparkline':
      return (
        <td class="c-spark">
          <Sparkline
            line={data.sparkOf(group.members)}
            scale={data.sparkScale}
            label={`validation/error by step, log scale${grouped ? `, mean of ${group.members.length} runs` : ''}`}
          />
        </td>
      );
    case 'tags':
      return <TagsCell data={data} group={group} grouped={grouped} id={id} />;
    case 'note':
      return <NoteCell data={data} group={group} grouped={grouped} id={id} />;
    case 'metric':
      return <NumberCells {...props} />;
    case 'run':
    case 'parameter': {
      const style = data.styles.get(column.name);
      return style === undefined ? <SettingCell {...props} /> : <NumberCells {...props} />;
    }
    default:
      throw column satisfies never;
  }
};

const SettingCell: FC<{ data: PageData; column: Column; group: Group }> = ({ data, column, group }) => {
  const { table } = data.model;
  const value = settingOf(table, column, group.members[0]!);
  const mixed = group.members.some((row) => settingOf(table, column, row) !== value);
  const numeric = data.numeric.has(column.name);
  return (
    <td class={numeric ? 'c-set number' : 'c-set'}>
      {mixed ? (
        <span class="muted">{`${distinct(data, column, group)} values`}</span>
      ) : (
        settingCell(column, value)
      )}
    </td>
  );
};

function distinct({ model }: PageData, column: Column, { members }: Group): number {
  return new Set(members.map((row) => settingOf(model.table, column, row))).size;
}

/** Half width of the spread that is asked for; null below two values. */
export function spreadOf(values: readonly number[], spread: Spread): number | null {
  if (values.length < 2) return null;
  if (spread === 'ci') {
    const interval = meanInterval(values);
    return interval === null ? null : interval.high - interval.estimate;
  }
  const { std, standardError } = describe(values);
  return spread === 'std' ? std : standardError;
}

/** Mean and spread; the main metric has its strip in a cell of its own. */
const NumberCells: FC<{ data: PageData; column: Column; group: Group; grouped: boolean }> = (props) => {
  const { data, column, group, grouped } = props;
  const { model } = data;
  const style = data.styles.get(column.name)!;
  const values = finiteValues(model.table, column, group.members);
  const mean = values.length === 0 ? null : describe(values).mean;
  const spread = spreadOf(values, model.view.spread);
  const isMain = model.main !== null && column.name === model.main.name;
  const hasSpread = grouped && column.kind === 'metric';
  const best = isMain && grouped && model.likeBest.has(group.key);
  return (
    <>
      <td class={isMain ? 'c-main number' : 'c-metric number'}>
        {mean === null ? (
          <span class="unknown">{UNKNOWN}</span>
        ) : (
          <span class="mean-spread">
            {best ? <b>{style.text(mean)}</b> : style.text(mean)}
            {hasSpread ? (
              <span class="spread"> ± {spread === null ? UNKNOWN : style.spread(spread)}</span>
            ) : null}
            {hasSpread && values.length < group.members.length ? (
              <sup title="runs with a value">{values.length}</sup>
            ) : null}
          </span>
        )}
        <Difference data={data} column={column} style={style} mean={mean} />
      </td>
      {isMain && model.scale !== null ? (
        <td class="c-strip">
          <Strip scale={model.scale} values={values} mean={mean} spread={spread} />
        </td>
      ) : null}
    </>
  );
};

/** To the pinned baseline, in points where the metric is a share. */
const Difference: FC<{ data: PageData; column: Column; style: NumberStyle; mean: number | null }> = (
  props,
) => {
  const { data, column, style, mean } = props;
  if (data.baseline === null || column.kind !== 'metric' || mean === null) return null;
  const value = numbersOf(data.model.table, column)?.(data.baseline) ?? null;
  if (value === null || !Number.isFinite(value)) return null;
  return (
    <span class="delta" title="difference to the baseline">
      {signedText(style, mean - value)}
    </span>
  );
};

const TagsCell: FC<{ data: PageData; group: Group; grouped: boolean; id: string }> = ({
  data,
  group,
  grouped,
  id,
}) => {
  const counts = new Map<string, number>();
  for (const row of group.members) {
    for (const tag of data.tags.get(data.model.table.rows[row]!.no) ?? [])
      counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  const run = data.model.table.rows[group.members[0]!]!;
  const tags = [...counts].map(([tag, n]) => (
    <Tag label={n === group.members.length ? tag : `${tag} ${n}`} />
  ));
  return (
    <td class="c-tags">
      {grouped ? (
        <span class="tag-list">{tags}</span>
      ) : (
        <EditableTags run={run.id} tags={[...counts.keys()]} id={id} />
      )}
    </td>
  );
};

/** A click, or t, opens a field in its place (static/js/edit.js). */
export const EditableTags: FC<{ run: string; tags: readonly string[]; id: string }> = ({ run, tags, id }) => (
  <button
    type="button"
    class="editable"
    id={`${id}-tags`}
    data-edit="tags"
    data-run={run}
    data-value={tags.join(' ')}
    {...(tags.length === 0 ? { 'aria-label': 'Add tags' } : { title: 'Edit tags' })}
  >
    {tags.length === 0 ? <Icon name="plus" class="faint" /> : tags.map((tag) => <Tag label={tag} />)}
  </button>
);

const NoteCell: FC<{ data: PageData; group: Group; grouped: boolean; id: string }> = ({
  data,
  group,
  grouped,
  id,
}) => {
  const run = data.model.table.rows[group.members[0]!]!;
  return (
    <td class="c-note">
      {grouped ? null : <EditableNote run={run.id} note={data.notes.get(run.no) ?? ''} id={id} />}
    </td>
  );
};

export const EditableNote: FC<{ run: string; note: string; id: string; empty?: Child }> = ({
  run,
  note,
  id,
  empty,
}) => (
  <button
    type="button"
    class="editable note-text"
    id={`${id}-note`}
    data-edit="note"
    data-run={run}
    data-value={note}
    {...(note === '' ? { 'aria-label': 'Add a note' } : { title: 'Edit the note' })}
  >
    {note === '' ? (empty ?? <Icon name="plus" class="faint" />) : note}
  </button>
);
