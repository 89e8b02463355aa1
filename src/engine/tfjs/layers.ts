/** The layers of a network as layers and operations of TensorFlow.js. */
import * as tf from '@tensorflow/tfjs';
import { describeNetwork, type Projection } from '../../config/describe-network.ts';
import type { ResolvedLayer, ResolvedNetwork } from '../../config/network.ts';
import { streamKey } from '../../random/index.ts';
import { ACTIVATION } from './activations.ts';
import { averagePool } from './average-pool.ts';
import { dropoutMask } from './dropout.ts';

/** `training`: dropout, batch statistics; `probing`: batch statistics; `inference`: running statistics. */
export interface Pass {
  readonly mode: 'training' | 'inference' | 'probing';
  /** steps taken before this one, for the dropout masks */
  readonly step: number;
}

/** One layer, with its parameters in snapshot order. */
export interface Stage {
  readonly layer: ResolvedLayer;
  readonly variables: readonly tf.Variable[];
  /**
   * A batch norm moves its running statistics unless the mode is `inference`.
   * @param skip input of the residual block, for the stage that ends it
   */
  forward(x: tf.Tensor, pass: Pass, skip?: tf.Tensor): tf.Tensor;
}

/** @throws ConfigError where a layer cannot take its input */
export function createStages(network: ResolvedNetwork, seed: number): Stage[] {
  const { layers } = describeNetwork(network);
  const { height, width, channels } = network.input;
  return network.layers.map((layer, i) => {
    const input = i === 0 ? [height, width, channels] : layers[i - 1]!.outputShape;
    if (layer.type === 'residualEnd')
      return createShortcut(layer, layers[i]!.outputShape, layers[i]!.projection ?? null);
    return createStage(layer, input, seed);
  });
}

/** The logits' way through all stages; `after` each of them may replace its output. */
export function throughStages(
  stages: readonly Stage[],
  images: tf.Tensor,
  pass: Pass,
  after: (index: number, output: tf.Tensor) => tf.Tensor = (_, output) => output,
): tf.Tensor {
  const skips: tf.Tensor[] = [];
  return stages.reduce((x, stage, index) => {
    const skip = stage.layer.type === 'residualEnd' ? skips.pop() : undefined;
    const output = after(index, stage.forward(x, pass, skip));
    if (stage.layer.type === 'residualBegin') skips.push(output);
    return output;
  }, images);
}

/** Adds the block's input, projected where the shapes differ. */
function createShortcut(
  layer: ResolvedLayer,
  output: readonly number[],
  projection: Projection | null,
): Stage {
  if (projection === null) return { layer, variables: [], forward: (x, _, skip) => tf.add(x, skip!) };
  const { inputShape, stride } = projection;
  const units = output.at(-1)!;
  const library =
    inputShape.length === 1
      ? tf.layers.dense({ units, useBias: false, kernelInitializer: 'zeros' })
      : tf.layers.conv2d({
          filters: units,
          kernelSize: 1,
          strides: [...stride],
          padding: 'valid',
          useBias: false,
          kernelInitializer: 'zeros',
        });
  const { variables, forward } = fromLibrary(layer, inputShape, library);
  return { layer, variables, forward: (x, pass, skip) => tf.add(x, forward(skip!, pass)) };
}

/** @param input shape of one sample */
function createStage(
  layer: Exclude<ResolvedLayer, { type: 'residualEnd' }>,
  input: readonly number[],
  seed: number,
): Stage {
  switch (layer.type) {
    case 'conv':
      return fromLibrary(
        layer,
        input,
        tf.layers.conv2d({
          filters: layer.filters,
          kernelSize: [...layer.kernel],
          strides: [...layer.stride],
          padding: layer.padding,
          useBias: layer.bias,
          // drawn elsewhere, from the streams that all engines share
          kernelInitializer: 'zeros',
        }),
      );
    case 'dense':
      return fromLibrary(
        layer,
        input,
        tf.layers.dense({ units: layer.units, useBias: layer.bias, kernelInitializer: 'zeros' }),
      );
    case 'batchNorm':
      return fromLibrary(
        layer,
        input,
        tf.layers.batchNormalization({ epsilon: layer.epsilon, momentum: layer.momentum }),
      );
    case 'flatten':
      return { layer, variables: [], forward: (x) => tf.reshape(x, [x.shape[0]!, -1]) };
    case 'residualBegin':
      return { layer, variables: [], forward: (x) => x };
    case 'pool':
      return createPool(layer, input);
    case 'activation':
      return { layer, variables: [], forward: ACTIVATION[layer.activation] };
    case 'dropout': {
      const key = streamKey(seed, `dropout/${layer.name}`);
      return {
        layer,
        variables: [],
        forward: (x, { mode, step }) =>
          mode === 'training' && layer.rate > 0 ? tf.mul(x, dropoutMask(x.shape, layer.rate, key, step)) : x,
      };
    }
    default:
      return layer satisfies never;
  }
}

type LibraryLayer = Pick<ReturnType<typeof tf.layers.dense>, 'build' | 'getWeights' | 'apply'>;

function fromLibrary(layer: ResolvedLayer, input: readonly number[], library: LibraryLayer): Stage {
  library.build([null, ...input]);
  return {
    layer,
    // a layer's weights are variables, which only the types do not say
    variables: library.getWeights() as tf.Variable[],
    forward: (x, { mode }) => library.apply(x, { training: mode !== 'inference' }) as tf.Tensor,
  };
}

function createPool(layer: Extract<ResolvedLayer, { type: 'pool' }>, input: readonly number[]): Stage {
  const [height, width, channels] = input as [number, number, number];
  switch (layer.kind) {
    case 'max':
      return fromLibrary(
        layer,
        input,
        tf.layers.maxPooling2d({
          poolSize: [...layer.size],
          strides: [...layer.stride],
          padding: layer.padding,
        }),
      );
    case 'avg': {
      const average = averagePool(layer, height, width);
      return { layer, variables: [], forward: (x) => average(x as tf.Tensor4D) };
    }
    case 'scaledAvg': {
      const average = averagePool(layer, height, width);
      const [scale, bias] = tf.tidy(() => [
        tf.variable(tf.ones([channels])),
        tf.variable(tf.zeros([channels])),
      ]);
      return {
        layer,
        variables: [scale!, bias!],
        forward: (x) => tf.add(tf.mul(average(x as tf.Tensor4D), scale!), bias!),
      };
    }
    default:
      return layer.kind satisfies never;
  }
}
