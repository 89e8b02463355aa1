/** How many steps and epochs a run takes, and in which batches. */
import type { RunConfig } from '../config/run-config.ts';
import type { Budget } from './schedule.ts';

export interface RunBudget extends Budget {
  /** epochs begun; the last may be cut short by a budget in steps */
  readonly epochs: number;
}

type BudgetConfig = Pick<RunConfig, 'trainSize' | 'batchSize' | 'lastBatch' | 'epochs' | 'steps'>;

/** @throws RangeError where an epoch would hold no batch, or the config names not exactly one budget */
export function budgetOf(config: BudgetConfig): RunBudget {
  const { trainSize, batchSize, lastBatch } = config;
  const full = Math.floor(trainSize / batchSize);
  const stepsPerEpoch = lastBatch === 'drop' ? full : Math.ceil(trainSize / batchSize);
  if (stepsPerEpoch === 0) {
    throw new RangeError(
      `an epoch holds no batch: trainSize ${trainSize} is less than batchSize ${batchSize} and lastBatch is ` +
        `"drop"; choose a smaller batchSize or lastBatch "keep"`,
    );
  }
  if ((config.epochs === null) === (config.steps === null)) {
    throw new RangeError(
      `exactly one of epochs and steps must be a number, got epochs ${config.epochs}, steps ${config.steps}`,
    );
  }
  const totalSteps = config.steps ?? config.epochs! * stepsPerEpoch;
  return { stepsPerEpoch, totalSteps, epochs: config.epochs ?? Math.ceil(totalSteps / stepsPerEpoch) };
}

/**
 * An epoch's order as batches want it: `drop` leaves the last, smaller batch out, `wrap` fills it with the
 * first images of the same order.
 */
export function fitToBatches(
  order: Uint32Array,
  batchSize: number,
  lastBatch: RunConfig['lastBatch'],
): Uint32Array {
  const rest = order.length % batchSize;
  if (rest === 0) return order;
  switch (lastBatch) {
    case 'keep':
      return order;
    case 'drop':
      return order.subarray(0, order.length - rest);
    case 'wrap': {
      const wrapped = new Uint32Array(order.length - rest + batchSize);
      for (let i = 0; i < wrapped.length; i++) wrapped[i] = order[i % order.length]!;
      return wrapped;
    }
    default:
      return lastBatch satisfies never;
  }
}
