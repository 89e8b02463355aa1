/**
 * Float64 layers, written for reading: one loop nest a formula, no sharing, no tricks. The oracle of the engines.
 * Arrays are (batch, height, width, channels) row-major; a dense tensor is (batch, 1, 1, units).
 */
import type { Activation, Padding, Pair, ResolvedLayer } from '../../src/config/index.ts';

export interface Tensor {
  readonly n: number;
  readonly h: number;
  readonly w: number;
  readonly c: number;
  readonly data: Float64Array;
}

export function tensor(
  n: number,
  h: number,
  w: number,
  c: number,
  data: Float64Array = new Float64Array(n * h * w * c),
): Tensor {
  return { n, h, w, c, data };
}

/** `forward` gives the output; `backward` takes ∂L/∂output and gives ∂L/∂input and a gradient for each parameter. */
export interface Pass {
  readonly output: Tensor;
  backward(delta: Tensor): { readonly input: Tensor; readonly parameters: readonly Float64Array[] };
}

export const at = (t: Tensor, n: number, y: number, x: number, c: number) =>
  ((n * t.h + y) * t.w + x) * t.c + c;

/** Padding before the first pixel under TensorFlow's `same`: the odd pixel goes to the end. */
export function padBefore(size: number, kernel: number, stride: number, padding: Padding): number {
  if (padding === 'valid') return 0;
  const output = Math.ceil(size / stride);
  return Math.floor(Math.max(0, (output - 1) * stride + kernel - size) / 2);
}

const outputSize = (size: number, kernel: number, stride: number, padding: Padding) =>
  padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - kernel) / stride) + 1;

/** Visits every (output pixel, tap inside the image) of a sliding window. */
function slide(
  x: Tensor,
  kernel: Pair,
  stride: Pair,
  padding: Padding,
  visit: (oy: number, ox: number, ky: number, kx: number, y: number, x: number) => void,
): [number, number] {
  const height = outputSize(x.h, kernel[0], stride[0], padding);
  const width = outputSize(x.w, kernel[1], stride[1], padding);
  const top = padBefore(x.h, kernel[0], stride[0], padding);
  const left = padBefore(x.w, kernel[1], stride[1], padding);
  for (let oy = 0; oy < height; oy++)
    for (let ox = 0; ox < width; ox++)
      for (let ky = 0; ky < kernel[0]; ky++)
        for (let kx = 0; kx < kernel[1]; kx++) {
          const y = oy * stride[0] + ky - top;
          const xx = ox * stride[1] + kx - left;
          if (y >= 0 && y < x.h && xx >= 0 && xx < x.w) visit(oy, ox, ky, kx, y, xx);
        }
  return [height, width];
}

type Conv = Extract<ResolvedLayer, { type: 'conv' }>;

/** weights (kh, kw, in, out), bias (out) or null */
type ConvSizes = Pick<Conv, 'filters' | 'kernel' | 'stride' | 'padding'>;
export function conv(x: Tensor, layer: ConvSizes, weights: Float64Array, bias: Float64Array | null): Pass {
  const { kernel, stride, padding, filters } = layer;
  const weight = (ky: number, kx: number, i: number, o: number) =>
    ((ky * kernel[1] + kx) * x.c + i) * filters + o;
  const [height, width] = slide(x, kernel, stride, padding, () => {});
  const output = tensor(x.n, height, width, filters);
  if (bias)
    output.data.forEach((_, index) => {
      output.data[index] = bias[index % filters]!;
    });
  slide(x, kernel, stride, padding, (oy, ox, ky, kx, y, xx) => {
    for (let n = 0; n < x.n; n++)
      for (let i = 0; i < x.c; i++)
        for (let o = 0; o < filters; o++)
          output.data[at(output, n, oy, ox, o)]! +=
            x.data[at(x, n, y, xx, i)]! * weights[weight(ky, kx, i, o)]!;
  });
  return {
    output,
    backward(delta) {
      const input = tensor(x.n, x.h, x.w, x.c);
      const dWeights = new Float64Array(weights.length);
      slide(x, kernel, stride, padding, (oy, ox, ky, kx, y, xx) => {
        for (let n = 0; n < x.n; n++)
          for (let i = 0; i < x.c; i++)
            for (let o = 0; o < filters; o++) {
              const d = delta.data[at(delta, n, oy, ox, o)]!;
              dWeights[weight(ky, kx, i, o)]! += d * x.data[at(x, n, y, xx, i)]!;
              input.data[at(x, n, y, xx, i)]! += d * weights[weight(ky, kx, i, o)]!;
            }
      });
      return { input, parameters: bias ? [dWeights, sumByChannel(delta)] : [dWeights] };
    },
  };
}

