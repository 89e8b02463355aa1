import type { Command } from 'commander';
import { countMatching, getSweep, listRuns, type RunRecord } from '../../../db/index.ts';
import { flattenRun } from '../../export/index.ts';
import { contextOf } from '../context.ts';
import { ageText, count, metricText, metricTitle, settingText, statusText } from '../format.ts';
import { parseCount } from '../options.ts';
import type { Column } from '../output.ts';
import {
  addSelection,
  definitionOrder,
  distinguishing,
  levelsOf,
  selectionOf,
  settingColumn,
  withDatabase,
} from '../select.ts';

const DEFAULT_LIMIT = 50;
const DEFAULT_METRICS = ['validation/accuracy', 'test/accuracy'];

interface LsOptions {
  readonly sweep?: string;
  readonly filter?: string;
  readonly limit?: number;
  readonly all?: boolean;
  readonly metric?: readonly string[];
}

/** `descent ls`: runs as a table. */
export function addLs(program: Command): void {
  const command = program
    .command('ls')
    .description('list runs, the newest first')
    .option('-n, --limit <count>', `at most so many runs (default: ${DEFAULT_LIMIT})`, parseCount)
    .option('-a, --all', 'every run that matches')
    .option('-m, --metric <names...>', `metrics to show (default: ${DEFAULT_METRICS.join(', ')})`)
    .action(async (options: LsOptions, self: Command) => list(options, self));
  addSelection(command).addHelpText(
    'after',
    `
Examples:
  descent ls
  descent ls --sweep quickstart --filter 'optimizer = "adam" order by test/accuracy desc'
  descent ls --filter 'status in ("failed", "diverged")' --all --json`,
  );
}

async function list(options: LsOptions, self: Command): Promise<void> {
  const context = contextOf(self);
  const { output } = context;
  await withDatabase(context, (database) => {
    const query = selectionOf(database, options, { newestFirst: true });
    const limit = options.all
      ? query.limit
      : Math.min(options.limit ?? DEFAULT_LIMIT, query.limit ?? Infinity);
    const runs = listRuns(database, { ...query, limit });
    const order =
      options.sweep === undefined ? [] : definitionOrder(getSweep(database, options.sweep).definition);
    output.table({
      rows: runs,
      columns: columnsFor(runs, options, order, output.colors),
      records: () => runs.map(flattenRun),
      empty: emptyText(options, countMatching(database) === 0),
    });
    const total = countMatching(database, query);
    const meant = query.limit === undefined ? total : Math.min(total, query.limit);
    if (runs.length < meant)
      output.line(output.colors.dim(`${runs.length} of ${count(meant)} runs; --all shows them all`));
  });
}

function columnsFor(
  runs: readonly RunRecord[],
  options: LsOptions,
  order: readonly string[],
  colors: Parameters<typeof statusText>[1],
): Column<RunRecord>[] {
  const logged = new Set(runs.flatMap((run) => Object.keys(run.summary)));
  const wanted = options.metric ?? DEFAULT_METRICS.filter((metric) => logged.has(metric));
  const metrics = wanted.length > 0 ? wanted : [...logged].sort().slice(0, 2);
  const settings = distinguishing(runs, order).slice(0, 6);
  return [
    { title: 'id', value: (run) => run.id },
    { title: 'status', value: (run) => statusText(run.status, colors) },
    { title: 'name', value: (run) => run.name, minWidth: 10, dropOrder: 10 },
    ...settings.map((name, i) => settingColumn(name, runs, levelsOf, { align: 'right', dropOrder: 20 + i })),
    { title: 'seed', value: (run) => settingText(run.seed), align: 'right', dropOrder: 5 },
    ...metrics.map(
      (metric): Column<RunRecord> => ({
        title: metricTitle(metric),
        value: (run) => metricText(metric, run.summary[metric]?.last),
        align: 'right',
      }),
    ),
    { title: 'created', value: (run) => ageText(run.createdAt), align: 'right', dropOrder: 15 },
  ];
}

function emptyText(options: LsOptions, databaseIsEmpty: boolean): string {
  if (databaseIsEmpty) return 'No runs yet. `npm run quickstart` trains 63 small networks in about a minute.';
  return options.filter === undefined && options.sweep === undefined ? 'No runs.' : 'No run matches.';
}
