import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import {
  backupDatabase,
  checkDatabase,
  databasePath,
  mergeDatabase,
  openDatabase,
} from '../../../db/index.ts';
import { type Context, contextOf } from '../context.ts';
import { SilentExit } from '../errors.ts';
import { count, counted } from '../format.ts';
import { withDatabase } from '../select.ts';

/** `descent db merge | backup | check`. */
export function addDb(program: Command): void {
  const group = program
    .command('db')
    .description('merge, back up and check databases')
    .addHelpText(
      'after',
      `
Examples:
  descent db merge all.db laptop.db server.db
  descent db backup backups/monday.db
  descent db check`,
    );
  addMerge(group);
  addBackup(group);
  addCheck(group);
}

function addMerge(group: Command): void {
  group
    .command('merge')
    .description('add what ended in other databases to a database')
    .argument('<target>', 'database that grows; made where there is none')
    .argument('<sources...>', 'databases to add; of each only the schema is brought up to date')
    .option('--keep-both', 'also runs that the target has trained itself (the same identity)')
    .addHelpText(
      'after',
      `
Points, settings, artifacts, logs, tags, notes and sweeps come along. Merging once more changes nothing.
Runs that wait or are running in a source stay there.

Examples:
  descent db merge all.db laptop.db
  descent db merge all.db node1.db node2.db node3.db --json`,
    )
    .action((target: string, sources: string[], options: { keepBoth?: boolean }, self: Command) => {
      merge(target, sources, options.keepBoth === true, contextOf(self));
    });
}

function merge(target: string, sources: readonly string[], keepBoth: boolean, { output }: Context): void {
  // before a new target is made
  for (const source of sources) openDatabase(source, { create: false }).close();
  const isNew = !existsSync(target);
  const database = openDatabase(target);
  try {
    const reports = sources.map((source) => {
      const report = mergeDatabase(database, source, { keepBoth });
      const remarks = [
        report.replaced > 0 ? `${count(report.replaced)} finished what the target had begun` : '',
        report.known > 0 ? `${count(report.known)} known already` : '',
        report.twins > 0 ? `${count(report.twins)} trained by the target too` : '',
        report.unfinished > 0 ? `${count(report.unfinished)} unfinished, left there` : '',
      ].filter(Boolean);
      output.line(
        `${source}: ${counted(report.added, 'run')} added with ${counted(report.points, 'point')}` +
          `${remarks.length > 0 ? `; ${remarks.join(', ')}` : ''}`,
      );
      if (report.artifactsMissing.length > 0) {
        output.note(
          `warning: ${counted(report.artifactsMissing.length, 'artifact file')} missing beside ${source}: ` +
            'copy its .artifacts folder there and merge again',
        );
      }
      return { source, ...report };
    });
    output.data(reports);
    if (isNew) output.line(`${database.path} is new`);
  } finally {
    database.close();
  }
}

function addBackup(group: Command): void {
  group
    .command('backup')
    .description('copy the database with its artifacts, also while runs are written')
    .argument('<file>', 'a new file; artifacts go into the folder beside it')
    .addHelpText(
      'after',
      `
Logs of runs stay behind.

Examples:
  descent db backup backups/monday.db
  descent --db all.db db backup /mnt/disk/all.db`,
    )
    .action(async (file: string, _options: object, self: Command) => {
      const context = contextOf(self);
      await withDatabase(context, async (database) => {
        const report = await backupDatabase(database, file);
        context.output.data(report);
        context.output.line(`${report.path}: ${counted(report.artifactsCopied, 'artifact file')} copied`);
        if (report.artifactsMissing.length === 0) return;
        context.output.note(
          `warning: ${counted(report.artifactsMissing.length, 'artifact file')} missing; \`descent db check\` names them`,
        );
      });
    });
}

function addCheck(group: Command): void {
  group
    .command('check')
    .description('read everything and say whether it is sound; changes nothing')
    .option('--fast', 'do not read the artifact files again')
    .addHelpText(
      'after',
      `
Exit code: 0 where it is sound, 1 where it is not.

Examples:
  descent db check
  descent --db all.db db check --fast --json`,
    )
    .action(async (options: { fast?: boolean }, self: Command) => {
      const context = contextOf(self);
      const { output } = context;
      const report = await withDatabase(
        context,
        (database) => checkDatabase(database, { hashes: options.fast !== true }),
        { readonly: true },
      );
      output.data(report);
      const { runs, points, artifacts, problems } = report;
      for (const { kind, message, fix } of problems) {
        const mark = kind === 'artifact-unreferenced' ? output.colors.dim('–') : output.colors.red('✕');
        output.line(`${mark} ${message}\n    ${output.colors.dim(fix)}`);
      }
      const size = `${counted(runs, 'run')}, ${counted(points, 'point')}, ${counted(artifacts, 'artifact')}`;
      output.line(
        report.ok
          ? `${output.colors.green('✓ sound')}: ${databasePath(context.db)}: ${size}`
          : `${output.colors.red('✕ damaged')}: ${databasePath(context.db)}: ${size}`,
      );
      if (!report.ok) throw new SilentExit(1);
    });
}
