import type { Command } from 'commander';
import {
  type Database,
  getSweep,
  inferDefinition,
  listMetricDefinitions,
  listRuns,
  type RunRecord,
} from '../../../db/index.ts';
import type { LeaderboardRow } from '../../stats/leaderboard.ts';
import { type Context, contextOf } from '../context.ts';
import { UsageError } from '../errors.ts';
import { metricText, metricTitle, settingText, spreadText, UNKNOWN } from '../format.ts';
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

export interface LeaderboardOptions {
  readonly sweep?: string;
  readonly filter?: string;
  readonly by?: string;
  readonly metric?: string;
  readonly best?: boolean;
  readonly limit?: number;
}

/** `descent leaderboard`: groups of runs ranked by the mean over their seeds. */
export function addLeaderboard(program: Command): void {
  const command = program
    .command('leaderboard')
    .alias('top')
    .description('rank settings by the mean of a metric over their seeds')
    .argument('[sweep]', 'only runs of this sweep')
    .option('-b, --by <settings>', 'group by these settings, separated by commas (default: all that vary)')
    .option('-m, --metric <name>', 'metric to rank by', 'test/accuracy')
    .option('--best', 'the best value of each run instead of the last (biased upwards on test metrics)')
    .option('-n, --limit <count>', 'at most so many groups', parseCount)
    .action(async (sweep: string | undefined, options: LeaderboardOptions, self: Command) => {
      const context = contextOf(self);
      const chosen = sweep === undefined ? options : { ...options, sweep };
      await withDatabase(context, (database) => printLeaderboard(database, chosen, context.output));
    });
  addSelection(command).addHelpText(
    'after',
    `
Examples:
  descent leaderboard quickstart
  descent leaderboard quickstart --by optimizer --metric validation/loss
  descent leaderboard --filter 'optimizer in ("adam", "sgd")' --json`,
  );
}

/** Prints the leaderboard of the runs that the options mean; the end of `descent sweep` shows it too. */
export async function printLeaderboard(
  database: Database,
  options: LeaderboardOptions,
  output: Context['output'],
): Promise<void> {
  const { rankGroups } = await import('../../stats/index.ts');
  const metric = options.metric ?? 'test/accuracy';
  const direction = directionOf(database, metric);
  const order =
    options.sweep === undefined ? [] : definitionOrder(getSweep(database, options.sweep).definition);
  const runs = listRuns(database, selectionOf(database, options));
  const by = options.by === undefined ? distinguishing(runs, order) : namesOf(options.by, runs);
  const rows = rankGroups(
    runs.map((run) => ({
      id: run.id,
      levels: settingsOf(run),
      status: run.status,
      value: finite(options.best ? run.summary[metric]?.best : run.summary[metric]?.last),
    })),
    by,
    direction,
  ).slice(0, options.limit);
  output.table({
    rows,
    columns: columnsFor(rows, by, metric, output.colors),
    records: () => rows.map((row) => record(row, metric)),
    empty: 'No run matches.',
  });
  if (rows.length === 0) return;
  const lines = [`${metric}: ${options.best ? 'best' : 'last'} value of each run, mean ± std over n runs.`];
  if (rows.some(({ likeBest }) => likeBest === false)) {
    lines.push("* not distinguishable from the best (Welch's t test at 5 %, each alone).");
  }
  if (rows.some(({ diverged }) => diverged > 0)) lines.push('Diverged runs have no place in the mean.');
  output.line(output.colors.dim(lines.join('\n')));
}

function columnsFor(
  rows: readonly LeaderboardRow[],
  by: readonly string[],
  metric: string,
  colors: Context['output']['colors'],
): Column<LeaderboardRow>[] {
  const decided = rows.some(({ likeBest }) => likeBest === false);
  const mark = ({ likeBest }: LeaderboardRow, text: string) =>
    decided && likeBest ? `${colors.bold(text)} *` : decided ? `${text}  ` : text;
  const columns: Column<LeaderboardRow>[] = [
    { title: '#', value: ({ rank }) => settingText(rank), align: 'right' },
    ...by.map((name, i) =>
      settingColumn(name, rows, ({ levels }) => levels, {
        minWidth: 6,
        ...(i > 3 ? { dropOrder: i } : {}),
      }),
    ),
    {
      title: `${metricTitle(metric)}  ± std${decided ? '  ' : ''}`,
      value: (row) => {
        const { mean, std } = row.summary;
        if (mean === null) return UNKNOWN;
        return mark(row, `${metricText(metric, mean)} ± ${spreadText(metric, mean, std)}`);
      },
      align: 'right',
    },
    { title: 'n', value: ({ summary }) => String(summary.n), align: 'right' },
  ];
  if (rows.some(({ diverged }) => diverged > 0)) {
    columns.push({
      title: 'diverged',
      value: ({ diverged }) => (diverged ? String(diverged) : ''),
      align: 'right',
    });
  }
  if (rows.some(({ runs, summary, diverged }) => runs - diverged > summary.n)) {
    columns.push({
      title: 'without a value',
      value: ({ runs, summary, diverged }) => String(runs - diverged - summary.n || ''),
      align: 'right',
    });
  }
  return columns;
}

function record({ rank, levels, summary, runs, diverged, likeBest, runIds }: LeaderboardRow, metric: string) {
  return { rank, ...levels, metric, ...summary, runs, diverged, likeBest, runIds };
}

const GROUPABLE = ['seed', 'engine', 'status', 'name', 'project', 'numerics', 'isa'] as const;

/** Settings, and what else a run can be grouped by. */
function settingsOf(run: RunRecord) {
  return {
    ...Object.fromEntries(GROUPABLE.map((name) => [name, run[name]])),
    ...run.parameters,
    ...levelsOf(run),
  };
}

function namesOf(list: string, runs: readonly RunRecord[]): string[] {
  const known = new Set<string>(runs.flatMap((run) => Object.keys(settingsOf(run))));
  const names = list.split(',').map((name) => name.trim());
  for (const name of names) {
    if (runs.length > 0 && !known.has(name)) {
      throw new UsageError(
        `no run has a setting "${name}" to group by; there are ${[...known].sort().join(', ')}`,
      );
    }
  }
  return names;
}

/** Every training logs these; a database without a value of one has runs that have not come to it. */
const ALWAYS_LOGGED = /^(train|validation|test)\/(loss|accuracy)$/;

/** @throws UsageError for a metric that nobody logged */
export function checkMetric(database: Database, metric: string): void {
  const names = listMetricDefinitions(database).map(({ name }) => name);
  if (names.length === 0 || names.includes(metric) || ALWAYS_LOGGED.test(metric)) return;
  const some = names.filter((name) => !/_rms|fraction|activation/.test(name)).slice(0, 15);
  throw new UsageError(`no run has logged a metric "${metric}"; there are ${some.join(', ')}`);
}

/** @throws UsageError for a metric that nobody logged, or of which neither more nor less is known to be better */
export function directionOf(database: Database, metric: string): 'min' | 'max' {
  checkMetric(database, metric);
  const definitions = listMetricDefinitions(database);
  const stored = definitions.find(({ name }) => name === metric)?.direction ?? null;
  const direction = stored ?? inferDefinition(metric).direction;
  if (direction !== null) return direction;
  const ranked = definitions.filter((one) => one.direction !== null).map(({ name }) => name);
  throw new UsageError(
    `whether more or less of "${metric}" is better is not known, so nothing can be ranked by it: rank by ` +
      `${ranked.slice(0, 15).join(', ')}, or say it with tracker.defineMetric('${metric}', { direction: 'min' })`,
  );
}

function finite(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null;
}