function sumByChannel(t: Tensor, of: (index: number) => number = (index) => t.data[index]!): Float64Array {
  const sums = new Float64Array(t.c);
  for (let index = 0; index < t.data.length; index++) sums[index % t.c]! += of(index);
  return sums;
}

type Pool = Extract<ResolvedLayer, { type: 'pool' }>;

/** The first of equal maxima wins; an average divides by the pixels inside the image. */
export function pool(x: Tensor, layer: Pool, scale: Float64Array | null, bias: Float64Array | null): Pass {
  const { size, stride, padding, kind } = layer;
  const [height, width] = slide(x, size, stride, padding, () => {});
  const output = tensor(x.n, height, width, x.c);
  const inside = new Float64Array(height * width);
  slide(x, size, stride, padding, (oy, ox) => {
    inside[oy * width + ox]! += 1;
  });
  const source = new Int32Array(output.data.length).fill(-1);
  slide(x, size, stride, padding, (oy, ox, _ky, _kx, y, xx) => {
    for (let n = 0; n < x.n; n++)
      for (let c = 0; c < x.c; c++) {
        const to = at(output, n, oy, ox, c);
        const from = at(x, n, y, xx, c);
        if (kind !== 'max') output.data[to]! += x.data[from]! / inside[oy * width + ox]!;
        else if (source[to] === -1 || x.data[from]! > output.data[to]!) {
          output.data[to] = x.data[from]!;
          source[to] = from;
        }
      }
  });
  const averages = output.data.slice();
  if (scale && bias)
    averages.forEach((value, index) => {
      output.data[index] = value * scale[index % x.c]! + bias[index % x.c]!;
    });
  return {
    output,
    backward(delta) {
      const input = tensor(x.n, x.h, x.w, x.c);
      if (kind === 'max')
        source.forEach((from, to) => {
          input.data[from]! += delta.data[to]!;
        });
      else
        slide(x, size, stride, padding, (oy, ox, _ky, _kx, y, xx) => {
          for (let n = 0; n < x.n; n++)
            for (let c = 0; c < x.c; c++)
              input.data[at(x, n, y, xx, c)]! +=
                (delta.data[at(delta, n, oy, ox, c)]! * (scale?.[c] ?? 1)) / inside[oy * width + ox]!;
        });
      const parameters = scale
        ? [sumByChannel(delta, (index) => delta.data[index]! * averages[index]!), sumByChannel(delta)]
        : [];
      return { input, parameters };
    },
  };
}

/** weights (in, out) */
export function dense(x: Tensor, units: number, weights: Float64Array, bias: Float64Array | null): Pass {
  const output = tensor(x.n, 1, 1, units);
  for (let n = 0; n < x.n; n++)
    for (let o = 0; o < units; o++) {
      let sum = bias?.[o] ?? 0;
      for (let i = 0; i < x.c; i++) sum += x.data[n * x.c + i]! * weights[i * units + o]!;
      output.data[n * units + o] = sum;
    }
  return {
    output,
    backward(delta) {
      const input = tensor(x.n, 1, 1, x.c);
      const dWeights = new Float64Array(weights.length);
      for (let n = 0; n < x.n; n++)
        for (let i = 0; i < x.c; i++)
          for (let o = 0; o < units; o++) {
            dWeights[i * units + o]! += x.data[n * x.c + i]! * delta.data[n * units + o]!;
            input.data[n * x.c + i]! += weights[i * units + o]! * delta.data[n * units + o]!;
          }
      return { input, parameters: bias ? [dWeights, sumByChannel(delta)] : [dWeights] };
    },
  };
}

