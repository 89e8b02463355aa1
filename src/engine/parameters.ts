/** The snapshot layout that all engines share, derived from the network alone. */
import { describeNetwork } from '../config/describe-network.ts';
import type { ResolvedNetwork } from '../config/network.ts';
import type { ParameterInfo } from './contract.ts';

/**
 * Parameter tensors in snapshot order: layer by layer; weights before bias, gamma, beta, runningMean, runningVariance,
 * scale before bias.
 * @throws ConfigError where a layer cannot take its input
 */
export function parameterLayout(network: ResolvedNetwork): ParameterInfo[] {
  const described = describeNetwork(network);
  const parameters: ParameterInfo[] = [];
  let offset = 0;
  const add = (layer: string, name: ParameterInfo['name'], shape: readonly number[], trainable = true) => {
    const size = shape.reduce((product, n) => product * n, 1);
    parameters.push({ layer, name, shape, offset, size, trainable });
    offset += size;
  };
  network.layers.forEach((layer, i) => {
    const input = i === 0 ? network.input.channels : described.layers[i - 1]!.outputShape.at(-1)!;
    switch (layer.type) {
      case 'conv':
        add(layer.name, 'weights', [...layer.kernel, input, layer.filters]);
        if (layer.bias) add(layer.name, 'bias', [layer.filters]);
        break;
      case 'dense':
        add(layer.name, 'weights', [input, layer.units]);
        if (layer.bias) add(layer.name, 'bias', [layer.units]);
        break;
      case 'batchNorm':
        add(layer.name, 'gamma', [input]);
        add(layer.name, 'beta', [input]);
        add(layer.name, 'runningMean', [input], false);
        add(layer.name, 'runningVariance', [input], false);
        break;
      case 'pool':
        if (layer.kind === 'scaledAvg') {
          add(layer.name, 'scale', [input]);
          add(layer.name, 'bias', [input]);
        }
        break;
      case 'residualEnd': {
        const { projection } = described.layers[i]!;
        if (!projection) break;
        // an image's, (1, 1, in, out); of values (in, out)
        const window = projection.inputShape.length === 3 ? [1, 1] : [];
        add(layer.name, 'weights', [...window, projection.inputShape.at(-1)!, input]);
        break;
      }
      case 'activation':
      case 'dropout':
      case 'flatten':
      case 'residualBegin':
        break;
      default:
        layer satisfies never;
    }
  });
  return parameters;
}

/** float32 values in a snapshot of these parameters */
export function snapshotSizeOf(parameters: readonly ParameterInfo[]): number {
  const last = parameters.at(-1);
  return last ? last.offset + last.size : 0;
}
