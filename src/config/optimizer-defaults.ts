/** Hyper-parameters that each optimizer has, with their defaults (docs/methodology.md gives the equations). */
import type { OptimizerName, ResolvedOptimizer } from './optimizer.ts';

export const HYPER_PARAMETERS = [
  'momentum',
  'beta1',
  'beta2',
  'rho',
  'epsilon',
  'epsilonPlacement',
  'epsilonForm',
  'centered',
  'biasCorrection',
  'initialAccumulator',
  'scheduleDecay',
] as const;
export type HyperParameter = (typeof HYPER_PARAMETERS)[number];

interface OptimizerDefaults {
  readonly learningRate: number;
  readonly hyper: { readonly [K in HyperParameter]?: number | string | boolean };
}

const adamFamily = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

export const OPTIMIZER_DEFAULTS: { readonly [N in OptimizerName]: OptimizerDefaults } = {
  sgd: { learningRate: 0.01, hyper: {} },
  momentum: { learningRate: 0.01, hyper: { momentum: 0.9 } },
  nesterov: { learningRate: 0.01, hyper: { momentum: 0.9 } },
  adagrad: {
    learningRate: 0.001,
    hyper: { epsilon: 1e-7, initialAccumulator: 0.1, epsilonPlacement: 'inside' },
  },
  adadelta: { learningRate: 0.001, hyper: { rho: 0.95, epsilon: 1e-7 } },
  rmsprop: {
    learningRate: 0.001,
    hyper: {
      rho: 0.9,
      momentum: 0,
      epsilon: 1e-7,
      epsilonPlacement: 'inside',
      centered: false,
      biasCorrection: false,
    },
  },
  adam: { learningRate: 0.001, hyper: { ...adamFamily, epsilonForm: 'plain' } },
  adamax: { learningRate: 0.001, hyper: adamFamily },
  amsgrad: { learningRate: 0.001, hyper: adamFamily },
  nadam: { learningRate: 0.001, hyper: { ...adamFamily, scheduleDecay: 0.004 } },
  lion: { learningRate: 0.0001, hyper: { beta1: 0.9, beta2: 0.99 } },
};

/** An optimizer with the default of each hyper-parameter. */
export function defaultOptimizer(name: OptimizerName): ResolvedOptimizer {
  return { name, ...OPTIMIZER_DEFAULTS[name].hyper } as ResolvedOptimizer;
}

/** λ of `adamw`, which is `adam` with decoupled decay. */
export const ADAMW_DECAY = 0.004;

/** The optimizers that have a hyper-parameter. */
export function optimizersWith(hyper: HyperParameter): OptimizerName[] {
  return (Object.keys(OPTIMIZER_DEFAULTS) as OptimizerName[]).filter(
    (name) => OPTIMIZER_DEFAULTS[name].hyper[hyper] !== undefined,
  );
}
