/** Rules that divide by a root of squared gradients: adagrad, adadelta, rmsprop. */
import type { EpsilonPlacement, ResolvedOptimizer } from '../config/optimizer.ts';
import { movingAverage, squared, type UpdateRule } from './state.ts';

type Of<Name extends ResolvedOptimizer['name']> = Extract<ResolvedOptimizer, { name: Name }>;

/** √(s + ε) or √s + ε */
function root(s: number, epsilon: number, placement: EpsilonPlacement): number {
  return placement === 'inside' ? Math.sqrt(s + epsilon) : Math.sqrt(s) + epsilon;
}

/** s += g²; w −= ηg/√(s+ε). Source: Duchi, Hazan & Singer 2011. */
export const adagrad: UpdateRule<Of<'adagrad'>> = (optimizer, state, parameters, gradient, learningRate) => {
  const { epsilon, epsilonPlacement } = optimizer;
  const s = state.slots.s!.map((each, i) => each + gradient[i]! * gradient[i]!);
  return {
    parameters: parameters.map(
      (w, i) => w - (learningRate * gradient[i]!) / root(s[i]!, epsilon, epsilonPlacement),
    ),
    state: { ...state, t: state.t + 1, slots: { s } },
  };
};

/** s = ρs+(1−ρ)g²; Δ = −√(d+ε)/√(s+ε)·g; d = ρd+(1−ρ)Δ²; w += ηΔ. Source: Zeiler 2012 (η 1). */
export const adadelta: UpdateRule<Of<'adadelta'>> = (
  optimizer,
  state,
  parameters,
  gradient,
  learningRate,
) => {
  const { rho, epsilon } = optimizer;
  const s = movingAverage(state.slots.s!, squared(gradient), rho);
  const delta = state.slots.d!.map(
    (d, i) => (-Math.sqrt(d + epsilon) / Math.sqrt(s[i]! + epsilon)) * gradient[i]!,
  );
  const d = movingAverage(state.slots.d!, squared(delta), rho);
  return {
    parameters: parameters.map((w, i) => w + learningRate * delta[i]!),
    state: { ...state, t: state.t + 1, slots: { s, d } },
  };
};

/**
 * s = ρs+(1−ρ)g²; b = μb + ηg/√(s+ε); w −= b. `biasCorrection`: s/(1−ρᵗ) in place of s.
 * `centered`: less ḡ² under the root, ḡ an average of g with ρ, itself not corrected; never below 0.
 * Source: Tieleman & Hinton 2012; centered: Graves 2013.
 */
export const rmsprop: UpdateRule<Of<'rmsprop'>> = (optimizer, state, parameters, gradient, learningRate) => {
  const { rho, momentum, epsilon, epsilonPlacement, centered, biasCorrection } = optimizer;
  const t = state.t + 1;
  const s = movingAverage(state.slots.s!, squared(gradient), rho);
  const mean = movingAverage(state.slots.mean!, gradient, rho);
  const b = state.slots.b!.map((each, i) => {
    let under = biasCorrection ? s[i]! / (1 - rho ** t) : s[i]!;
    // rounding may take the difference below zero
    if (centered) under = Math.max(0, under - mean[i]! * mean[i]!);
    return momentum * each + (learningRate * gradient[i]!) / root(under, epsilon, epsilonPlacement);
  });
  return { parameters: parameters.map((w, i) => w - b[i]!), state: { ...state, t, slots: { s, mean, b } } };
};
