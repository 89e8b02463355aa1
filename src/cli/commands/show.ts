import type { Command } from 'commander';
import { artifactPath, type Database, getRun, logPath, type RunDetail } from '../../../db/index.ts';
import { flattenRun } from '../../export/index.ts';
import { contextOf } from '../context.ts';
import {
  bytesText,
  count,
  durationText,
  metricText,
  metricTitle,
  settingText,
  statusText,
  timeText,
  UNKNOWN,
} from '../format.ts';
import type { Output } from '../output.ts';
import { withDatabase } from '../select.ts';

/** `descent show <run>`: everything about one run but its points. */
export function addShow(program: Command): void {
  program
    .command('show')
    .description('show one run: settings, results, environment, artifacts')
    .argument('<run>', 'id of the run, or an unambiguous part of its beginning or end')
    .addHelpText('after', '\nExamples:\n  descent show 1m86163188pzs\n  descent show 8pzs --json')
    .action(async (reference: string, _options: unknown, self: Command) => {
      const context = contextOf(self);
      await withDatabase(context, (database) => {
        const run = getRun(database, reference);
        if (context.output.json) context.output.data(record(run, database));
        else print(run, database, context.output);
      });
    });
}

function record(run: RunDetail, database: Database): object {
  return {
    ...flattenRun(run),
    config: run.config,
    recording: run.recording,
    summary: run.summary,
    environment: run.environment,
    sweeps: run.sweeps,
    notes: run.notes,
    errorStack: run.errorStack,
    log: logPath(database, run.id),
    artifacts: run.artifacts.map((artifact) => ({
      ...artifact,
      path: artifactPath(database, artifact.sha256),
    })),
  };
}

function print(run: RunDetail, database: Database, output: Output): void {
  const { colors } = output;
  output.line(`${colors.bold(run.name)}  ${run.id}  ${statusText(run.status, colors)}`);
  section(output, null, facts(run, database));
  if (run.error !== null) {
    output.line(`\n${colors.red('error')}`);
    output.line(`  ${(run.errorStack ?? run.error).trimEnd().replaceAll('\n', '\n  ')}`);
  }
  const settings = Object.entries(run.parameters).filter(([, value]) => value !== null);
  section(
    output,
    'settings',
    settings.map(([key, value]) => [key, settingText(value)]),
  );
  metrics(run, output);
  if (run.environment) {
    const { cpu, cores, memoryBytes, os, arch, node, descent, gitCommit, gitDirty } = run.environment;
    section(output, 'environment', [
      ['machine', `${cpu}, ${cores} cores, ${bytesText(memoryBytes)}`],
      ['system', `${os} ${arch}, node ${node}, descent ${descent}`],
      ['git', gitCommit === null ? UNKNOWN : `${gitCommit}${gitDirty ? ' with changes' : ''}`],
    ]);
  }
  if (run.artifacts.length > 0) {
    output.line(`\n${colors.bold('artifacts')}`);
    output.table({
      rows: run.artifacts,
      columns: [
        { title: 'name', value: ({ name }) => name },
        { title: 'kind', value: ({ kind }) => kind },
        { title: 'step', value: ({ step }) => settingText(step), align: 'right' },
        { title: 'size', value: ({ bytes }) => bytesText(bytes), align: 'right' },
        { title: 'file', value: ({ sha256 }) => artifactPath(database, sha256), minWidth: 20, dropOrder: 1 },
      ],
      records: () => [],
      empty: '',
    });
  }
  section(
    output,
    'notes',
    run.notes.map(({ id, createdAt, text }) => [`${id}  ${timeText(createdAt)}`, text]),
  );
}

function facts(run: RunDetail, database: Database): [string, string][] {
  const engine = [run.engine, run.engineVersion, run.isa && `(${run.isa})`].filter(Boolean).join(' ');
  const rows: [string, string | null][] = [
    ['sweeps', run.sweeps.map(({ name }) => name).join(', ') || null],
    ['tags', run.tags.join(', ') || null],
    ['seed', run.seed === null ? null : String(run.seed)],
    ['config hash', run.configHash],
    ['engine', engine || null],
    ['numerics', run.numerics],
    ['diverged at', run.divergedAtStep === null ? null : `step ${count(run.divergedAtStep)}`],
    ['started', timeText(run.startedAt)],
    ['took', run.wallMs === null ? null : durationText(run.wallMs)],
    ['speed', run.samplesPerSecond === null ? null : `${count(run.samplesPerSecond)} samples/s`],
    ['memory', run.peakMemoryBytes === null ? null : bytesText(run.peakMemoryBytes)],
    ['epochs', run.epochsDone === 0 ? null : String(run.epochsDone)],
    ['attempt', run.attempt > 1 ? String(run.attempt) : null],
    ['log', logPath(database, run.id)],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
}

function metrics(run: RunDetail, output: Output): void {
  const rows = Object.entries(run.summary);
  if (rows.length === 0) return;
  output.line(`\n${output.colors.bold('metrics')}`);
  output.table({
    rows,
    columns: [
      { title: 'metric', value: ([key]) => metricTitle(key) },
      { title: 'last', value: ([key, { last }]) => metricText(key, last), align: 'right' },
      { title: 'best', value: ([key, { best }]) => metricText(key, best), align: 'right' },
      { title: 'at step', value: ([, { bestStep }]) => settingText(bestStep), align: 'right', dropOrder: 2 },
      { title: 'min', value: ([key, { min }]) => metricText(key, min), align: 'right', dropOrder: 3 },
      { title: 'max', value: ([key, { max }]) => metricText(key, max), align: 'right', dropOrder: 4 },
      { title: 'points', value: ([, { count: n }]) => count(n), align: 'right', dropOrder: 1 },
      ...(rows.some(([, { nanCount }]) => nanCount > 0)
        ? [
            {
              title: 'NaN',
              value: ([, { nanCount }]: (typeof rows)[number]) => count(nanCount),
              align: 'right' as const,
              dropOrder: 5,
            },
          ]
        : []),
    ],
    records: () => [],
    empty: '',
  });
}

function section(output: Output, title: string | null, rows: readonly (readonly [string, string])[]): void {
  if (rows.length === 0) return;
  if (title !== null) output.line(`\n${output.colors.bold(title)}`);
  const width = Math.max(...rows.map(([key]) => key.length));
  for (const [key, value] of rows) output.line(`  ${output.colors.dim(key.padEnd(width))}  ${value}`);
}
