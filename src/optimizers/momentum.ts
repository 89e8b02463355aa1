/** Rules without a step size of each parameter's own: sgd, momentum, nesterov, lion. */
import type { ResolvedOptimizer } from '../config/optimizer.ts';
import { movingAverage, type UpdateRule } from './state.ts';

type Of<Name extends ResolvedOptimizer['name']> = Extract<ResolvedOptimizer, { name: Name }>;

/** w −= ηg */
export const sgd: UpdateRule<Of<'sgd'>> = (_, state, parameters, gradient, learningRate) => ({
  parameters: parameters.map((w, i) => w - learningRate * gradient[i]!),
  state: { ...state, t: state.t + 1 },
});

/** v = μv − ηg; w += v. The learning rate is inside v, as in Keras. Source: Polyak 1964. */
export const momentum: UpdateRule<Of<'momentum'>> = (
  optimizer,
  state,
  parameters,
  gradient,
  learningRate,
) => {
  const v = state.slots.v!.map((each, i) => optimizer.momentum * each - learningRate * gradient[i]!);
  return {
    parameters: parameters.map((w, i) => w + v[i]!),
    state: { ...state, t: state.t + 1, slots: { v } },
  };
};

/** v = μv − ηg; w += μv − ηg. Source: Sutskever, Martens, Dahl & Hinton 2013, as Keras has it. */
export const nesterov: UpdateRule<Of<'nesterov'>> = (
  optimizer,
  state,
  parameters,
  gradient,
  learningRate,
) => {
  const v = state.slots.v!.map((each, i) => optimizer.momentum * each - learningRate * gradient[i]!);
  return {
    parameters: parameters.map((w, i) => w + (optimizer.momentum * v[i]! - learningRate * gradient[i]!)),
    state: { ...state, t: state.t + 1, slots: { v } },
  };
};

/** c = β₁m + (1−β₁)g; w −= η·sign(c); m = β₂m + (1−β₂)g. sign(0) = 0. Source: Chen et al. 2023. */
export const lion: UpdateRule<Of<'lion'>> = (optimizer, state, parameters, gradient, learningRate) => {
  const c = movingAverage(state.slots.m!, gradient, optimizer.beta1);
  return {
    parameters: parameters.map((w, i) => w - learningRate * Math.sign(c[i]!)),
    state: {
      ...state,
      t: state.t + 1,
      slots: { m: movingAverage(state.slots.m!, gradient, optimizer.beta2) },
    },
  };
};
