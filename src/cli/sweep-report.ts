/** What a sweep says before it starts (--dry-run) and after its end. */
import { DEFAULT_PORT } from '../../dashboard/port.ts';
import { type Database, listRuns, type RunRecord } from '../../db/index.ts';
import { type ExpandedSweep, gridRows } from '../config/index.ts';
import { rankGroups } from '../stats/index.ts';
import { type Estimate, runLabel, type SweepOutcome } from '../sweep/index.ts';
import { planKey, planRuns } from '../sweep/plan.ts';
import { bytes, compact, percent, roughly } from '../sweep/progress/format.ts';
import { commandLine } from './command-line.ts';
import type { Context } from './context.ts';
import { statusText } from './format.ts';
import type { Output } from './output.ts';
import type { TrainCommandOptions } from './train-options.ts';

/** Groups shown after a sweep; the whole list is in `descent leaderboard`. */
const TOP = 10;

export function printDryRun(output: Output, expanded: ExpandedSweep, estimate: Estimate): void {
  const { counts } = expanded;
  if (output.json) {
    output.data({ sweep: expanded.name, axes: expanded.axes, counts, estimate });
    return;
  }
  const { colors } = output;
  output.line();
  output.line(
    `${colors.bold(expanded.name)}${expanded.description ? `  ${colors.dim(expanded.description)}` : ''}`,
  );
  output.line();
  const rows = gridRows(expanded);
  output.table({
    rows,
    columns: [
      { title: 'axis', value: ({ axis }) => axis },
      { title: 'kind', value: ({ kind }) => colors.dim(kind) },
      { title: 'values', value: ({ count }) => String(count), align: 'right' },
      { title: '', value: ({ values }) => values, minWidth: 20 },
    ],
    records: () => rows,
    empty: 'one config, nothing varied',
  });
  output.line();
  output.line(`${colors.bold(`${estimate.runs} runs`)}: ${runArithmetic(expanded)}`);
  if (estimate.done > 0) {
    output.line(`${estimate.done} of them are in the database already; ${estimate.toTrain} to train`);
  }
  if (estimate.toTrain > 0) {
    const workers = estimate.workers === 1 ? '1 worker' : `${estimate.workers} workers`;
    const speed = `${compact(estimate.samplesPerSecond!)} samples/s a worker, ${basisText(estimate)}`;
    output.line(
      `about ${colors.bold(roughly(estimate.durationMs))} on ${workers}  ${colors.dim(`(${speed})`)}`,
    );
    output.line(`about ${colors.bold(bytes(estimate.diskBytes))} on disk`);
  }
  output.line();
}

/** `64 configs × 10 seeds` */
export function runArithmetic({ counts, seeds }: ExpandedSweep): string {
  const left = [
    counts.excluded > 0 ? `${counts.excluded} excluded` : '',
    counts.duplicates > 0 ? `${counts.duplicates} the same as another` : '',
  ].filter(Boolean);
  const points = left.length > 0 ? ` (${counts.points} points, ${left.join(', ')})` : '';
  const configs = counts.configs === 1 ? '1 config' : `${counts.configs} configs`;
  return `${configs}${points} × ${seeds.length === 1 ? '1 seed' : `${seeds.length} seeds`}`;
}

/** Where the estimated speed comes from. */
export function basisText({ basis }: Estimate): string {
  if (basis.earlierRuns > 0.99) return 'from earlier runs of these networks';
  if (basis.earlierRuns > 0) return 'from earlier runs and a quick measurement';
  return basis.scaled > 0 ? 'from a quick measurement of some of the networks' : 'from a quick measurement';
}

/** The run, or the leaderboard over the seeds where there are several, and what to do next. */
export function printSweepEnd(
  context: Context,
  db: Database,
  expanded: ExpandedSweep,
  outcome: SweepOutcome,
  options: Pick<TrainCommandOptions, 'workers'>,
): void {
  const { output } = context;
  const [first, ...others] = listRuns(db, { sweepId: outcome.sweepId });
  const single = others.length === 0 ? first : undefined;
  if (single === undefined) printRanks(output, ranked(db, expanded, outcome.sweepId));
  else printRun(output, single);
  output.line();
  if (outcome.status === 'interrupted') {
    printResume(context, outcome, options);
    return;
  }
  const command = (...words: string[]) => commandLine(context, words);
  const next =
    single === undefined
      ? afterSweep(command, expanded.name, outcome)
      : afterRun(command, single, expanded.recording.keepWeights);
  for (const line of next) printNext(output, line);
  output.line();
}

