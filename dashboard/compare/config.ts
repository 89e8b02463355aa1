/** The values that settings have in groups. */
import type { ParameterValue } from '../../db/index.ts';
import { compareValues } from '../runs/columns.ts';
import { differingFromBaseline, settingAt } from './baseline.ts';
import type { ComparedGroup, CompareModel } from './model.ts';

/** Settings in which groups, or the baseline, differ. */
export function differingKeys(model: CompareModel): string[] {
  const { varying, dependent } = model.settings;
  return [...varying, ...dependent, ...differingFromBaseline(model)];
}

export function valuesIn(
  { table }: CompareModel,
  groups: readonly ComparedGroup[],
  key: string,
): ParameterValue[] {
  const values = new Set(groups.flatMap(({ members }) => members.map((row) => settingAt(table, key, row))));
  return [...values].sort((a, b) => compareValues(a, b, false));
}

export function seedsOf({ table }: CompareModel, groups: readonly ComparedGroup[]): number[] {
  const seeds = new Set(groups.flatMap(({ members }) => members.map((row) => table.rows[row]!.seed)));
  return [...seeds].filter((seed) => seed !== null).sort((a, b) => a - b);
}
