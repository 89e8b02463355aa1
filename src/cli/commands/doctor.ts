import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { SilentExit } from '../errors.ts';

const SIGNS = { ok: '✓', note: '–', problem: '✕' } as const;

/** `descent doctor`: what works here, what does not, and what to do about it. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'say which engine, instruction set, datasets and database there are, and what to do where one is not',
    )
    .addHelpText(
      'after',
      `
✓ in order   – not here, and not needed by everybody   ✕ broken
Exit code: 0 where nothing is broken, 1 otherwise. Nothing is changed.

Examples:
  descent doctor
  descent doctor --db experiments.db
  descent doctor --json`,
    )
    .action(async (_options: object, command: Command) => {
      const { db, output } = contextOf(command);
      const { examine } = await import('../doctor.ts');
      const findings = await examine(db);
      const { colors } = output;
      const paint = { ok: colors.green, note: colors.dim, problem: colors.red };
      output.table({
        rows: findings,
        columns: [
          { title: '', value: ({ state }) => paint[state](SIGNS[state]) },
          { title: 'what', value: ({ what }) => what },
          { title: 'found', value: ({ found }) => found, minWidth: 30 },
        ],
        records: () => findings,
        empty: '',
      });
      const advice = findings.filter(({ remedy }) => remedy !== null);
      if (advice.length > 0) output.line();
      for (const { what, remedy } of advice) output.line(`${what}: ${remedy}`);
      if (findings.some(({ state }) => state === 'problem')) throw new SilentExit(1);
    });
}
