/** Where a step stands on the x axis: epochs, wall time and samples as far as they are known of a run. */
import {
  type Database,
  lastSteps,
  type ParameterValue,
  type RunRow,
  type RunTable,
  readCurves,
} from '../../db/index.ts';
import { valuesAt } from '../../src/stats/index.ts';
import type { XKind } from './view.ts';

/** Steps as x values; null: not known for that run. */
export type Positions = ReadonlyMap<number, ((steps: Float64Array) => Float64Array) | null>;

export function positionsOf(db: Database, table: RunTable, rows: readonly number[], kind: XKind): Positions {
  const runs = rows.map((row) => table.rows[row]!);
  switch (kind) {
    case 'step':
      return new Map(runs.map(({ no }) => [no, (steps) => steps]));
    case 'epoch':
      return epochs(db, runs);
    case 'time':
      return wallTime(db, runs);
    case 'samples':
      return new Map(rows.map((row) => [table.rows[row]!.no, samples(table, row)]));
    default:
      throw kind satisfies never;
  }
}

/** By the metric `epoch`, from 0 at step 0; beyond its last point at the rate of the last epoch. */
function epochs(db: Database, runs: readonly RunRow[]): Positions {
  const wanted = runs.map(({ no, attempt, status }) => ({ no, attempt, running: mayGrow(status) }));
  const curves = readCurves(db, 'epoch', wanted);
  return new Map(
    runs.map(({ no }, i) => {
      const { steps, values } = curves[i]!;
      const size = steps.length;
      if (size === 0) return [no, null];
      const before = size === 1 ? [0, 0] : [steps[size - 2]!, values[size - 2]!];
      const [step, epoch] = [steps[size - 1]!, values[size - 1]!];
      const rate = (epoch - before[1]!) / (step - before[0]!);
      const far = Math.max(2 * step, 2 ** 40);
      const known = {
        x: Float64Array.of(...(steps[0] === 0 ? [] : [0]), ...steps, far),
        y: Float64Array.of(...(steps[0] === 0 ? [] : [0]), ...values, epoch + rate * (far - step)),
      };
      return [no, (wantedSteps: Float64Array) => valuesAt(known, wantedSteps)];
    }),
  );
}

/** No clock is kept by step: the time of the whole run, spread evenly over its steps, in seconds. */
function wallTime(db: Database, runs: readonly RunRow[]): Positions {
  const last = lastSteps(
    db,
    runs.map(({ no }) => no),
  );
  const now = Date.now();
  return new Map(
    runs.map((run) => {
      const steps = last.get(run.no);
      const elapsedMs =
        run.wallMs ?? (mayGrow(run.status) && run.started !== null ? now - run.started : null);
      if (steps === undefined || steps === 0 || elapsedMs === null) return [run.no, null];
      const secondsPerStep = elapsedMs / 1000 / steps;
      return [run.no, (wanted: Float64Array) => wanted.map((step) => step * secondsPerStep)];
    }),
  );
}

/** Training images seen: a smaller last batch is taken into account where it was kept. */
function samples(table: RunTable, row: number): ((steps: Float64Array) => Float64Array) | null {
  const setting = (key: string): ParameterValue => {
    const column = table.parameters.get(key);
    return column?.values[column.codes[row] ?? 0] ?? null;
  };
  const [batchSize, trainSize] = [setting('batchSize'), setting('trainSize')];
  if (typeof batchSize !== 'number') return null;
  if (setting('lastBatch') !== 'keep' || typeof trainSize !== 'number') {
    return (steps) => steps.map((step) => step * batchSize);
  }
  const perEpoch = Math.ceil(trainSize / batchSize);
  return (steps) =>
    steps.map((step) => Math.floor(step / perEpoch) * trainSize + (step % perEpoch) * batchSize);
}

/** What is queued may have begun by the time its points are read. */
export function mayGrow(status: RunRow['status']): boolean {
  return status === 'running' || status === 'queued';
}
