/** The numbers of a group of runs, by name: for the API and the CSV. */
import { RUN_STATUSES, type RunStatus, type RunTable } from '../../db/index.ts';
import { describe, meanInterval } from '../../src/stats/index.ts';
import type { Column } from './columns.ts';
import { finalValues } from './group.ts';

export interface GroupStatistics {
  /** completed runs with a finite value */
  readonly n: number;
  readonly mean: number | null;
  /** null below two values, like the three that follow */
  readonly std: number | null;
  readonly standardError: number | null;
  readonly low95: number | null;
  readonly high95: number | null;
}

export function statisticsOf(table: RunTable, column: Column, members: readonly number[]): GroupStatistics {
  const values = finalValues(table, column, members);
  if (values.length === 0)
    return { n: 0, mean: null, std: null, standardError: null, low95: null, high95: null };
  const { mean, std, standardError } = describe(values);
  const interval = values.length < 2 ? null : meanInterval(values);
  return {
    ...{ n: values.length, mean, std, standardError },
    ...{ low95: interval?.low ?? null, high95: interval?.high ?? null },
  };
}

export function statesOf(table: RunTable, members: readonly number[]): Record<RunStatus, number> {
  const statuses = members.map((row) => table.rows[row]!.status);
  return Object.fromEntries(
    RUN_STATUSES.map((status) => [status, statuses.filter((one) => one === status).length]),
  ) as Record<RunStatus, number>;
}
