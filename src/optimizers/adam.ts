/** The Adam family: adam, adamax, amsgrad, nadam. All keep m = β₁m+(1−β₁)g; all but adamax v = β₂v+(1−β₂)g². */
import type { ResolvedOptimizer } from '../config/optimizer.ts';
import { movingAverage, squared, type UpdateRule } from './state.ts';

type Of<Name extends ResolvedOptimizer['name']> = Extract<ResolvedOptimizer, { name: Name }>;

/**
 * m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ); w −= ηm̂/(√v̂+ε). `hat`: w −= η√(1−β₂ᵗ)/(1−β₁ᵗ)·m/(√v+ε).
 * Source: Kingma & Ba 2015, algorithm 1 and section 2.
 */
export const adam: UpdateRule<Of<'adam'>> = (optimizer, state, parameters, gradient, learningRate) => {
  const { beta1, beta2, epsilon, epsilonForm } = optimizer;
  const t = state.t + 1;
  const m = movingAverage(state.slots.m!, gradient, beta1);
  const v = movingAverage(state.slots.v!, squared(gradient), beta2);
  const correction1 = 1 - beta1 ** t;
  const correction2 = 1 - beta2 ** t;
  const hatRate = (learningRate * Math.sqrt(correction2)) / correction1;
  const updated = parameters.map((w, i) =>
    epsilonForm === 'hat'
      ? w - (hatRate * m[i]!) / (Math.sqrt(v[i]!) + epsilon)
      : w - (learningRate * (m[i]! / correction1)) / (Math.sqrt(v[i]! / correction2) + epsilon),
  );
  return { parameters: updated, state: { ...state, t, slots: { m, v } } };
};

/** u = max(β₂u, |g|); w −= ηm/((1−β₁ᵗ)(u+ε)). Source: Kingma & Ba 2015, section 7.1. */
export const adamax: UpdateRule<Of<'adamax'>> = (optimizer, state, parameters, gradient, learningRate) => {
  const { beta1, beta2, epsilon } = optimizer;
  const t = state.t + 1;
  const m = movingAverage(state.slots.m!, gradient, beta1);
  const u = state.slots.u!.map((each, i) => Math.max(beta2 * each, Math.abs(gradient[i]!)));
  const correction1 = 1 - beta1 ** t;
  return {
    parameters: parameters.map((w, i) => w - (learningRate * m[i]!) / (correction1 * (u[i]! + epsilon))),
    state: { ...state, t, slots: { m, u } },
  };
};

/**
 * v_max = max(v_max, v) of the uncorrected v; Adam with v_max/(1−β₂ᵗ).
 * Source: Reddi, Kale & Kumar 2018, with the bias correction of Keras and PyTorch.
 */
export const amsgrad: UpdateRule<Of<'amsgrad'>> = (optimizer, state, parameters, gradient, learningRate) => {
  const { beta1, beta2, epsilon } = optimizer;
  const t = state.t + 1;
  const m = movingAverage(state.slots.m!, gradient, beta1);
  const v = movingAverage(state.slots.v!, squared(gradient), beta2);
  const vMax = state.slots.vMax!.map((each, i) => Math.max(each, v[i]!));
  const correction1 = 1 - beta1 ** t;
  const correction2 = 1 - beta2 ** t;
  const updated = parameters.map(
    (w, i) => w - (learningRate * (m[i]! / correction1)) / (Math.sqrt(vMax[i]! / correction2) + epsilon),
  );
  return { parameters: updated, state: { ...state, t, slots: { m, v, vMax } } };
};

/**
 * μₜ = β₁(1−½·.96^(tψ)); m̂ = μₜ₊₁m/(1−∏ᵗ⁺¹μ)+(1−μₜ)g/(1−∏ᵗμ); v̂ as Adam; w −= ηm̂/(√v̂+ε).
 * Source: Dozat 2016.
 */
export const nadam: UpdateRule<Of<'nadam'>> = (optimizer, state, parameters, gradient, learningRate) => {
  const { beta1, beta2, epsilon, scheduleDecay } = optimizer;
  const t = state.t + 1;
  const mu = (step: number) => beta1 * (1 - 0.5 * 0.96 ** (step * scheduleDecay));
  const product = state.momentumProduct * mu(t);
  const m = movingAverage(state.slots.m!, gradient, beta1);
  const v = movingAverage(state.slots.v!, squared(gradient), beta2);
  const fromMomentum = mu(t + 1) / (1 - product * mu(t + 1));
  const fromGradient = (1 - mu(t)) / (1 - product);
  const correction2 = 1 - beta2 ** t;
  const updated = parameters.map(
    (w, i) =>
      w -
      (learningRate * (fromMomentum * m[i]! + fromGradient * gradient[i]!)) /
        (Math.sqrt(v[i]! / correction2) + epsilon),
  );
  return { parameters: updated, state: { t, slots: { m, v }, momentumProduct: product } };
};