/** Batch statistics where `running` is null, otherwise those given: biased variance over (N, H, W) a channel. */
export function batchNorm(
  x: Tensor,
  epsilon: number,
  gamma: Float64Array,
  beta: Float64Array,
  running: { readonly mean: Float64Array; readonly variance: Float64Array } | null,
): Pass & { readonly mean: Float64Array; readonly variance: Float64Array } {
  const count = x.n * x.h * x.w;
  const mean = running?.mean ?? sumByChannel(x).map((sum) => sum / count);
  const variance =
    running?.variance ??
    sumByChannel(x, (index) => (x.data[index]! - mean[index % x.c]!) ** 2).map((sum) => sum / count);
  const inverse = variance.map((value) => 1 / Math.sqrt(value + epsilon));
  const normal = x.data.map((value, index) => (value - mean[index % x.c]!) * inverse[index % x.c]!);
  const output = tensor(
    x.n,
    x.h,
    x.w,
    x.c,
    normal.map((value, index) => value * gamma[index % x.c]! + beta[index % x.c]!),
  );
  return {
    output,
    mean,
    variance,
    backward(delta) {
      const dBeta = sumByChannel(delta);
      const dGamma = sumByChannel(delta, (index) => delta.data[index]! * normal[index]!);
      const data = delta.data.map((value, index) => {
        const c = index % x.c;
        const centred = running ? value : value - dBeta[c]! / count - (normal[index]! * dGamma[c]!) / count;
        return centred * gamma[c]! * inverse[c]!;
      });
      return { input: tensor(x.n, x.h, x.w, x.c, data), parameters: [dGamma, dBeta] };
    },
  };
}

export function activation(x: Tensor, kind: Activation): Pass {
  const f = ACTIVATION[kind];
  return {
    output: tensor(
      x.n,
      x.h,
      x.w,
      x.c,
      x.data.map((value) => f.value(value)),
    ),
    backward: (delta) => ({
      input: tensor(
        x.n,
        x.h,
        x.w,
        x.c,
        delta.data.map((d, index) => d * f.slope(x.data[index]!)),
      ),
      parameters: [],
    }),
  };
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

const ACTIVATION: Record<Activation, { value(x: number): number; slope(x: number): number }> = {
  sigmoid: { value: logistic, slope: (x) => logistic(x) * (1 - logistic(x)) },
  tanh: { value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
  relu: { value: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0) },
  leakyRelu: { value: (x) => (x > 0 ? x : 0.01 * x), slope: (x) => (x > 0 ? 1 : 0.01) },
  elu: { value: (x) => (x > 0 ? x : Math.expm1(x)), slope: (x) => (x > 0 ? 1 : Math.exp(x)) },
  gelu: {
    value: (x) => x * normalCdf(x),
    slope: (x) => normalCdf(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
  },
  softplus: { value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), slope: logistic },
  identity: { value: (x) => x, slope: () => 1 },
  scaledTanh: {
    value: (x) => 1.7159 * Math.tanh((2 / 3) * x),
    slope: (x) => 1.7159 * (2 / 3) * (1 - Math.tanh((2 / 3) * x) ** 2),
  },
};

/** Φ(x) = ½(1 + erf(x/√2)) by the Taylor series of erf up to |x| = 6, where the tail is below 1e-9. */
function normalCdf(x: number): number {
  const z = x / Math.SQRT2;
  if (Math.abs(z) > 4.5) return x > 0 ? 1 : 0;
  let term = z;
  let sum = z;
  for (let k = 1; k < 120; k++) {
    term *= (-z * z) / k;
    sum += term / (2 * k + 1);
  }
  return 0.5 * (1 + (2 / Math.sqrt(Math.PI)) * sum);
}
