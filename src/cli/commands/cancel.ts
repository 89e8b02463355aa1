import type { Command } from 'commander';
import { contextOf } from '../context.ts';

export function addCancel(program: Command): void {
  program
    .command('cancel <run-or-sweep>')
    .description('cancel a run, or what is left of a sweep, from any terminal')
    .addHelpText(
      'after',
      `
Waiting runs are cancelled at once, running ones within about a second, by the process that trains them.
What they recorded stays. Starting the sweep again trains cancelled runs.

Examples:
  $ descent cancel quickstart
  $ descent cancel 01hx3f`,
    )
    .action(async (reference: string, _options: object, command: Command) => {
      const { findSweep, getRun, openDatabase, requestCancel } = await import('../../../db/index.ts');
      const { db: file, output } = contextOf(command);
      const db = openDatabase(file, { create: false });
      try {
        const sweep = findSweep(db, reference);
        const target = sweep ? { sweepId: sweep.id } : { runId: getRun(db, reference).id };
        const report = requestCancel(db, target);
        if (output.json) {
          output.data(report);
          return;
        }
        const { cancelled, requested, untouched } = report;
        const what = sweep ? `sweep ${sweep.name}` : `run ${reference}`;
        output.line(
          `${what}: ${cancelled.length} waiting cancelled, ${requested.length} running asked to stop, ` +
            `${untouched.length} ended before`,
        );
      } finally {
        db.close();
      }
    });
}
