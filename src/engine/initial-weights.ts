/** Weights before the first step, the same bits for every engine. */
import type { ResolvedInitializer } from '../config/initializer.ts';
import type { ResolvedNetwork } from '../config/network.ts';
import { fillNormal, fillTruncatedNormal, fillUniform, streamKey } from '../random/index.ts';
import type { ParameterInfo } from './contract.ts';
import { parameterLayout, snapshotSizeOf } from './parameters.ts';

/** Fan-in and fan-out of a weights tensor: of a conv layer k² · channels. */
function fansOf(shape: readonly number[]): [fanIn: number, fanOut: number] {
  const window = shape.slice(0, -2).reduce((product, n) => product * n, 1);
  return [window * shape.at(-2)!, window * shape.at(-1)!];
}

/**
 * Glorot & Bengio (2010), He et al. (2015), LeCun et al. (1998): uniform with limit √(3 · variance), or normal.
 * Element i of a tensor is element i of the stream `init/<layer>`; float64, scaled, then rounded to float32.
 */
function draw(parameter: ParameterInfo, initializer: ResolvedInitializer, seed: number): Float64Array {
  const [fanIn, fanOut] = fansOf(parameter.shape);
  const out = new Float64Array(parameter.size);
  const key = streamKey(seed, `init/${parameter.layer}`);
  const uniform = (variance: number) =>
    fillUniform(out, key, -Math.sqrt(3 * variance), Math.sqrt(3 * variance));
  const normal = (variance: number) => fillNormal(out, key, 0, Math.sqrt(variance));
  switch (initializer.kind) {
    case 'glorotUniform':
      return uniform(2 / (fanIn + fanOut));
    case 'glorotNormal':
      return normal(2 / (fanIn + fanOut));
    case 'heUniform':
      return uniform(2 / fanIn);
    case 'heNormal':
      return normal(2 / fanIn);
    case 'lecunUniform':
      return uniform(1 / fanIn);
    case 'lecunNormal':
      return normal(1 / fanIn);
    case 'truncatedNormal':
      return fillTruncatedNormal(out, key, 0, initializer.sd);
    default:
      return initializer.kind satisfies never;
  }
}

/**
 * A whole snapshot: drawn weights; biases, beta and running means 0; gamma, scale and running variances 1.
 * @throws ConfigError where a layer cannot take its input; RangeError for a seed that is no integer in 0 .. 2^53 − 1
 */
export function initialWeights(
  network: ResolvedNetwork,
  initializer: ResolvedInitializer,
  seed: number,
): Float32Array {
  const parameters = parameterLayout(network);
  const snapshot = new Float32Array(snapshotSizeOf(parameters));
  for (const parameter of parameters) {
    const end = parameter.offset + parameter.size;
    switch (parameter.name) {
      case 'weights': {
        const values = draw(parameter, initializer, seed);
        for (let i = 0; i < values.length; i++)
          snapshot[parameter.offset + i] = values[i]! * initializer.scale;
        break;
      }
      case 'gamma':
      case 'scale':
      case 'runningVariance':
        snapshot.fill(1, parameter.offset, end);
        break;
      case 'bias':
      case 'beta':
      case 'runningMean':
        break;
      default:
        parameter.name satisfies never;
    }
  }
  return snapshot;
}
