import type { Command } from 'commander';
import type { DatasetStatus } from '../../data/index.ts';
import { type Context, contextOf } from '../context.ts';
import { SilentExit } from '../errors.ts';
import { fetchAndReport } from '../fetch-report.ts';
import { bytesText, count, UNKNOWN } from '../format.ts';

/** `descent data list | fetch`. */
export function addData(program: Command): void {
  const group = program
    .command('data')
    .description('list datasets, and download them')
    .addHelpText(
      'after',
      `
mnist10k is part of the package. mnist and fashion-mnist are looked for in DESCENT_DATA_DIR/<name>/, then in the cache
folder (DESCENT_CACHE_DIR, else that of the user). Any folder with the four IDX files is a dataset too:
--set dataset=./my-digits

Examples:
  descent data list
  descent data fetch mnist`,
    );
  addList(group);
  addFetch(group);
}

function addList(group: Command): void {
  group
    .command('list')
    .alias('ls')
    .description('what is present, and verified by reading it now')
    .addHelpText(
      'after',
      `
Exit code: 1 where a dataset that is present cannot be used.

Examples:
  descent data list
  DESCENT_DATA_DIR=/data descent data list --json`,
    )
    .action(async (_options: object, self: Command) => {
      const { listDatasets } = await import('../../data/index.ts');
      print(listDatasets(), contextOf(self));
    });
}

function print(datasets: readonly DatasetStatus[], { output }: Context): void {
  const { colors } = output;
  output.table({
    rows: datasets,
    columns: [
      { title: 'name', value: ({ name }) => name },
      {
        title: 'status',
        value: ({ present, verified }) => {
          if (!present) return colors.dim('– not here');
          return verified ? colors.green('✓ verified') : colors.red('✕ unusable');
        },
      },
      { title: 'train', value: ({ trainCount }) => numberText(trainCount), align: 'right' },
      { title: 'test', value: ({ testCount }) => numberText(testCount), align: 'right' },
      { title: 'classes', value: ({ classes }) => numberText(classes), align: 'right', dropOrder: 3 },
      {
        title: 'image',
        value: ({ shape }) =>
          shape === null ? UNKNOWN : [shape.height, shape.width, shape.channels].join(' × '),
        align: 'right',
        dropOrder: 2,
      },
      { title: 'size', value: ({ bytes }) => bytesText(bytes), align: 'right', dropOrder: 4 },
      { title: 'where', value: ({ where }) => where ?? UNKNOWN, minWidth: 12, dropOrder: 1 },
    ],
    records: () => datasets,
    empty: 'No dataset.',
  });
  const problems = datasets.filter(({ problem }) => problem !== null);
  if (problems.length > 0) output.line();
  const width = Math.max(...problems.map(({ name }) => name.length));
  for (const { name, where, problem } of problems) {
    const way = where === null ? `\`descent data fetch ${name}\` downloads it` : problem;
    output.line(`${(where === null ? colors.dim : colors.red)(name.padEnd(width))}  ${way}`);
  }
  if (problems.some(({ present }) => present)) throw new SilentExit(1);
}

function numberText(value: number | null): string {
  return value === null ? UNKNOWN : count(value);
}

function addFetch(group: Command): void {
  group
    .command('fetch')
    .description(
      'download a dataset into the cache folder, check its SHA-256, go on where a download stopped',
    )
    .argument('<names...>', 'mnist, fashion-mnist')
    .option('-m, --mirror <url...>', 'folders that hold the .gz files, tried in order')
    .addHelpText(
      'after',
      `
Files that are there and right are left alone; Ctrl-C keeps what was received. Without --mirror the mirrors of
DESCENT_MIRROR are asked (separated by commas), else the known ones.

Examples:
  descent data fetch mnist
  descent data fetch mnist fashion-mnist --json
  descent data fetch mnist --mirror https://mirror.example.org/mnist/`,
    )
    .action(async (names: string[], options: { mirror?: string[] }, self: Command) =>
      fetchAndReport(names, options.mirror, contextOf(self)),
    );
}
