/** The run that differences are taken to. It need not be among those compared. */
import type { ParameterValue } from '../../db/index.ts';
import { finalOf } from '../runs/group.ts';
import { settingsOf } from '../runs/settings.ts';
import { labelsOf } from './labels.ts';
import type { CompareModel } from './model.ts';

/** `adam · lr 0.1 · seed 3`: by what tells it from the runs compared. */
export function baselineLabel(model: CompareModel, row: number): string {
  const { table, rows } = model;
  const settings = rows.includes(row) ? model.settings : settingsOf(table, [...rows, row]);
  return labelsOf(table, [{ members: [row] }], null, settings, false)[0]!;
}

/** Its final value; null: it has none, has not completed, or no baseline is pinned. */
export function baselineValue({ baseline, final, table }: CompareModel): number | null {
  if (baseline === null || final === null) return null;
  return finalOf(table, final)?.(baseline) ?? null;
}

/** Settings in which the groups are alike, but the baseline is not. */
export function differingFromBaseline({ baseline, table, settings }: CompareModel): string[] {
  if (baseline === null) return [];
  const { varying, dependent, same } = settings;
  const known = new Set([...varying, ...dependent]);
  const values = new Map(same.map(({ key, value }) => [key, value]));
  return settingsOf(table, [baseline])
    .same.map(({ key }) => key)
    .concat([...values.keys()])
    .filter((key, i, all) => all.indexOf(key) === i && !known.has(key))
    .filter((key) => (values.get(key) ?? null) !== settingAt(table, key, baseline));
}

export function settingAt(table: CompareModel['table'], key: string, row: number): ParameterValue {
  const column = table.parameters.get(key);
  return column?.values[column.codes[row] ?? 0] ?? null;
}
