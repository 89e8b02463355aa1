/** The two parts of a RunConfig that an engine sees. */
import type { ResolvedInitializer } from './initializer.ts';
import type { ImageShape, ResolvedNetwork } from './network.ts';
import type { ResolvedOptimizer } from './optimizer.ts';
import type { RunConfig } from './run-config.ts';

/** Structurally the engine contract's `ResolvedTraining`, which lies a layer above. */
export interface TrainingSettings {
  readonly batchSize: number;
  readonly optimizer: ResolvedOptimizer;
  readonly weightDecay: {
    readonly mode: 'none' | 'l2' | 'decoupled';
    readonly lambda: number;
    readonly includeBiases: boolean;
  };
  readonly clipNorm: number | null;
  readonly initializer: ResolvedInitializer;
}

export function toEngineNetwork(config: RunConfig, shape: ImageShape, classes: number): ResolvedNetwork {
  return { input: shape, classes, layers: config.layers, head: config.head };
}

export function toEngineTraining(config: RunConfig): TrainingSettings {
  return {
    batchSize: config.batchSize,
    optimizer: toOptimizer(config),
    weightDecay: {
      mode: config.weightDecayMode ?? 'none',
      lambda: config.weightDecay,
      includeBiases: config.decayBiases,
    },
    clipNorm: config.clipNorm,
    initializer: {
      kind: config.initializer,
      scale: config.initializerScale,
      sd: config.initializerSd ?? 0, // read for truncatedNormal only, which always has one
    },
  };
}

function toOptimizer(config: RunConfig): ResolvedOptimizer {
  const has = <K extends keyof RunConfig>(key: K): NonNullable<RunConfig[K]> => {
    const value = config[key];
    if (value === null || value === undefined)
      throw new TypeError(`${config.optimizer} needs ${key}, got null`);
    return value as NonNullable<RunConfig[K]>;
  };
  const name = config.optimizer;
  switch (name) {
    case 'sgd':
      return { name };
    case 'momentum':
    case 'nesterov':
      return { name, momentum: has('momentum') };
    case 'adagrad':
      return {
        name,
        epsilon: has('epsilon'),
        initialAccumulator: has('initialAccumulator'),
        epsilonPlacement: has('epsilonPlacement'),
      };
    case 'adadelta':
      return { name, rho: has('rho'), epsilon: has('epsilon') };
    case 'rmsprop':
      return {
        name,
        rho: has('rho'),
        momentum: has('momentum'),
        epsilon: has('epsilon'),
        epsilonPlacement: has('epsilonPlacement'),
        centered: has('centered'),
        biasCorrection: has('biasCorrection'),
      };
    case 'adam':
      return {
        name,
        beta1: has('beta1'),
        beta2: has('beta2'),
        epsilon: has('epsilon'),
        epsilonForm: has('epsilonForm'),
      };
    case 'adamax':
    case 'amsgrad':
      return { name, beta1: has('beta1'), beta2: has('beta2'), epsilon: has('epsilon') };
    case 'nadam':
      return {
        name,
        beta1: has('beta1'),
        beta2: has('beta2'),
        epsilon: has('epsilon'),
        scheduleDecay: has('scheduleDecay'),
      };
    case 'lion':
      return { name, beta1: has('beta1'), beta2: has('beta2') };
    default:
      return name satisfies never;
  }
}
