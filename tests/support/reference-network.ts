/** A whole network in float64: loss and gradients of every parameter, the oracle of every engine. */
import type { Head, ResolvedNetwork } from '../../src/config/index.ts';
import {
  activation,
  batchNorm,
  conv,
  dense,
  type Pass,
  pool,
  type Tensor,
  tensor,
} from './reference-layers.ts';

export interface ReferenceResult {
  /** mean data loss */
  readonly loss: number;
  /** (n, classes) */
  readonly logits: Tensor;
  /** head outputs (n, classes) */
  readonly probabilities: Float64Array;
  /** snapshot layout; 0 for running statistics */
  readonly gradients: Float64Array;
  /** ∂(mean loss)/∂(output of the layer), by layer name */
  readonly deltas: ReadonlyMap<string, Tensor>;
  /** ∂(mean loss)/∂(images) */
  readonly inputDelta: Tensor;
  /** outputs, by layer name */
  readonly outputs: ReadonlyMap<string, Tensor>;
  /** batch mean and biased variance, by the name of the batch-norm layer; empty in evaluation mode */
  readonly batchStatistics: ReadonlyMap<
    string,
    { readonly mean: Float64Array; readonly variance: Float64Array }
  >;
}

export interface ReferenceOptions {
  /** batch norm with its running statistics instead of the batch's */
  readonly evaluation?: boolean;
  /** keep mask / (1 − rate) of a dropout layer, in its output's layout; without: identity */
  readonly dropout?: (layer: string, output: Tensor) => Float64Array | null;
}

/** images (n, h, w, c) real values, labels (n), weights in the snapshot layout of the engine contract */
export function referenceNetwork(
  network: ResolvedNetwork,
  weights: ArrayLike<number>,
  images: Tensor,
  labels: ArrayLike<number>,
  options: ReferenceOptions = {},
): ReferenceResult {
  const all = Float64Array.from(weights);
  const gradients = new Float64Array(all.length);
  const passes: { name: string; pass: Pass; offsets: number[] }[] = [];
  const outputs = new Map<string, Tensor>();
  const batchStatistics = new Map<string, { mean: Float64Array; variance: Float64Array }>();
  let offset = 0;
  let offsets: number[] = [];
  const take = (size: number) => {
    offsets.push(offset);
    offset += size;
    return all.subarray(offset - size, offset);
  };

  let x = images;
  const skips: Tensor[] = [];
  /** ∂L/∂(input of a block) through its shortcut, from the end that the backward pass comes through to its begin */
  const skipDeltas: Tensor[] = [];
  for (const layer of network.layers) {
    offsets = [];
    let pass: Pass;
    switch (layer.type) {
      case 'conv': {
        const kernel = take(layer.kernel[0] * layer.kernel[1] * x.c * layer.filters);
        pass = conv(x, layer, kernel, layer.bias ? take(layer.filters) : null);
        break;
      }
      case 'pool':
        pass = layer.kind === 'scaledAvg' ? pool(x, layer, take(x.c), take(x.c)) : pool(x, layer, null, null);
        break;
      case 'dense': {
        const matrix = take(x.c * layer.units);
        pass = dense(x, layer.units, matrix, layer.bias ? take(layer.units) : null);
        break;
      }
      case 'batchNorm': {
        const [gamma, beta, mean, variance] = [take(x.c), take(x.c), take(x.c), take(x.c)];
        const normalized = batchNorm(
          x,
          layer.epsilon,
          gamma,
          beta,
          options.evaluation ? { mean, variance } : null,
        );
        if (!options.evaluation) batchStatistics.set(layer.name, normalized);
        pass = normalized;
        break;
      }
      case 'activation':
        pass = activation(x, layer.activation);
        break;
      case 'dropout':
        pass = masked(x, options.dropout?.(layer.name, x) ?? null);
        break;
      case 'flatten':
        pass = reshaped(x);
        break;
      case 'residualBegin':
        skips.push(x);
        pass = { output: x, backward: (delta) => ({ input: add(delta, skipDeltas.pop()!), parameters: [] }) };
        break;
      case 'residualEnd': {
        const branch = projected(skips.pop()!, x, take);
        pass = {
          output: add(x, branch.output),
          backward(delta) {
            const { input, parameters } = branch.backward(delta);
            skipDeltas.push(input);
            return { input: delta, parameters };
          },
        };
        break;
      }
    }
    passes.push({ name: layer.name, pass, offsets });
    x = pass.output;
    outputs.set(layer.name, x);
  }
  if (offset !== all.length)
    throw new Error(`the network has ${offset} values in a snapshot, got ${all.length}`);

  const { loss, probabilities, delta } = head(network.head, x, labels);
  const deltas = new Map<string, Tensor>();
  let d = delta;
  for (const { name, pass, offsets: starts } of passes.reverse()) {
    deltas.set(name, d);
    const back = pass.backward(d);
    back.parameters.forEach((gradient, index) => {
      gradients.set(gradient, starts[index]!);
    });
    d = back.input;
  }
  return { loss, logits: x, probabilities, gradients, deltas, inputDelta: d, outputs, batchStatistics };
}

