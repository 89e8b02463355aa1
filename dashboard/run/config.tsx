/** The settings of a run, and the command that trains it again. */
import type { FC } from 'hono/jsx';
import type { ParameterValue, RunDetail } from '../../db/index.ts';
import { csvOf } from '../csv.ts';
import { count, settingText } from '../format.ts';
import { Card } from '../views/components/card.tsx';
import { CsvIcon } from '../views/components/csv-icon.tsx';
import { Command } from '../views/components/states.tsx';
import { reproduction } from './facts.ts';

/** What people ask for first; what is off is left to the whole list. */
const FIRST = [
  ...['dataset', 'trainSize', 'optimizer', 'learningRate', 'schedule', 'momentum', 'beta1', 'beta2', 'rho'],
  ...[
    'weightDecay',
    'weightDecayMode',
    'clipNorm',
    'head',
    'activation',
    'batchNorm',
    'dropout',
    'initializer',
  ],
  ...['batchSize', 'epochs', 'steps', 'earlyStopping'],
];
const OFF = new Set<ParameterValue>([null, 0, false, 'none', 'constant', '']);
/** Settings of a run that a program logged: so many before the rest is folded. */
const MOST_FIRST = 16;

export const ConfigCard: FC<{ run: RunDetail }> = ({ run }) => {
  const all = Object.entries(run.parameters).filter(([, value]) => value !== null);
  const first =
    run.config === null
      ? all.slice(0, MOST_FIRST)
      : FIRST.flatMap((key): [string, ParameterValue][] => {
          const value = run.parameters[key] ?? null;
          return OFF.has(value) ? [] : [[key, value]];
        });
  const rows: [string, string][] = [
    ...first.map(([key, value]): [string, string] => [key, settingText(value)]),
    ...(run.seed === null ? [] : [['seed', String(run.seed)] as [string, string]]),
    ...engineRows(run),
  ];
  return (
    <Card
      title="Config"
      flush
      class="config-card"
      tools={<CsvIcon href={`/runs/${run.id}/config.csv`} what="the config" />}
    >
      <Facts rows={rows} />
      {all.length <= first.length ? null : (
        <details class="all-keys">
          <summary>{`all ${count(all.length)} keys`}</summary>
          <Facts rows={all.map(([key, value]) => [key, settingText(value)])} />
        </details>
      )}
    </Card>
  );
};

/** One row a key, as it is stored. */
export function configCsv(run: RunDetail): string {
  const rows = Object.entries(run.parameters).map(([key, value]) => [key, value]);
  const more = [
    ['seed', run.seed],
    ['engine', run.engine],
    ['engineVersion', run.engineVersion],
    ['isa', run.isa],
    ['numerics', run.numerics],
    ['configHash', run.configHash],
  ].filter(([key, value]) => value !== null && !(key! in run.parameters));
  return csvOf({ key: 'text', value: 'text' }, [...rows, ...more]);
}

function engineRows(run: RunDetail): [string, string][] {
  const engine = [run.engine, run.engineVersion, run.isa].filter(Boolean).join(', ');
  return [
    ...(engine === '' ? [] : [['engine', engine] as [string, string]]),
    ...(run.numerics === null ? [] : [['numerics', run.numerics] as [string, string]]),
    ...(run.configHash === null ? [] : [['config hash', run.configHash.slice(0, 12)] as [string, string]]),
  ];
}

/** Striped rows, name and value. */
export const Facts: FC<{ rows: readonly (readonly [name: string, value: string])[] }> = ({ rows }) => (
  <dl class="fact-rows">
    {rows.map(([name, value]) => (
      <div>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

export const ReproduceCard: FC<{ run: RunDetail }> = ({ run }) => {
  const commands = reproduction(run);
  if (commands === null) return null;
  return (
    <Card title="Reproduce" class="reproduce-card">
      {commands.run === null ? (
        <p class="muted">
          No command line gives this config here: its data are missing or others now, or an older version of
          descent made it.
        </p>
      ) : (
        <>
          <Command text={commands.run} />
          <p class="note">
            From nothing, in any database; where it is recorded already, <code>--rerun</code> trains it again.
          </p>
        </>
      )}
      {commands.verify === null ? null : (
        <>
          <Command text={commands.verify} />
          <p class="note">Trains it again from this database and compares every point, bit for bit.</p>
        </>
      )}
    </Card>
  );
};
