import { createReadStream, existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { type Database, getRun, logPath } from '../../../db/index.ts';
import { contextOf } from '../context.ts';
import { UsageError } from '../errors.ts';
import { withDatabase } from '../select.ts';

const POLL_MS = 250;

interface LogOptions {
  readonly follow?: boolean;
}

/** `descent log <run>`: what a run printed, also while it goes on. */
export function addLog(program: Command): void {
  program
    .command('log')
    .description('print the log of a run')
    .argument('<run>', 'id of the run, or an unambiguous part of its beginning or end')
    .option('-f, --follow', 'go on printing until the run is over')
    .addHelpText('after', '\nExamples:\n  descent log 8pzs\n  descent log 8pzs --follow')
    .action(async (reference: string, options: LogOptions, self: Command) => {
      const context = contextOf(self);
      const { output } = context;
      const follow = options.follow === true;
      if (follow && output.json) throw new UsageError('--follow prints text: it has no --json');
      await withDatabase(context, async (database) => {
        const { id, status } = getRun(database, reference);
        const chunks: Buffer[] = [];
        const printed = await printLog(database, id, follow, (chunk) => {
          if (output.json) chunks.push(chunk);
          else process.stdout.write(chunk);
        });
        output.data({ id, path: logPath(database, id), text: Buffer.concat(chunks).toString() });
        if (printed === 0) output.note(`run ${id} has logged nothing (${status})`);
      });
    });
}

/** Prints what is there, with `follow` also what comes until the run is over. @returns how many bytes */
async function printLog(
  database: Database,
  runId: string,
  follow: boolean,
  print: (chunk: Buffer) => void,
): Promise<number> {
  const file = logPath(database, runId);
  let printed = 0;
  for (let goesOn = follow; ; ) {
    if (existsSync(file)) {
      for await (const chunk of createReadStream(file, { start: printed })) {
        print(chunk);
        printed += chunk.length;
      }
    }
    if (!goesOn) return printed;
    // asked before the last look, not after it: a run writes its last line when it is over
    goesOn = ['queued', 'running'].includes(getRun(database, runId).status);
    await wait(POLL_MS);
  }
}