function add(a: Tensor, b: Tensor): Tensor {
  return tensor(
    a.n,
    a.h,
    a.w,
    a.c,
    a.data.map((value, index) => value + b.data[index]!),
  );
}

/** A residual block's input in the shape of its output `x`: as it is, or through a 1×1 convolution without bias. */
function projected(skip: Tensor, x: Tensor, take: (size: number) => Float64Array): Pass {
  if (skip.h === x.h && skip.w === x.w && skip.c === x.c) {
    return { output: skip, backward: (delta) => ({ input: delta, parameters: [] }) };
  }
  const stride = [Math.ceil(skip.h / x.h), Math.ceil(skip.w / x.w)] as const;
  const layer = { filters: x.c, kernel: [1, 1], stride, padding: 'valid' } as const;
  return conv(skip, layer, take(skip.c * x.c), null);
}

function masked(x: Tensor, mask: Float64Array | null): Pass {
  const apply = (t: Tensor) =>
    mask
      ? tensor(
          t.n,
          t.h,
          t.w,
          t.c,
          t.data.map((value, index) => value * mask[index]!),
        )
      : t;
  return { output: apply(x), backward: (delta) => ({ input: apply(delta), parameters: [] }) };
}

function reshaped(x: Tensor): Pass {
  return {
    output: tensor(x.n, 1, 1, x.h * x.w * x.c, x.data),
    backward: (delta) => ({ input: tensor(x.n, x.h, x.w, x.c, delta.data), parameters: [] }),
  };
}

/** Loss and ∂(mean loss)/∂logits: CE in nats, MSE mean over classes, BCE sum over classes, each mean over the batch. */
function head(kind: Head, logits: Tensor, labels: ArrayLike<number>) {
  const { n: batch, c: classes } = logits;
  const probabilities = new Float64Array(batch * classes);
  const delta = tensor(batch, 1, 1, classes);
  let loss = 0;
  for (let n = 0; n < batch; n++) {
    const z = Array.from(logits.data.subarray(n * classes, (n + 1) * classes));
    const y = z.map((_, c) => (c === labels[n] ? 1 : 0));
    const top = Math.max(...z);
    const total = z.reduce((sum, value) => sum + Math.exp(value - top), 0);
    const softmax = z.map((value) => Math.exp(value - top) / total);
    const sigmoid = z.map((value) => 1 / (1 + Math.exp(-value)));
    const p = kind.startsWith('softmax') ? softmax : kind.startsWith('sigmoid') ? sigmoid : z;
    const error = p.map((value, c) => value - y[c]!);
    let slope: number[];
    switch (kind) {
      case 'softmax+ce':
        loss += top + Math.log(total) - z[labels[n]!]!;
        slope = error;
        break;
      case 'sigmoid+bce':
        // −[y ln σ(z) + (1−y) ln(1−σ(z))] = max(z, 0) − z y + ln(1 + e^−|z|)
        loss += z.reduce((s, v, c) => s + Math.max(v, 0) - v * y[c]! + Math.log1p(Math.exp(-Math.abs(v))), 0);
        slope = error;
        break;
      case 'softmax+mse': {
        loss += error.reduce((sum, e) => sum + e * e, 0) / classes;
        const along = error.reduce((sum, e, c) => sum + e * p[c]!, 0);
        slope = error.map((e, c) => (2 / classes) * p[c]! * (e - along));
        break;
      }
      case 'sigmoid+mse':
        loss += error.reduce((sum, e) => sum + e * e, 0) / classes;
        slope = error.map((e, c) => (2 / classes) * e * p[c]! * (1 - p[c]!));
        break;
      case 'linear+mse':
        loss += error.reduce((sum, e) => sum + e * e, 0) / classes;
        slope = error.map((e) => (2 / classes) * e);
        break;
    }
    probabilities.set(p, n * classes);
    delta.data.set(
      slope.map((value) => value / batch),
      n * classes,
    );
  }
  return { loss: loss / batch, probabilities, delta };
}
