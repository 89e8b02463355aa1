/** RBM pre-training of a run: layer by layer, bottom up, before the first supervised step. */
import { pretrainedLayers, type RbmPretraining } from '../config/pretraining.ts';
import type { RunConfig } from '../config/run-config.ts';
import type { Dataset, Model } from '../engine/contract.ts';
import { fillNormal, RandomStream, streamKey } from '../random/index.ts';
import type { TrainSink } from './types.ts';

export interface PretrainContext {
  readonly config: RunConfig;
  readonly model: Model;
  readonly data: Dataset;
  /** images trained on */
  readonly indices: Uint32Array;
  readonly sink: TrainSink;
  readonly signal: AbortSignal | undefined;
  /** after each layer */
  readonly onLayer: (work: { readonly samples: number; readonly trainingMs: number }) => void;
}

export type PretrainOutcome = 'done' | 'diverged' | 'stopped';

/**
 * Weights N(0, `weightSd`²) and biases 0, then CD-1 on the training images (never augmented); what a layer gives of them is
 * the data of the next. Logs `pretraining/reconstruction_error/<layer>`, the mean over each epoch, at the number of
 * updates that the layer has seen. The last layer keeps the weights that its initializer gave.
 */
export async function pretrain(context: PretrainContext): Promise<PretrainOutcome> {
  const { config, model, data, indices, sink } = context;
  const rbm = config.pretraining;
  if (rbm === undefined) return 'done';
  for (const layer of pretrainedLayers(config.layers)) {
    if (context.signal?.aborted) return 'stopped';
    drawWeights(model, layer, rbm.weightSd, config.seed);
    const order = orderOf(rbm, layer, indices, config.seed);
    const startMs = performance.now();
    const errors = await model.pretrain(data, order, { ...rbm, layer });
    context.onLayer({ samples: order.length, trainingMs: performance.now() - startMs });
    if (!errors.every(Number.isFinite)) return 'diverged';
    const metric = `pretraining/reconstruction_error/${layer}`;
    sink.define?.(metric, { unit: null, direction: 'min' });
    for (const { steps, mean } of epochMeans(errors, rbm, indices.length))
      sink.log(steps, { [metric]: mean });
  }
  await sink.flush(0);
  return 'done';
}

/** Value i is element i of the stream `rbm/init/<layer>`, rounded to float32. */
function drawWeights(model: Model, layer: string, sd: number, seed: number): void {
  const snapshot = model.snapshot();
  for (const parameter of model.parameters) {
    if (parameter.layer !== layer) continue;
    const { offset, size } = parameter;
    if (parameter.name === 'weights') {
      snapshot.set(fillNormal(new Float64Array(size), streamKey(seed, `rbm/init/${layer}`), 0, sd), offset);
    } else snapshot.fill(0, offset, offset + size);
  }
  model.restore(snapshot);
}

/** All epochs in a row, each shuffled anew from `rbm/shuffle/<layer>` at its number: a batch may reach into the next. */
function orderOf({ epochs }: RbmPretraining, layer: string, indices: Uint32Array, seed: number): Uint32Array {
  const order = new Uint32Array(epochs * indices.length);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const shuffled = new RandomStream(seed, `rbm/shuffle/${layer}`, epoch).shuffle(indices.slice());
    order.set(shuffled, epoch * indices.length);
  }
  return order;
}

/** Mean error over the batches that begin in each epoch, with the updates made until then. */
function epochMeans(errors: Float32Array, { epochs, batchSize }: RbmPretraining, images: number) {
  return Array.from({ length: epochs }, (_, epoch) => {
    const first = Math.ceil((epoch * images) / batchSize);
    const steps = Math.ceil(((epoch + 1) * images) / batchSize);
    const part = errors.subarray(first, steps);
    return { steps, mean: part.reduce((sum, error) => sum + error, 0) / part.length };
  }).filter(({ mean }) => Number.isFinite(mean)); // an epoch smaller than a batch may begin none
}
