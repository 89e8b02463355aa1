/** Generated small networks, data and trainings for the engine tests. */
import fc from 'fast-check';
import { describeNetwork } from '../../src/config/describe-network.ts';
import { ACTIVATIONS, HEADS, type ResolvedLayer, type ResolvedNetwork } from '../../src/config/network.ts';
import type { ResolvedTraining } from '../../src/engine/index.ts';
import { RandomStream } from '../../src/random/index.ts';
import { type Tensor, tensor } from './reference-layers.ts';

export const sgd: ResolvedTraining = {
  batchSize: 16,
  optimizer: { name: 'sgd' },
  weightDecay: { mode: 'none', lambda: 0, includeBiases: false },
  clipNorm: null,
  initializer: { kind: 'glorotUniform', scale: 1, sd: 0.05 },
};

export interface SmallData {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  /** pixels as the engine sees them: byte / 255 in float32 */
  readonly pixels: Tensor;
}

/** `count` random images; no two pixels of an image are alike by construction of the bytes' range only. */
export function smallData(network: ResolvedNetwork, count: number, seed = 1): SmallData {
  const { height, width, channels } = network.input;
  const stream = new RandomStream(seed, 'test/data');
  const images = Uint8Array.from({ length: count * height * width * channels }, () => stream.integer(256));
  const labels = Uint8Array.from({ length: count }, () => stream.integer(network.classes));
  const pixels = Float64Array.from(images, (byte) => Math.fround(byte / 255));
  return { images, labels, pixels: tensor(count, height, width, channels, pixels) };
}

/** Images and labels at `indices`, for the reference network. */
export function pick(data: SmallData, indices: Iterable<number>): { pixels: Tensor; labels: number[] } {
  const order = [...indices];
  const { h, w, c } = data.pixels;
  const size = h * w * c;
  const pixels = new Float64Array(order.length * size);
  order.forEach((index, i) => {
    pixels.set(data.pixels.data.subarray(index * size, (index + 1) * size), i * size);
  });
  return { pixels: tensor(order.length, h, w, c, pixels), labels: order.map((index) => data.labels[index]!) };
}

/** Weights of mixed size and sign, running variances positive. */
export function mixedWeights(initial: Float32Array, seed = 2): Float32Array {
  const stream = new RandomStream(seed, 'test/weights');
  return initial.map((w) => (w === 0 ? stream.uniform(-0.2, 0.2) : w * stream.uniform(0.7, 1.3)));
}

const side = fc.integer({ min: 5, max: 9 });
const stride = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }));
const padding = fc.constantFrom('same' as const, 'valid' as const);

const block = fc.record({
  filters: fc.integer({ min: 1, max: 9 }),
  kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  stride,
  padding,
  bias: fc.boolean(),
  norm: fc.constantFrom('none', 'none', 'before', 'after'),
  activation: fc.constantFrom(...ACTIVATIONS),
  pool: fc.option(
    fc.record({
      kind: fc.constantFrom('max' as const, 'avg' as const, 'scaledAvg' as const),
      size: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
      stride,
      padding,
    }),
  ),
  shortcut: fc.boolean(),
});

type Block = typeof block extends fc.Arbitrary<infer T> ? T : never;

function layersOf(blocks: Block[], hidden: number, norm: boolean, classes: number, outer: boolean) {
  const layers: ResolvedLayer[] = [];
  const begin = (name: string) => layers.push({ type: 'residualBegin', name: `${name}-begin` });
  const end = (name: string) => layers.push({ type: 'residualEnd', name });
  if (outer && blocks.length > 0) begin('outer');
  blocks.forEach((b, i) => {
    if (b.shortcut) begin(`block${i}`);
    const { filters, kernel, stride: step, padding: pad, bias } = b;
    layers.push({ type: 'conv', name: `conv${i}`, filters, kernel, stride: step, padding: pad, bias });
    const activation: ResolvedLayer = { type: 'activation', name: `act${i}`, activation: b.activation };
    const batchNorm: ResolvedLayer = { type: 'batchNorm', name: `norm${i}`, epsilon: 1e-3, momentum: 0.9 };
    if (b.norm === 'before') layers.push(batchNorm, activation);
    else if (b.norm === 'after') layers.push(activation, batchNorm);
    else layers.push(activation);
    if (b.pool) layers.push({ type: 'pool', name: `pool${i}`, ...b.pool });
    if (b.shortcut) end(`block${i}`);
  });
  if (outer && blocks.length > 0) end('outer');
  layers.push({ type: 'flatten', name: 'flatten' });
  if (hidden > 0) {
    if (outer) begin('dense');
    layers.push({ type: 'dense', name: 'hidden', units: hidden, bias: !norm });
    if (norm) layers.push({ type: 'batchNorm', name: 'normHidden', epsilon: 1e-3, momentum: 0.8 });
    if (outer) begin('inner');
    layers.push({ type: 'activation', name: 'actHidden', activation: 'tanh' });
    if (outer) {
      end('inner');
      end('dense');
    }
  }
  layers.push({ type: 'dense', name: 'logits', units: classes, bias: true });
  return layers;
}

/** Networks of zero to two conv blocks and zero to one hidden dense layer, every kind of layer, that fit their input. */
export const networks: fc.Arbitrary<ResolvedNetwork> = fc
  .record({
    height: side,
    width: side,
    channels: fc.integer({ min: 1, max: 3 }),
    classes: fc.integer({ min: 2, max: 18 }),
    head: fc.constantFrom(...HEADS),
    blocks: fc.array(block, { minLength: 0, maxLength: 2 }),
    hidden: fc.constantFrom(0, 1, 5, 16, 33),
    norm: fc.boolean(),
    outer: fc.boolean(),
  })
  .map(({ height, width, channels, classes, head, blocks, hidden, norm, outer }) => {
    const networkOf = (bs: Block[], around: boolean): ResolvedNetwork => ({
      input: { height, width, channels },
      classes,
      head,
      layers: layersOf(bs, hidden, norm, classes, around),
    });
    const plain = blocks.map((b) => ({ ...b, shortcut: false }));
    // where no shortcut fits around a block, the network goes without
    const choices = [networkOf(blocks, outer), networkOf(plain, outer), networkOf(plain, false)];
    return choices.find(fits) ?? choices[2]!;
  })
  .filter(fits);

function fits(network: ResolvedNetwork): boolean {
  try {
    describeNetwork(network);
    return true;
  } catch {
    return false;
  }
}

/** Largest |a − b| over the largest |b|, or over 1 where that is tiny. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>, floor = 1e-6): number {
  let difference = 0;
  let scale = floor;
  for (let i = 0; i < b.length; i++) {
    difference = Math.max(difference, Math.abs(a[i]! - b[i]!));
    scale = Math.max(scale, Math.abs(b[i]!));
  }
  return difference / scale;
}