/** A command, and what it is for. */
type Next = readonly [string, string];

function afterSweep(
  command: (...words: string[]) => string,
  name: string,
  { counts }: SweepOutcome,
): readonly Next[] {
  return [
    [command('leaderboard', name), 'rank by any metric, group by any key'],
    [command('dashboard'), `curves and comparisons in a browser, at http://127.0.0.1:${DEFAULT_PORT}`],
    [command('export', 'metrics', '--sweep', name, '-o', 'metrics.csv'), 'every point'],
    ...(counts.failed > 0
      ? [[command('ls', '--sweep', name, '--filter', 'status = "failed"'), 'what went wrong'] as const]
      : []),
  ];
}

function afterRun(
  command: (...words: string[]) => string,
  { id, status }: RunRecord,
  keepWeights: boolean,
): readonly Next[] {
  return [
    [command('show', id), 'settings, results, environment, artifacts'],
    ...(status === 'completed' && keepWeights
      ? [[command('predict', id, '--wrong'), 'the mistakes that the network is surest of'] as const]
      : []),
    ...(status === 'failed' ? [[command('log', id), 'what went wrong'] as const] : []),
    [command('dashboard'), `its curves in a browser, at http://127.0.0.1:${DEFAULT_PORT}`],
  ];
}

function printRun({ colors, line }: Output, { id, status, summary }: RunRecord): void {
  const accuracy = summary['test/accuracy']?.last ?? null;
  const result = accuracy === null ? '' : `  test accuracy ${percent(accuracy)}`;
  line();
  line(`run ${colors.bold(id)}  ${statusText(status, colors)}${result}`);
}

function printRanks(output: Output, rows: ReturnType<typeof ranked>): void {
  const scored = rows.filter(({ rank }) => rank !== null);
  if (scored.length === 0) return;
  output.line();
  output.table({
    rows: scored.slice(0, TOP),
    columns: [
      { title: '#', value: ({ rank }) => String(rank), align: 'right' },
      { title: 'config', value: ({ levels }) => String(levels.config), minWidth: 16 },
      {
        title: 'test accuracy',
        value: ({ summary }) => meanAndDeviation(summary.mean!, summary.std),
        align: 'right',
      },
      { title: 'n', value: ({ summary }) => String(summary.n), align: 'right' },
      { title: 'diverged', value: ({ diverged }) => (diverged > 0 ? String(diverged) : ''), dropOrder: 1 },
    ],
    records: () => [],
    empty: '',
  });
  const rest = scored.length - TOP;
  output.line();
  const note = scored.some(({ summary }) => summary.n > 1) ? 'mean ± standard deviation over the seeds' : '';
  const more = rest > 0 ? `${rest} more below` : '';
  const remarks = [note, more].filter(Boolean).join('; ');
  if (remarks !== '') output.line(output.colors.dim(remarks));
}

/** Of a sweep that was interrupted: what goes on with it. The first command would not do: --rerun asks for new runs. */
export function printResume(
  context: Context,
  { sweepId, counts }: SweepOutcome,
  { workers }: Pick<TrainCommandOptions, 'workers'>,
): void {
  const left = counts.queued + counts.running;
  const words = ['resume', sweepId];
  if (workers !== undefined && left > 1) words.push('--workers', String(workers));
  const runs = left === 1 ? 'the run that is left' : `the ${left} runs that are left`;
  printNext(context.output, [commandLine(context, words), `go on with ${runs}`]);
  context.output.line();
}

function printNext({ colors, line }: Output, [what, why]: Next): void {
  line(`  ${colors.cyan(what)}\n      ${colors.dim(why)}`);
}

function ranked(db: Database, expanded: ExpandedSweep, sweepId: string) {
  const labels = new Map(
    planRuns(expanded).map((run) => [
      planKey({ configHash: run.configHash, seed: run.config.seed }),
      runLabel(run.config, expanded.varied, false),
    ]),
  );
  const runs = listRuns(db, { sweepId }).map((run) => ({
    id: run.id,
    status: run.status,
    levels: { config: labels.get(planKey(run)) ?? run.name },
    value: run.summary['test/accuracy']?.last ?? null,
  }));
  return rankGroups(runs, ['config'], 'max');
}

function meanAndDeviation(mean: number, deviation: number | null): string {
  return deviation === null
    ? percent(mean)
    : `${(mean * 100).toFixed(2)} ± ${(deviation * 100).toFixed(2)} %`;
}
