/** A whole training in float64: reference network, shared dropout masks, twins of the update rules. The oracle of engines. */
import type { ResolvedNetwork } from '../../src/config/network.ts';
import type { ResolvedTraining } from '../../src/engine/index.ts';
import { parameterLayout } from '../../src/engine/index.ts';
import { addL2, clipByGlobalNorm, decayDecoupled, initialState, step } from '../../src/optimizers/index.ts';
import { fillWords, streamKey } from '../../src/random/index.ts';
import type { Tensor } from './reference-layers.ts';
import { referenceNetwork } from './reference-network.ts';
import { pick, type SmallData } from './small-networks.ts';

export interface ReferenceTraining {
  /** mean data loss of each step's batch, before its update */
  readonly losses: Float64Array;
  /** snapshot layout, running statistics included */
  readonly weights: Float64Array;
}

/** keep / (1 − rate), as the streams that all engines share say */
export function dropoutMask(
  network: ResolvedNetwork,
  seed: number,
  stepIndex: number,
): (layer: string, output: Tensor) => Float64Array {
  return (name, { n, h, w, c }) => {
    const layer = network.layers.find((each) => each.name === name);
    if (layer?.type !== 'dropout') throw new Error(`no dropout layer is called "${name}"`);
    const units = h * w * c;
    const mask = new Float64Array(n * units);
    for (let sample = 0; sample < n; sample++) {
      const words = fillWords(new Uint32Array(units), streamKey(seed, `dropout/${name}`), [
        sample,
        stepIndex,
        0,
      ]);
      words.forEach((word, i) => {
        mask[sample * units + i] = word >= Math.floor(layer.rate * 2 ** 32) ? 1 / (1 - layer.rate) : 0;
      });
    }
    return mask;
  };
}

/** One step a learning rate, over consecutive batches of `order`. */
export function referenceTraining(
  network: ResolvedNetwork,
  training: ResolvedTraining,
  seed: number,
  start: ArrayLike<number>,
  data: SmallData,
  order: Uint32Array,
  learningRates: Float32Array,
): ReferenceTraining {
  const { batchSize, optimizer, clipNorm, weightDecay } = training;
  const parameters = parameterLayout(network);
  const flags = (holds: (parameter: (typeof parameters)[number]) => boolean) => {
    const out = new Uint8Array(start.length);
    for (const p of parameters) if (holds(p)) out.fill(1, p.offset, p.offset + p.size);
    return out;
  };
  const trainable = flags((p) => p.trainable);
  const decayed = flags((p) => p.trainable && (weightDecay.includeBiases || p.name === 'weights'));
  const momenta = new Map(
    network.layers.flatMap((l) => (l.type === 'batchNorm' ? [[l.name, l.momentum] as const] : [])),
  );
  const losses = new Float64Array(learningRates.length);
  let weights = Float64Array.from(start);
  let state = initialState(optimizer, weights.length);
  learningRates.forEach((rate, i) => {
    const { pixels, labels } = pick(data, order.subarray(i * batchSize, (i + 1) * batchSize));
    const dropout = dropoutMask(network, seed, i);
    const { loss, gradients, batchStatistics } = referenceNetwork(network, weights, pixels, labels, {
      dropout,
    });
    losses[i] = loss;
    let g: Float64Array = clipNorm === null ? gradients : clipByGlobalNorm(gradients, clipNorm);
    let w: Float64Array = weights;
    const onlyDecayed = (all: Float64Array, rest: Float64Array) =>
      all.map((value, j) => (decayed[j] ? value : rest[j]!));
    if (weightDecay.mode === 'l2') g = onlyDecayed(addL2(g, w, weightDecay.lambda), g);
    if (weightDecay.mode === 'decoupled') w = onlyDecayed(decayDecoupled(w, weightDecay.lambda, rate), w);
    const next = step(optimizer, state, w, g, rate);
    state = next.state;
    weights = next.parameters.map((value, j) => (trainable[j] ? value : weights[j]!));
    for (const p of parameters) {
      if (p.trainable) continue;
      const { mean, variance } = batchStatistics.get(p.layer)!;
      const batch = p.name === 'runningMean' ? mean : variance;
      const momentum = momenta.get(p.layer)!;
      batch.forEach((value, c) => {
        weights[p.offset + c] = momentum * weights[p.offset + c]! + (1 - momentum) * value;
      });
    }
  });
  return { losses, weights };
}
