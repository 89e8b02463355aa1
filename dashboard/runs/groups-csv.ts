/** The grouped table as CSV: one row a group, in the order of the table, with mean and spread of each metric and measurement. */
import { RUN_STATUSES } from '../../db/index.ts';
import { type Cell, type ExportColumn, tableCsv, toBatch } from '../../src/export/index.ts';
import { isClockTime, isMeasured, settingOf } from './columns.ts';
import { type GroupStatistics, statesOf, statisticsOf } from './group-statistics.ts';
import type { RunsModel } from './model.ts';

const STATISTICS: readonly (keyof GroupStatistics)[] = [
  'mean',
  'std',
  'standardError',
  'low95',
  'high95',
  'n',
];

/** Settings that make the groups, runs by state, then `metric mean`, `metric std`, … of all that is shown as a mean. */
export function groupsCsv({ table, groupBy, groups, columns }: RunsModel): Buffer {
  const by = groupBy ?? [];
  const measured = columns.filter((column) => isMeasured(column) && !isClockTime(column));
  const head: ExportColumn[] = [
    ...by.map(({ name }) => ({ name, type: 'text' as const })),
    ...['n', ...RUN_STATUSES].map((name) => ({ name, type: 'integer' as const })),
    ...measured.flatMap(({ name }) =>
      STATISTICS.map((statistic) => ({ name: `${name} ${statistic}`, type: 'number' as const })),
    ),
  ];
  const rows = groups.map(({ members }): Cell[] => {
    const states = statesOf(table, members);
    return [
      ...by.map((column) => settingOf(table, column, members[0]!)),
      members.length,
      ...RUN_STATUSES.map((status) => states[status]),
      ...measured.flatMap((column) => {
        const statistics = statisticsOf(table, column, members);
        return STATISTICS.map((name) => statistics[name]);
      }),
    ];
  });
  return tableCsv({
    columns: head,
    total: rows.length,
    batches: () => [toBatch(rows, head.length)],
  });
}
