import { describe, expect, it } from 'vitest';
import type { EarlyStopping } from '../../../src/config/index.ts';
import { INITIAL_EARLY_STOPPING, judgeEpoch } from '../../../src/train/early-stopping.ts';

const byLoss: EarlyStopping = { monitor: 'validation/loss', patience: 2, minDelta: 0.1, restoreBest: true };

/** Epoch at which the rule stops, and the best one. */
function follow(rule: EarlyStopping, values: readonly number[]) {
  let state = INITIAL_EARLY_STOPPING;
  for (const [i, value] of values.entries()) {
    const decision = judgeEpoch(rule, state, i + 1, { loss: value, accuracy: value });
    state = decision.state;
    if (decision.stop) return { stoppedAt: i + 1, bestEpoch: state.bestEpoch };
  }
  return { stoppedAt: null, bestEpoch: state.bestEpoch };
}

describe('early stopping', () => {
  it('stops after as many epochs without improvement as its patience says', () => {
    expect(follow(byLoss, [1, 0.8, 0.85, 0.9, 0.1])).toEqual({ stoppedAt: 4, bestEpoch: 2 });
  });

  it('does not count a smaller gain than minDelta as an improvement', () => {
    expect(follow(byLoss, [1, 0.95, 0.92])).toEqual({ stoppedAt: 3, bestEpoch: 1 });
    expect(follow(byLoss, [1, 0.75, 0.5])).toEqual({ stoppedAt: null, bestEpoch: 3 });
  });

  it('counts a gain of exactly minDelta', () => {
    expect(follow({ ...byLoss, minDelta: 0.25 }, [1, 0.75, 0.5, 0.25])).toEqual({
      stoppedAt: null,
      bestEpoch: 4,
    });
  });

  it('takes a higher accuracy as better, and an equal one as no improvement', () => {
    const rule: EarlyStopping = { ...byLoss, monitor: 'validation/accuracy', minDelta: 0 };
    expect(follow(rule, [0.5, 0.6, 0.6, 0.6])).toEqual({ stoppedAt: 4, bestEpoch: 2 });
  });

  it('starts counting again after an improvement', () => {
    expect(follow({ ...byLoss, minDelta: 0 }, [3, 4, 2, 4, 1, 4])).toEqual({ stoppedAt: null, bestEpoch: 5 });
  });
});
