/** How many steps and epochs a run takes. */
import type { RunConfig } from '../config/run-config.ts';
import { stepsPerEpoch } from '../data/index.ts';
import type { Budget } from './schedule.ts';

export interface RunBudget extends Budget {
  /** epochs begun; the last may be cut short by a budget in steps */
  readonly epochs: number;
}

type BudgetConfig = Pick<RunConfig, 'trainSize' | 'batchSize' | 'lastBatch' | 'epochs' | 'steps'>;

/** @throws RangeError where an epoch would hold no batch, or the config names not exactly one budget */
export function budgetOf(config: BudgetConfig): RunBudget {
  const { trainSize, batchSize, lastBatch } = config;
  const perEpoch = stepsPerEpoch(trainSize, batchSize, lastBatch);
  if (perEpoch === 0) {
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
  const totalSteps = config.steps ?? config.epochs! * perEpoch;
  return {
    stepsPerEpoch: perEpoch,
    totalSteps,
    epochs: config.epochs ?? Math.ceil(totalSteps / perEpoch),
  };
}
