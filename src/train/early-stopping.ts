/** Early stopping as it is configured: monitor, patience, smallest improvement. */
import type { EarlyStopping } from '../config/run-config.ts';

export interface EarlyStoppingState {
  /** null before the first epoch */
  readonly best: number | null;
  /** from 1; null before the first epoch */
  readonly bestEpoch: number | null;
  readonly epochsWithoutImprovement: number;
}

export interface EarlyStoppingDecision {
  /** this epoch is the new best: its weights are worth keeping */
  readonly improved: boolean;
  readonly stop: boolean;
  readonly state: EarlyStoppingState;
}

export const INITIAL_EARLY_STOPPING: EarlyStoppingState = {
  best: null,
  bestEpoch: null,
  epochsWithoutImprovement: 0,
};

/**
 * Judges one epoch. An improvement is better than the best so far by at least `minDelta` (and by more than
 * nothing); the run stops once `patience` epochs in a row brought none.
 * @param epoch from 1
 */
export function judgeEpoch(
  rule: EarlyStopping,
  state: EarlyStoppingState,
  epoch: number,
  validation: { readonly loss: number; readonly accuracy: number },
): EarlyStoppingDecision {
  const value = rule.monitor === 'validation/loss' ? validation.loss : validation.accuracy;
  const gain =
    state.best === null
      ? Number.POSITIVE_INFINITY
      : rule.monitor === 'validation/loss'
        ? state.best - value
        : value - state.best;
  const improved = gain > 0 && gain >= rule.minDelta;
  if (improved) {
    return { improved, stop: false, state: { best: value, bestEpoch: epoch, epochsWithoutImprovement: 0 } };
  }
  const epochsWithoutImprovement = state.epochsWithoutImprovement + 1;
  return {
    improved,
    stop: epochsWithoutImprovement >= rule.patience,
    state: { ...state, epochsWithoutImprovement },
  };
}
