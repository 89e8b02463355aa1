/** What is trained, and the ratio to the fastest peer that each engine must reach. */
import {
  describeNetwork,
  type ResolvedNetwork,
  type ResolvedOptimizer,
  type RunConfigInput,
  resolveConfig,
  toEngineNetwork,
  toEngineTraining,
} from '../../src/config/index.ts';

/** Contenders of ours; the columns of the table. */
export const VARIANTS = ['native avx512', 'native avx2', 'wasm'] as const;
export type Variant = (typeof VARIANTS)[number];

export interface Workload {
  readonly name: string;
  readonly network: ResolvedNetwork;
  readonly optimizer: ResolvedOptimizer;
  readonly learningRate: number;
  /** of one sample of training, dense count */
  readonly flops: number;
  /** at batch 128: least median of the ratios to the fastest peer */
  readonly bars: Readonly<Partial<Record<Variant, number>>>;
}

export const BATCHES = [128, 64, 32] as const;
/** The bars are for this batch; the others are reported. */
export const BAR_BATCH = 128;

const SHAPE = { height: 28, width: 28, channels: 1 } as const;
const CLASSES = 10;
const facts = () => ({
  sha256: '0'.repeat(64),
  shape: SHAPE,
  classes: CLASSES,
  trainCount: 60_000,
  testCount: 10_000,
});

/** Its kernels, strides and channel counts are those of no preset. */
const UNKNOWN = [
  { type: 'conv', filters: 24, kernel: 3, stride: 2 },
  'elu',
  { type: 'conv', filters: 40, kernel: 3, padding: 'same' },
  'elu',
  { type: 'pool', kind: 'avg', size: 2 },
  { type: 'conv', filters: 56, kernel: 3, stride: 2 },
  'elu',
  'flatten',
  { type: 'dense', units: 96 },
  'elu',
  { type: 'dense', units: 'classes' },
] as const satisfies RunConfigInput['layers'];

const sgd = { optimizer: 'sgd', learningRate: 0.01 } as const;
const adam = { optimizer: 'adam', learningRate: 0.001 } as const;
const momentum = { optimizer: 'momentum', learningRate: 0.01 } as const;

export const WORKLOADS: readonly Workload[] = [
  workload('lenet5 sgd', { architecture: 'lenet5', ...sgd }, [4, 3, 1]),
  workload('lenet5 adam', { architecture: 'lenet5', ...adam }, [4, 3, 1]),
  workload('article sgd', { architecture: 'article', ...sgd }, [2, 1.5, 0.4]),
  workload('article adam', { architecture: 'article', ...adam }, [2, 1.5, 0.4]),
  workload('2c2d momentum', { architecture: '2c2d', ...momentum }, [1.8, 1.4, null]),
  workload(
    'lenet5 batch norm, dropout, tanh; sgd',
    { architecture: 'lenet5', activation: 'tanh', batchNorm: 'before', dropout: 0.5, ...sgd },
    [3, null, null],
  ),
  workload('mlp 784-300-100-10 sgd', { architecture: 'mlp', units: [300, 100], ...sgd }, [1, null, null]),
  workload('unknown: 3x3, stride 2, avg pool, elu; sgd', { layers: UNKNOWN, ...sgd }, [1, 1, null]),
];

function workload(
  name: string,
  input: RunConfigInput,
  [avx512, avx2, wasm]: readonly [number | null, number | null, number | null],
): Workload {
  const config = resolveConfig({ dataset: 'mnist', epochs: 1, ...input }, facts);
  const network = toEngineNetwork(config, SHAPE, CLASSES);
  const bars = Object.entries({ 'native avx512': avx512, 'native avx2': avx2, wasm });
  return {
    name,
    network,
    optimizer: toEngineTraining(config).optimizer,
    learningRate: config.learningRate,
    flops: trainingFlops(network),
    bars: Object.fromEntries(bars.filter(([, bar]) => bar !== null)),
  };
}

/**
 * Forward, weight gradients and input gradients are one dense product each: 3 × 2 × multiply-adds,
 * less the first layer's input gradient, which nobody needs.
 */
export function trainingFlops(network: ResolvedNetwork): number {
  const { layers, multiplyAdds } = describeNetwork(network);
  const first = layers.find((layer) => layer.multiplyAdds > 0)?.multiplyAdds ?? 0;
  return 2 * (3 * multiplyAdds - first);
}
