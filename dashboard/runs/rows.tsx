/** Rows of the table: a group or a run each, and the runs of an opened group. */
import { createHash } from 'node:crypto';
import type { FC } from 'hono/jsx';
import type { RunStatus } from '../../db/index.ts';
import { StateIcon } from '../views/components/badge.tsx';
import { Icon } from '../views/components/icons.tsx';
import { settingCell } from './cell-text.ts';
import { Cell } from './cells.tsx';
import { type Column, settingOf } from './columns.ts';
import { criteriaOf } from './criteria.ts';
import type { Group } from './group.ts';
import type { PageData } from './page-data.ts';

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
    hx-sync="closest tr:drop"
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
