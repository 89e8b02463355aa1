/** Telemetry of one batch: what passes through the layers, forwards and backwards. */
import * as tf from '@tensorflow/tfjs';
import { describeNetwork } from '../../config/describe-network.ts';
import type { Activation, ResolvedLayer, ResolvedNetwork } from '../../config/network.ts';
import type { LayerSignals } from '../contract.ts';

type Watched = { readonly activation: Activation; readonly output: Float32Array; readonly units: number };

/** Taps into the layers that hold weights, by their place in the network. */
export class Taps {
  readonly #layers: readonly ResolvedLayer[];
  /** layer whose output's gradient is the signal, to the layer with weights */
  readonly #signals = new Map<number, string>();
  /** activation that follows, to the layer with weights */
  readonly #activations = new Map<number, string>();
  readonly #variables = new Map<string, tf.Variable>();
  readonly #watched = new Map<string, Watched>();

  /** For one batch of `samples`. */
  constructor(network: ResolvedNetwork, samples: number) {
    const { layers } = network;
    const shapes = describeNetwork(network).layers.map(({ outputShape }) => outputShape);
    this.#layers = layers;
    const weighted = (layer: ResolvedLayer | undefined) => layer?.type === 'conv' || layer?.type === 'dense';
    layers.forEach((layer, i) => {
      if (!weighted(layer)) return;
      const at = layers[i + 1]?.type === 'batchNorm' ? i + 1 : i;
      this.#signals.set(at, layer.name);
      this.#variables.set(
        layer.name,
        tf.tidy(() => tf.variable(tf.zeros([samples, ...shapes[at]!]))),
      );
      for (let next = i + 1; next < layers.length && !weighted(layers[next]); next++) {
        if (layers[next]!.type !== 'activation') continue;
        this.#activations.set(next, layer.name);
        break;
      }
    });
  }

  /** Adds a zero whose gradient is the signal, and keeps the values of activations. */
  through(index: number, output: tf.Tensor): tf.Tensor {
    const watching = this.#activations.get(index);
    const layer = this.#layers[index]!;
    if (watching !== undefined && layer.type === 'activation') {
      const units = output.size / output.shape[0]!;
      this.#watched.set(watching, {
        activation: layer.activation,
        output: output.dataSync<'float32'>(),
        units,
      });
    }
    const signal = this.#signals.get(index);
    return signal === undefined ? output : tf.add(output, this.#variables.get(signal)!);
  }

  /** To be differentiated by, with the parameters. */
  get variables(): tf.Variable[] {
    return [...this.#variables.values()];
  }

  /** @param gradients by the names of `variables` */
  signals(gradients: tf.NamedTensorMap): LayerSignals[] {
    return [...this.#variables].map(([layer, tap]) => {
      const deltas = gradients[tap.name]!.dataSync<'float32'>();
      const signalRms = Math.sqrt(deltas.reduce((sum, d) => sum + d * d, 0) / deltas.length);
      const watched = this.#watched.get(layer);
      if (watched === undefined) {
        return {
          layer,
          signalRms,
          activationMean: null,
          activationSd: null,
          deadFraction: null,
          saturatedFraction: null,
        };
      }
      return { layer, signalRms, ...activationSignals(watched) };
    });
  }

  dispose(): void {
    tf.dispose([...this.#variables.values()]);
  }
}

function activationSignals({
  activation,
  output,
  units,
}: Watched): Omit<LayerSignals, 'layer' | 'signalRms'> {
  const mean = output.reduce((sum, y) => sum + y, 0) / output.length;
  // around the mean, so that the variance does not cancel
  const variance = output.reduce((sum, y) => sum + (y - mean) ** 2, 0) / output.length;
  const saturated = SATURATED[activation];
  return {
    activationMean: mean,
    activationSd: Math.sqrt(variance),
    deadFraction: activation === 'relu' ? deadFraction(output, units) : null,
    saturatedFraction:
      saturated === undefined
        ? null
        : output.reduce((count, y) => count + (saturated(y) ? 1 : 0), 0) / output.length,
  };
}

const SATURATED: { readonly [A in Activation]?: (y: number) => boolean } = {
  sigmoid: (y) => y < 0.01 || y > 0.99,
  tanh: (y) => Math.abs(y) > 0.99,
  scaledTanh: (y) => Math.abs(y / 1.7159) > 0.99,
};

/** Units (the last dimensions of (samples, units)) that are zero on every sample. */
function deadFraction(output: Float32Array, units: number): number {
  let dead = 0;
  for (let u = 0; u < units; u++) {
    let zero = true;
    for (let i = u; i < output.length && zero; i += units) zero = output[i] === 0;
    if (zero) dead += 1;
  }
  return dead / units;
}
