/** Learning rate of every step: constant, step or cosine decay, each with a linear warm-up. */
import type { Schedule } from '../config/run-config.ts';

export interface Budget {
  readonly stepsPerEpoch: number;
  /** updates of the whole run */
  readonly totalSteps: number;
}

/**
 * Learning rate of the update with index `step` (from 0), float64.
 * Warm-up: η(step + 1)/W over the first W steps, times the decay of a `step` schedule.
 * Cosine: η·½(1 + cos π(step − W)/(T − W)) from there, so that it reaches zero just after the last update.
 */
export function learningRateAt(schedule: Schedule, base: number, step: number, budget: Budget): number {
  const { warmupSteps } = schedule;
  const warmup = step < warmupSteps ? (step + 1) / warmupSteps : 1;
  switch (schedule.kind) {
    case 'constant':
      return base * warmup;
    case 'step': {
      const epoch = Math.floor(step / budget.stepsPerEpoch);
      return base * warmup * schedule.factor ** Math.floor(epoch / schedule.everyEpochs);
    }
    case 'cosine': {
      if (step < warmupSteps) return base * warmup;
      const progress = (step - warmupSteps) / (budget.totalSteps - warmupSteps);
      return base * 0.5 * (1 + Math.cos(Math.PI * progress));
    }
    default:
      return schedule satisfies never;
  }
}

/** Learning rates of the updates `from` … `to` − 1, as the engine takes them. */
export function learningRates(
  schedule: Schedule,
  base: number,
  budget: Budget,
  from: number,
  to: number,
): Float32Array {
  const rates = new Float32Array(to - from);
  for (let i = 0; i < rates.length; i++) rates[i] = learningRateAt(schedule, base, from + i, budget);
  return rates;
}
