import type { Command } from 'commander';
import { getRun, type RunDetail } from '../../../db/index.ts';
import { contextOf } from '../context.ts';
import {
  differenceText,
  differenceUnit,
  metricText,
  metricTitle,
  settingText,
  statusText,
} from '../format.ts';
import { withDatabase } from '../select.ts';

interface SettingRow {
  readonly kind: 'setting';
  readonly name: string;
  readonly a: unknown;
  readonly b: unknown;
}

interface MetricRow {
  readonly kind: 'metric';
  readonly name: string;
  readonly a: number | null;
  readonly b: number | null;
  /** b − a; null where one is unknown */
  readonly difference: number | null;
}

/** `descent diff <a> <b>`: in what two runs differ. */
export function addDiff(program: Command): void {
  program
    .command('diff')
    .description('compare two runs: the settings that differ, and every metric')
    .argument('<a>', 'a run')
    .argument('<b>', 'another run')
    .addHelpText('after', '\nExamples:\n  descent diff 8pzs q02a\n  descent diff 8pzs q02a --json')
    .action(async (a: string, b: string, _options: unknown, self: Command) => {
      const context = contextOf(self);
      await withDatabase(context, (database) => {
        compare(getRun(database, a), getRun(database, b), context.output);
      });
    });
}

function compare(a: RunDetail, b: RunDetail, output: ReturnType<typeof contextOf>['output']): void {
  const settings = settingRows(a, b);
  const metrics = metricRows(a, b);
  if (output.json) {
    output.data([...settings, ...metrics]);
    return;
  }
  const { colors } = output;
  const heads = [a, b].map((run) => `${run.id}  ${run.name}  ${statusText(run.status, colors)}`);
  output.line(`${colors.bold('a')}  ${heads[0]}\n${colors.bold('b')}  ${heads[1]}\n`);
  output.table({
    rows: settings,
    columns: [
      { title: 'setting', value: ({ name }) => name },
      { title: 'a', value: (row) => settingText(row.a), align: 'right', minWidth: 12 },
      { title: 'b', value: (row) => settingText(row.b), align: 'right', minWidth: 12 },
    ],
    records: () => [],
    empty: 'The settings are the same.',
  });
  if (metrics.length === 0) return;
  output.line();
  output.table({
    rows: metrics,
    columns: [
      { title: 'metric', value: ({ name }) => metricTitle(name) },
      { title: 'a', value: (row) => metricText(row.name, row.a), align: 'right' },
      { title: 'b', value: (row) => metricText(row.name, row.b), align: 'right' },
      {
        title: 'b − a',
        value: ({ name, difference }) =>
          `${differenceText(name, difference)} ${differenceUnit(name).padEnd(2)}`,
        align: 'right',
      },
    ],
    records: () => [],
    empty: '',
  });
}

function settingRows(a: RunDetail, b: RunDetail): SettingRow[] {
  const own = (run: RunDetail) => ({
    seed: run.seed,
    engine: run.engine,
    engineVersion: run.engineVersion,
    numerics: run.numerics,
    isa: run.isa,
    ...run.parameters,
  });
  const left: Record<string, unknown> = own(a);
  const right: Record<string, unknown> = own(b);
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .filter((name) => (left[name] ?? null) !== (right[name] ?? null))
    .map((name) => ({ kind: 'setting', name, a: left[name] ?? null, b: right[name] ?? null }));
}

function metricRows(a: RunDetail, b: RunDetail): MetricRow[] {
  const names = [...new Set([...Object.keys(a.summary), ...Object.keys(b.summary)])].sort();
  return names.map((name) => {
    const [x, y] = [a.summary[name]?.last ?? null, b.summary[name]?.last ?? null];
    return { kind: 'metric', name, a: x, b: y, difference: x === null || y === null ? null : y - x };
  });
}
