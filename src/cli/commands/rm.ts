import type { Command } from 'commander';
import {
  type Database,
  describeRemoval,
  findSweep,
  getRun,
  getSweep,
  listRuns,
  type Removal,
  removeRuns,
  removeSweep,
  runsOnlyOf,
  type SweepRecord,
} from '../../../db/index.ts';
import { confirm } from '../confirm.ts';
import { type Context, contextOf } from '../context.ts';
import { SilentExit, UsageError } from '../errors.ts';
import { bytesText, count, counted } from '../format.ts';
import { addSelection, selectionOf, withDatabase } from '../select.ts';

interface RmOptions {
  readonly sweep?: string;
  readonly filter?: string;
  readonly keepRuns?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** What is to go. */
interface Target {
  readonly sweeps: readonly SweepRecord[];
  /** ids, those of the sweeps among them */
  readonly runs: readonly string[];
}

/** `descent rm`: deletes runs, or a sweep with its runs. */
export function addRm(program: Command): void {
  const command = program
    .command('rm')
    .description('delete runs, or a sweep with the runs that no other sweep has')
    .argument('[runs-or-sweeps...]', 'ids of runs, names or ids of sweeps')
    .option('--keep-runs', 'delete the sweep and keep its runs')
    .option('--dry-run', 'only say what would go')
    .option('-y, --yes', 'do not ask')
    .action(async (references: string[], options: RmOptions, self: Command) => {
      const context = contextOf(self);
      await withDatabase(context, (database) => remove(database, references, options, context));
    });
  addSelection(command).addHelpText(
    'after',
    `
Their points, settings, tags, notes and logs go too, for good; artifact files go with the next \`descent gc\`.
With --filter, runs go and the sweep stays. A running run has to be cancelled first.

Examples:
  descent rm 8pzs q02a
  descent rm quickstart --dry-run
  descent rm --filter 'status = "failed"' --yes`,
  );
}

async function remove(
  database: Database,
  references: readonly string[],
  options: RmOptions,
  { output }: Context,
): Promise<void> {
  const { sweeps, runs } = targetOf(database, references, options);
  const sweepIds = sweeps.map(({ id }) => id);
  const removal = describeRemoval(database, runs, sweepIds);
  if (runs.length === 0 && sweeps.length === 0) {
    output.line('No run matches: nothing to remove.');
    output.data({ dryRun: options.dryRun === true, sweeps: [], runs: [], removal });
    return;
  }
  const running = removal.statuses.running ?? 0;
  if (running > 0) {
    const what = references[0] ?? 'them';
    throw new Error(
      `${counted(running, 'run')} of these ${running === 1 ? 'is' : 'are'} running: \`descent cancel ${what}\` first. ` +
        'Nothing was removed',
    );
  }
  if (output.json && options.yes !== true && options.dryRun !== true) {
    throw new UsageError('with --json nobody is asked: add --yes, or --dry-run to see what would go');
  }
  for (const line of linesAbout(sweeps, removal)) output.line(line);
  if (options.dryRun !== true) {
    if (options.yes !== true && !(await confirm('Remove them for good?'))) {
      output.note('Nothing was removed.');
      throw new SilentExit(1);
    }
    database.transaction(() => {
      removeRuns(database, runs);
      for (const id of sweepIds) removeSweep(database, id);
    });
  }
  output.line(options.dryRun ? 'Nothing was removed (--dry-run).' : 'Removed.');
  output.data({
    dryRun: options.dryRun === true,
    sweeps: sweeps.map(({ id, name }) => ({ id, name })),
    runs,
    removal,
  });
}

function targetOf(database: Database, references: readonly string[], options: RmOptions): Target {
  const filtered = options.filter !== undefined;
  if (references.length === 0 && options.sweep === undefined && !filtered) {
    throw new UsageError('which runs? name runs or sweeps, or choose runs with --filter');
  }
  const sweeps = new Map<string, SweepRecord>();
  const runs = new Set<string>();
  for (const reference of references) {
    const sweep = findSweep(database, reference);
    if (sweep === null) runs.add(getRun(database, reference).id);
    else sweeps.set(sweep.id, sweep);
  }
  if (filtered) for (const { id } of listRuns(database, selectionOf(database, options))) runs.add(id);
  else if (options.sweep !== undefined) {
    const sweep = getSweep(database, options.sweep);
    sweeps.set(sweep.id, sweep);
  }
  if (options.keepRuns !== true) for (const id of runsOnlyOf(database, [...sweeps.keys()])) runs.add(id);
  return { sweeps: [...sweeps.values()], runs: [...runs] };
}

function linesAbout(sweeps: readonly SweepRecord[], removal: Removal): string[] {
  const lines = sweeps.map(({ name, id, counts }) => {
    const left = counts.total - removal.runs;
    const staying = sweeps.length === 1 && left > 0 ? `; ${count(left)} of its runs stay` : '';
    return `sweep ${name} (${id})${staying}`;
  });
  if (removal.runs > 0) {
    const statuses = Object.entries(removal.statuses).map(([status, n]) => `${count(n)} ${status}`);
    lines.push(`${counted(removal.runs, 'run')} (${statuses.join(', ')})`);
    lines.push(`with ${counted(removal.points, 'metric point')} and the logs`);
  }
  if (removal.artifacts > 0) {
    const files = counted(removal.artifacts, 'artifact file');
    lines.push(`${files} (${bytesText(removal.artifactBytes)}), at the next \`descent gc\``);
  }
  const labels = [
    removal.tags > 0 ? counted(removal.tags, 'tag') : '',
    removal.notes > 0 ? counted(removal.notes, 'note') : '',
  ].filter(Boolean);
  if (labels.length > 0) lines.push(labels.join(' and '));
  if (removal.otherSweeps.length > 0) lines.push(`out of ${removal.otherSweeps.join(', ')} too`);
  return lines.map((line) => `  ${line}`);
}
