import type { ResolvedOptimizer } from '../config/optimizer.ts';
import { adam, adamax, amsgrad, nadam } from './adam.ts';
import { adadelta, adagrad, rmsprop } from './adaptive.ts';
import { addL2, clipByGlobalNorm, decayDecoupled } from './decay.ts';
import { lion, momentum, nesterov, sgd } from './momentum.ts';
import { type OptimizerState, type StepResult, zeroState } from './state.ts';

/** State before the first step, for `size` parameters. */
export function initialState(optimizer: ResolvedOptimizer, size: number): OptimizerState {
  switch (optimizer.name) {
    case 'sgd':
      return zeroState([], size);
    case 'momentum':
    case 'nesterov':
      return zeroState(['v'], size);
    case 'adagrad':
      return zeroState(['s'], size, optimizer.initialAccumulator);
    case 'adadelta':
      return zeroState(['s', 'd'], size);
    case 'rmsprop':
      return zeroState(['s', 'mean', 'b'], size);
    case 'adam':
    case 'nadam':
      return zeroState(['m', 'v'], size);
    case 'adamax':
      return zeroState(['m', 'u'], size);
    case 'amsgrad':
      return zeroState(['m', 'v', 'vMax'], size);
    case 'lion':
      return zeroState(['m'], size);
    default:
      return unknown(optimizer);
  }
}

/**
 * One update in float64. Pure: nothing given is changed.
 * @param parameters (n)
 * @param gradient (n), after clipping and coupled decay
 * @throws RangeError if parameters, gradient and state do not have one length
 */
export function step(
  optimizer: ResolvedOptimizer,
  state: OptimizerState,
  parameters: Float64Array,
  gradient: Float64Array,
  learningRate: number,
): StepResult {
  const lengths = [gradient, ...Object.values(state.slots)].map(({ length }) => length);
  const other = lengths.find((length) => length !== parameters.length);
  if (other !== undefined) {
    throw new RangeError(
      `gradient and state must be as long as the parameters, expected ${parameters.length}, got ${other}`,
    );
  }
  switch (optimizer.name) {
    case 'sgd':
      return sgd(optimizer, state, parameters, gradient, learningRate);
    case 'momentum':
      return momentum(optimizer, state, parameters, gradient, learningRate);
    case 'nesterov':
      return nesterov(optimizer, state, parameters, gradient, learningRate);
    case 'adagrad':
      return adagrad(optimizer, state, parameters, gradient, learningRate);
    case 'adadelta':
      return adadelta(optimizer, state, parameters, gradient, learningRate);
    case 'rmsprop':
      return rmsprop(optimizer, state, parameters, gradient, learningRate);
    case 'adam':
      return adam(optimizer, state, parameters, gradient, learningRate);
    case 'adamax':
      return adamax(optimizer, state, parameters, gradient, learningRate);
    case 'amsgrad':
      return amsgrad(optimizer, state, parameters, gradient, learningRate);
    case 'nadam':
      return nadam(optimizer, state, parameters, gradient, learningRate);
    case 'lion':
      return lion(optimizer, state, parameters, gradient, learningRate);
    default:
      return unknown(optimizer);
  }
}

export interface Regularization {
  /** null: no clipping */
  readonly clipNorm: number | null;
  readonly weightDecay: { readonly mode: 'none' | 'l2' | 'decoupled'; readonly lambda: number };
}

/** Clipping of the data gradient, weight decay of all parameters, then one `step`. */
export function regularizedStep(
  optimizer: ResolvedOptimizer,
  regularization: Regularization,
  state: OptimizerState,
  parameters: Float64Array,
  gradient: Float64Array,
  learningRate: number,
): StepResult {
  const { clipNorm, weightDecay } = regularization;
  const clipped = clipNorm === null ? gradient : clipByGlobalNorm(gradient, clipNorm);
  switch (weightDecay.mode) {
    case 'none':
      return step(optimizer, state, parameters, clipped, learningRate);
    case 'l2': {
      const decayed = addL2(clipped, parameters, weightDecay.lambda);
      return step(optimizer, state, parameters, decayed, learningRate);
    }
    case 'decoupled': {
      const decayed = decayDecoupled(parameters, weightDecay.lambda, learningRate);
      return step(optimizer, state, decayed, clipped, learningRate);
    }
    default:
      weightDecay.mode satisfies never;
      throw new RangeError(`weight decay must be none, l2 or decoupled, got ${weightDecay.mode}`);
  }
}

function unknown(optimizer: never): never {
  throw new RangeError(`unknown optimizer ${JSON.stringify(optimizer)}`);
}
