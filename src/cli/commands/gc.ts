import { statSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { collectGarbage } from '../../../db/index.ts';
import { contextOf } from '../context.ts';
import { bytesText, counted } from '../format.ts';
import { withDatabase } from '../select.ts';

interface GcOptions {
  readonly dryRun?: boolean;
  readonly cancelled?: number;
  readonly olderThan: number;
  readonly vacuum?: boolean;
}

const HOUR_MS = 3_600_000;

/** `descent gc`: frees the disk from what no run refers to. */
export function addGc(program: Command): void {
  program
    .command('gc')
    .description('delete files that no run refers to, and old cancelled runs if asked')
    .option('--dry-run', 'only say what would go')
    .option('--cancelled <duration>', 'also runs cancelled longer ago than this', parseDuration)
    .option(
      '--older-than <duration>',
      'leave younger files: a run may be about to refer to them',
      parseDuration,
      HOUR_MS,
    )
    .option('--vacuum', 'give free space inside the database file back to the disk')
    .addHelpText(
      'after',
      `
Durations: 0, 90s, 30min, 12h, 7d. What \`descent rm\` left behind may go at once with --older-than 0 while
nothing trains.

Examples:
  descent gc --dry-run
  descent gc --cancelled 7d --vacuum
  descent gc --older-than 0`,
    )
    .action(async (options: GcOptions, self: Command) => {
      const context = contextOf(self);
      const { output } = context;
      await withDatabase(context, (database) => {
        const before = statSync(database.path).size;
        const report = collectGarbage(database, {
          dryRun: options.dryRun === true,
          filesOlderThanMs: options.olderThan,
          ...(options.cancelled !== undefined && { cancelledOlderThanMs: options.cancelled }),
          vacuum: options.vacuum === true,
        });
        const freed = before - statSync(database.path).size;
        output.data({ dryRun: options.dryRun === true, ...report, databaseBytesFreed: Math.max(0, freed) });
        const verb = options.dryRun ? 'would go' : 'deleted';
        const runs = report.runs.length > 0 ? `${counted(report.runs.length, 'cancelled run')} and ` : '';
        output.line(`${runs}${counted(report.files, 'file')} ${verb} (${bytesText(report.bytes)})`);
        if (freed > 0 && options.vacuum) output.line(`the database is ${bytesText(freed)} smaller`);
        if (report.young > 0) {
          output.line(
            output.colors.dim(`${counted(report.young, 'younger file')} left; see --older-than in --help`),
          );
        }
      });
    });
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: HOUR_MS, d: 24 * HOUR_MS };

function parseDuration(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(s|min|h|d)$/.exec(text) ?? [];
  if (text === '0') return 0;
  if (digits === undefined || unit === undefined) {
    throw new InvalidArgumentError(
      `Expected a duration like 30min, 12h or 7d (or 0), got ${JSON.stringify(text)}.`,
    );
  }
  return Number(digits) * UNITS[unit]!;
}
