/**
 * How much a linear classifier reads from what each layer gives, and of how many numbers that consists (Alain and Bengio
 * 2017): at the input and after each layer, a softmax regression is trained on the layer's output for images of the
 * training part and scored on images held out. Probes are trained by the engine, which takes bytes: each unit is scaled
 * so that its range over the probe's training images becomes 0 … 255.
 */
import type { ImageShape } from '../../config/index.ts';
import type { Dataset, ResolvedTraining } from '../../engine/contract.ts';
import { fillUniform, streamKey } from '../../random/index.ts';
import { heldOutImages, pick, trainingImages } from './images.ts';
import { fraction, type Measure, type MeasureContext, type Quantity } from './types.ts';

const BATCH_SIZE = 100;
const MOST_CHANNELS = 4096;
const LEARNING_RATE = 0.01;
/** `adam` with its rate falling to zero: a probe should be near its best, whatever the scale of its layer. */
const TRAINING: ResolvedTraining = {
  batchSize: BATCH_SIZE,
  optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, epsilonForm: 'plain' },
  weightDecay: { mode: 'none', lambda: 0, includeBiases: false },
  clipNorm: null,
  initializer: { kind: 'glorotUniform', scale: 1, sd: 0 },
};

/** What a probe is trained and scored on: bytes (n, units) and labels. */
export interface ProbeData {
  readonly units: number;
  readonly train: Uint8Array;
  readonly trainLabels: Uint8Array;
  readonly heldOut: Uint8Array;
  readonly heldOutLabels: Uint8Array;
}

export const linearProbe: Measure<'linearProbe'> = {
  async measure(context, { epochs, images, split, heldOutImages: most }) {
    const { model, data, dataset, network } = context;
    const indices = trainingImages(context, images);
    const held = heldOutImages(context, split, most);
    const { height, width, channels } = dataset.shape;
    const pixels = height * width * channels;
    const labels = {
      trainLabels: Uint8Array.from(indices, (i) => dataset.train.labels[i]!),
      heldOutLabels: held.part.labels,
    };

    const quantities: Record<string, Quantity> = {};
    const layers: { layer: string; dimension: number; accuracy: number }[] = [];
    const probe = async (layer: string, units: number, train: Uint8Array, heldOut: Uint8Array) => {
      const accuracy = await probeAccuracy(context, { units, train, heldOut, ...labels }, epochs);
      layers.push({ layer, dimension: units, accuracy });
      quantities[`accuracy/${layer}`] = fraction(accuracy, 'max');
      quantities[`dimension/${layer}`] = { value: units, unit: 'units', direction: null };
    };

    await probe('input', pixels, pick(dataset.train, indices, pixels).images, held.part.images);
    for (const { name, type } of network.layers) {
      // the same numbers, or the same ones scaled: a linear probe reads as much from them as from the layer before
      if (type === 'flatten' || type === 'dropout' || type === 'batchNorm' || type === 'residualBegin')
        continue;
      const train = await model.activations(data.train, indices, name);
      const heldOut = await model.activations(held.data, held.indices, name);
      const units = train.length / indices.length;
      const toBytes = byteScale(train, units);
      await probe(name, units, toBytes(train), toBytes(heldOut));
    }
    const [input, ...rest] = layers;
    const hidden = rest.slice(0, -1);
    const best = hidden.reduce((top, one) => (one.accuracy > top.accuracy ? one : top), input!);
    quantities.best_gain = fraction(best.accuracy - input!.accuracy, 'max');
    const last = hidden.at(-1);
    if (last !== undefined) quantities.last_gain = fraction(last.accuracy - input!.accuracy, 'max');
    return { quantities, details: { layers } };
  },
};

/** Scales each unit by its range over `activations` (n, units); beyond it values are cut. */
export function byteScale(activations: Float32Array, units: number): (values: Float32Array) => Uint8Array {
  const low = new Float64Array(units).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(units).fill(Number.NEGATIVE_INFINITY);
  activations.forEach((value, i) => {
    const unit = i % units;
    if (value < low[unit]!) low[unit] = value;
    if (value > high[unit]!) high[unit] = value;
  });
  const scale = low.map((value, unit) => (high[unit]! > value ? 255 / (high[unit]! - value) : 0));
  return (values) => {
    const bytes = new Uint8Array(values.length);
    values.forEach((value, i) => {
      const unit = i % units;
      bytes[i] = Math.min(255, Math.max(0, Math.floor((value - low[unit]!) * scale[unit]! + 0.5)));
    });
    return bytes;
  };
}

/** So many numbers as an image; engines take at most 4,096 channels. */
export function flatShape(units: number): ImageShape {
  let channels = Math.min(units, MOST_CHANNELS);
  while (units % channels !== 0) channels -= 1;
  return { height: 1, width: units / channels, channels };
}

/** Of a softmax regression trained on `train`, on the images held out. */
async function probeAccuracy(
  { engine, network, config }: MeasureContext,
  { units, train, trainLabels, heldOut, heldOutLabels }: ProbeData,
  epochs: number,
): Promise<number> {
  const shape = flatShape(units);
  const opened: Dataset[] = [];
  const load = (bytes: Uint8Array, labels: Uint8Array) => {
    const dataset = engine.load(bytes, labels, shape);
    opened.push(dataset);
    return dataset;
  };
  const layers = [
    { type: 'flatten', name: 'flatten1' },
    { type: 'dense', name: 'dense1', units: network.classes, bias: true },
  ] as const;
  const regression = { input: shape, classes: network.classes, layers, head: 'softmax+ce' } as const;
  const model = engine.build(regression, TRAINING, config.seed);
  try {
    const data = load(train, trainLabels);
    const { order, rates } = probeSteps(trainLabels.length, epochs, config.seed);
    await model.train(data, order, rates);
    return (await model.evaluate(load(heldOut, heldOutLabels))).accuracy;
  } finally {
    model.close();
    for (const dataset of opened) dataset.close();
  }
}

/** Images in a new order each epoch, whole batches of them (all in one, where there are few), and a falling rate a step. */
export function probeSteps(
  images: number,
  epochs: number,
  seed: number,
): { order: Uint32Array; rates: Float32Array } {
  const key = streamKey(seed, 'measure/linearProbe');
  const used = images < BATCH_SIZE ? images : images - (images % BATCH_SIZE);
  const order = new Uint32Array(used * epochs);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const drawn = fillUniform(new Float64Array(images), key, 0, 1, [epoch, 0, 0]);
    const shuffled = Uint32Array.from(drawn, (_, i) => i).sort((a, b) => drawn[a]! - drawn[b]!);
    order.set(shuffled.subarray(0, used), epoch * used);
  }
  const steps = Math.ceil(order.length / BATCH_SIZE);
  const rates = Float32Array.from({ length: steps }, (_, i) => LEARNING_RATE * (1 - i / steps));
  return { order, rates };
}
