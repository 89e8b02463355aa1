/** Shapes, parameter counts and multiply-adds of a network, layer by layer. */
import { ConfigError } from './errors.ts';
import type { Padding, Pair, ResolvedLayer, ResolvedNetwork } from './network.ts';

export interface LayerDescription {
  readonly name: string;
  readonly type: ResolvedLayer['type'];
  /** (height, width, channels), or (units) after flatten; without the batch */
  readonly outputShape: readonly number[];
  /** trained values (batch norm's running statistics are not trained) */
  readonly parameters: number;
  /** of one image's forward pass, dense count: padding pixels are counted too */
  readonly multiplyAdds: number;
  /** of the end of a residual block: the shortcut's projection, null where it adds its input as it is */
  readonly projection?: Projection | null;
}

/** A 1×1 convolution without bias; of a flat input (units) a dense layer without bias, stride [1, 1]. */
export interface Projection {
  readonly inputShape: readonly number[];
  readonly stride: Pair;
}

export interface NetworkDescription {
  readonly layers: readonly LayerDescription[];
  readonly parameters: number;
  readonly multiplyAdds: number;
}

/**
 * @throws ConfigError where a layer cannot take its input: a window larger than the image under valid padding, a dense
 * layer before flatten, a last layer that is not dense with `classes` units, …
 */
export function describeNetwork(network: ResolvedNetwork): NetworkDescription {
  let shape: readonly number[] = [network.input.height, network.input.width, network.input.channels];
  const blocks: { readonly input: readonly number[]; readonly index: number }[] = [];
  const layers = network.layers.map((layer, index) => {
    const path = `layers[${index}]`;
    if (layer.type === 'residualEnd') {
      const begin = blocks.pop();
      if (begin === undefined || begin.index === index - 1) {
        const got = begin === undefined ? 'no begin' : 'an empty block';
        throw new ConfigError(
          path,
          `("${layer.name}") must end a residual block with layers in it, got ${got}`,
          'layers',
        );
      }
      return describeResidual(layer, begin.input, shape, path);
    }
    if (layer.type === 'residualBegin') blocks.push({ input: shape, index });
    const described = describeLayer(layer, shape, path);
    shape = described.outputShape;
    return described;
  });
  const open = blocks.at(-1);
  if (open !== undefined) {
    const { name } = network.layers[open.index]!;
    throw new ConfigError(
      `layers[${open.index}]`,
      `("${name}") begins a residual block that must end, got no end of it; add a residualEnd`,
      'layers',
    );
  }
  checkLast(network);
  return {
    layers,
    parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0),
    multiplyAdds: layers.reduce((sum, layer) => sum + layer.multiplyAdds, 0),
  };
}

/** Output length of a window along one dimension, as TensorFlow: same ceil(n / s), valid floor((n − k) / s) + 1. */
export function windowOutput(size: number, kernel: number, stride: number, padding: Padding): number {
  return padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - kernel) / stride) + 1;
}

/** @throws ConfigError where no 1×1 projection takes the block's input to the shape of its output */
function describeResidual(
  { name, type }: Extract<ResolvedLayer, { type: 'residualEnd' }>,
  input: readonly number[],
  output: readonly number[],
  path: string,
): LayerDescription {
  const same = input.length === output.length && input.every((size, i) => size === output[i]);
  if (same) {
    return { name, type, outputShape: output, parameters: 0, multiplyAdds: 0, projection: null };
  }
  const stride: Pair =
    input.length === 3 && output.length === 3
      ? [Math.ceil(input[0]! / output[0]!), Math.ceil(input[1]! / output[1]!)]
      : [1, 1];
  const fits =
    input.length === output.length &&
    (input.length === 1 ||
      stride.every((step, axis) => windowOutput(input[axis]!, 1, step, 'same') === output[axis]));
  if (!fits) {
    throw new ConfigError(
      path,
      `("${name}") must have a block whose output a 1×1 convolution with a stride can reach from ${shapeText(input)}, ` +
        `got ${shapeText(output)}; use padding "same" inside of the block, and move flatten out of it`,
      'layers',
    );
  }
  const weights = input.at(-1)! * output.at(-1)!;
  const pixels = output.slice(0, -1).reduce((product, size) => product * size, 1);
  return {
    name,
    type,
    outputShape: output,
    parameters: weights,
    multiplyAdds: pixels * weights,
    projection: { inputShape: input, stride },
  };
}

function describeLayer(
  layer: Exclude<ResolvedLayer, { type: 'residualEnd' }>,
  input: readonly number[],
  path: string,
): LayerDescription {
  const described = (outputShape: readonly number[], parameters = 0, multiplyAdds = 0): LayerDescription => ({
    name: layer.name,
    type: layer.type,
    outputShape,
    parameters,
    multiplyAdds,
  });
  const channels = input.at(-1)!;
  switch (layer.type) {
    case 'conv': {
      const [height, width] = slide(layer.kernel, layer.stride, layer.padding, input, layer, path);
      const weights = layer.kernel[0] * layer.kernel[1] * channels * layer.filters;
      const parameters = weights + (layer.bias ? layer.filters : 0);
      return described([height, width, layer.filters], parameters, height * width * weights);
    }
    case 'pool': {
      const [height, width] = slide(layer.size, layer.stride, layer.padding, input, layer, path);
      return described([height, width, channels], layer.kind === 'scaledAvg' ? 2 * channels : 0);
    }
    case 'dense': {
      if (input.length !== 1) {
        throw new ConfigError(
          path,
          `("${layer.name}") is dense and needs a flat input, got ${shapeText(input)}; put a flatten layer before it`,
          'layers',
        );
      }
      const weights = channels * layer.units;
      return described([layer.units], weights + (layer.bias ? layer.units : 0), weights);
    }
    case 'flatten':
      return described([input.reduce((product, size) => product * size, 1)]);
    case 'batchNorm':
      return described(input, 2 * channels);
    case 'activation':
    case 'dropout':
    case 'residualBegin':
      return described(input);
    default:
      return layer satisfies never;
  }
}

function slide(
  kernel: Pair,
  stride: Pair,
  padding: Padding,
  input: readonly number[],
  layer: ResolvedLayer,
  path: string,
): [number, number] {
  const [height, width] = input;
  if (input.length !== 3) {
    throw new ConfigError(
      path,
      `("${layer.name}") is a ${layer.type} layer and needs an image, got ${shapeText(input)}; move it before flatten`,
      'layers',
    );
  }
  if (padding === 'valid' && (kernel[0] > height! || kernel[1] > width!)) {
    throw new ConfigError(
      path,
      `("${layer.name}") must have a window of at most ${height}×${width} under valid padding, got ` +
        `${kernel[0]}×${kernel[1]}; make it smaller, use padding "same", or pool less before it`,
      layer.type === 'conv' ? 'kernel' : 'layers',
    );
  }
  return [
    windowOutput(height!, kernel[0], stride[0], padding),
    windowOutput(width!, kernel[1], stride[1], padding),
  ];
}

function checkLast(network: ResolvedNetwork): void {
  const last = network.layers.at(-1);
  if (last?.type === 'dense' && last.units === network.classes) return;
  const got =
    last === undefined ? 'no layer' : last.type === 'dense' ? `dense with ${last.units}` : last.type;
  throw new ConfigError(
    network.layers.length === 0 ? 'layers' : `layers[${network.layers.length - 1}]`,
    `must be dense with ${network.classes} units, one a class (the last layer gives the logits), got ${got}; ` +
      'end with { type: "dense", units: "classes" }',
    'layers',
  );
}

function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `${shape[0]} values` : `an image of ${shape.join('×')}`;
}
