/** What trains here, and on what. */
import { statSync } from 'node:fs';
import os from 'node:os';
import type { FC } from 'hono/jsx';
import { countRuns, type Database, runTable } from '../../db/index.ts';
import { datasetNames } from '../../src/data/index.ts';
import { type Engine, openEngine } from '../../src/engine/index.ts';
import { bytesText, count, counted } from '../format.ts';
import { Card } from '../views/components/card.tsx';

let engine: Promise<Engine['info'] | null> | undefined;

/** null: none can be used here, which the command line explains */
export function engineInfo(): Promise<Engine['info'] | null> {
  engine ??= openEngine('auto').then(
    ({ info }) => info,
    () => null,
  );
  return engine;
}

/** Of so many runs that ended last. */
const RECENT = 20;

function recentSpeed(db: Database): number | null {
  const speeds = runTable(db)
    .rows.flatMap((run) => (run?.finished && run.samplesPerSecond !== null ? [run] : []))
    .sort((a, b) => b.finished! - a.finished!)
    .slice(0, RECENT)
    .map((run) => run.samplesPerSecond!)
    .sort((a, b) => a - b);
  return speeds[speeds.length >> 1] ?? null;
}

export const MachineCard: FC<{ db: Database; info: Engine['info'] | null }> = ({ db, info }) => {
  const { total, running } = countRuns(db);
  const speed = recentSpeed(db);
  const present = datasetNames().filter((one) => one.present);
  return (
    <Card id="home-machine" title="This machine">
      <dl class="facts">
        <dt>engine</dt>
        <dd>{info === null ? 'none: see descent doctor' : `${info.name} ${info.version}, ${info.isa}`}</dd>
        <dt>training now</dt>
        <dd>{`${counted(running, 'run')}, ${counted(os.availableParallelism(), 'core')}`}</dd>
        <dt>speed of the last runs</dt>
        <dd>{speed === null ? 'not known yet' : `${count(speed)} samples/s`}</dd>
        <dt>database</dt>
        <dd>{`${counted(total, 'run')}, ${bytesText(sizeOf(db.path))}`}</dd>
        <dt>datasets</dt>
        <dd>{present.map(({ name }) => name).join(', ')}</dd>
      </dl>
    </Card>
  );
};

function sizeOf(file: string): number | null {
  try {
    return statSync(file).size;
  } catch {
    return null;
  }
}
