import type { Command } from 'commander';
import { type Database, getSweep, listRuns, type RunRecord } from '../../../db/index.ts';
import type { AnalysedRun, Level, Levels } from '../../stats/index.ts';
import { contextOf } from '../context.ts';
import { effectRecords, printEffects } from '../effects-report.ts';
import { UsageError } from '../errors.ts';
import { collectPairs } from '../options.ts';
import { definitionOrder, FILTER_HELP, levelsOf, sampledKeys, selectionOf, withDatabase } from '../select.ts';
import { checkMetric } from './leaderboard.ts';

interface EffectsOptions {
  readonly metric: string;
  readonly filter?: string;
  readonly tune?: string;
  readonly reference?: Readonly<Record<string, string>>;
  readonly all?: boolean;
}

/** `descent effects <sweep>`: what each setting of a grid does, alone and together with another. */
export function addEffects(program: Command): void {
  program
    .command('effects')
    .description('main effects and two-factor interactions of a sweep, with 95 % intervals')
    .argument('<sweep>', 'name or id')
    .option('-m, --metric <name>', 'metric, its last value', 'test/accuracy')
    .option('-f, --filter <filter>', 'only runs that match')
    .option('-r, --reference <setting=level>', 'compare with this level (default: the first)', collectPairs)
    .option(
      '-t, --tune <settings>',
      'settings taken at their best by validation accuracy, separated by commas; none: no setting ' +
        '(default: the learning rate where it is an axis)',
    )
    .option('-a, --all', 'every interaction, not only the largest')
    .addHelpText('after', FILTER_HELP)
    .addHelpText(
      'after',
      `
An effect is the mean difference between runs that differ in one setting and in nothing else, the seed included.
An interaction says by how much the effect of one setting changes with another.

Examples:
  descent effects optimizer-grid
  descent effects optimizer-grid --metric validation/loss --reference optimizer=adam
  descent effects optimizer-grid --filter 'activation != "sigmoid"' --json`,
    )
    .action(async (sweep: string, options: EffectsOptions, self: Command) => {
      const context = contextOf(self);
      await withDatabase(context, (database) => showEffects(database, sweep, options, context.output));
    });
}

async function showEffects(
  database: Database,
  sweep: string,
  options: EffectsOptions,
  output: ReturnType<typeof contextOf>['output'],
): Promise<void> {
  const { analyseEffects } = await import('../../stats/index.ts');
  const { name, definition } = getSweep(database, sweep);
  checkMetric(database, options.metric);
  const runs = listRuns(database, selectionOf(database, { ...options, sweep }));
  const rows = runs.map((run) => analysedRun(run, options.metric));
  const tune = options.tune === undefined ? undefined : namesIn(options.tune);
  let analysis: ReturnType<typeof analyseEffects>;
  try {
    analysis = analyseEffects(rows, {
      order: definitionOrder(definition),
      sampled: sampledKeys(definition),
      ...(tune && { tune }),
      references: referencesFrom(options.reference ?? {}, rows),
    });
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
  if (output.json) output.data(effectRecords(analysis, options.metric));
  else printEffects(analysis, { sweep: name, metric: options.metric, all: options.all === true }, output);
}

function analysedRun(run: RunRecord, metric: string): AnalysedRun {
  const last = (key: string): number | null => {
    const value = run.summary[key]?.last;
    return value !== undefined && Number.isFinite(value) ? value : null;
  };
  // a run that diverged or stopped half-way has values too, of another moment than those of the others
  const ended = run.status === 'completed';
  return {
    levels: levelsOf(run),
    seed: run.seed,
    response: ended ? last(metric) : null,
    validationAccuracy: ended ? last('validation/accuracy') : null,
    validationLoss: ended ? last('validation/loss') : null,
    diverged: run.status === 'diverged',
  };
}

function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'none');
}

/** Levels are typed as text; the level that reads the same is meant. */
function referencesFrom(
  given: Readonly<Record<string, string>>,
  rows: readonly { readonly levels: Levels }[],
): Levels {
  return Object.fromEntries(
    Object.entries(given).map(([name, text]): [string, Level] => {
      const levels = [...new Set(rows.map(({ levels }) => levels[name] ?? null))];
      const meant = levels.find((level) => String(level) === text);
      return [name, meant === undefined ? text : meant];
    }),
  );
}
