/** Names of the lines: the values that tell them apart, as people would say them. */
import type { ParameterValue, RunTable } from '../../db/index.ts';
import { settingText } from '../format.ts';
import { type Column, settingOf } from '../runs/columns.ts';
import type { Settings } from '../runs/settings.ts';

/** Settings whose value speaks for itself. */
const VALUE_ONLY = new Set([
  ...[
    'optimizer',
    'activation',
    'head',
    'architecture',
    'dataset',
    'initializer',
    'pool',
    'shuffle',
    'engine',
  ],
  ...['project', 'name'],
]);
const SHORT: Readonly<Record<string, string>> = { learningRate: 'lr', batchSize: 'batch' };
const ID_TAIL = 4;

interface Labelled {
  readonly members: readonly number[];
}

/**
 * One for each group, all different.
 * @param chosen the settings grouped by were named one by one: all of them are said
 */
export function labelsOf(
  table: RunTable,
  groups: readonly Labelled[],
  groupBy: readonly Column[] | null,
  settings: Settings,
  chosen: boolean,
): string[] {
  const telling = new Set(settings.varying);
  // what follows from another setting says nothing new
  const columns =
    groupBy === null
      ? settings.varying.map((key): Column => ({ kind: 'parameter', name: key, key }))
      : groupBy.filter((one) => chosen || one.kind !== 'parameter' || telling.has(one.key));
  const labels = groups.map(({ members }) => {
    const row = members[0]!;
    const parts = columns.flatMap((column) => part(column.name, settingOf(table, column, row)));
    const run = table.rows[row]!;
    if (groupBy === null && run.seed !== null) parts.push(`seed ${run.seed}`);
    if (parts.length > 0) return parts.join(' · ');
    return groupBy === null || members.length === 1 ? run.name : 'all runs';
  });
  return unique(labels, (i) => table.rows[groups[i]!.members[0]!]!.id.slice(-ID_TAIL));
}

function part(name: string, value: ParameterValue): string[] {
  if (value === null) return [];
  const key = SHORT[name] ?? name;
  if (VALUE_ONLY.has(name)) return [String(value)];
  if (value === true) return [key];
  if (value === false) return [`no ${key}`];
  return [`${key} ${settingText(value)}`];
}

/** Labels that occur twice get something that differs. */
function unique(labels: readonly string[], more: (index: number) => string): string[] {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return labels.map((label, i) => (counts.get(label) === 1 ? label : `${label} · ${more(i)}`));
}
