/** Greedy layer-wise pre-training of sigmoid networks as restricted Boltzmann machines (Hinton et al. 2006). */
import { ConfigError, show } from './errors.ts';
import type { ResolvedLayer } from './network.ts';

/** CD-1, layer by layer, before training; equations in docs/methodology.md. */
export interface RbmPretraining {
  readonly kind: 'rbm';
  /** passes over the training images, for each layer */
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly momentum: number;
  /** standard deviation of the normal distribution that weights are drawn from */
  readonly weightSd: number;
}

/** The hidden dense layers, bottom up: those that are pre-trained. */
export function pretrainedLayers(layers: readonly ResolvedLayer[]): string[] {
  return layers.slice(0, -1).flatMap((layer) => (layer.type === 'dense' ? [layer.name] : []));
}

/**
 * @throws ConfigError unless every hidden layer is dense with a sigmoid (dropout, which is off, may follow) and pixels are
 * probabilities
 */
export function checkPretraining(
  pretraining: RbmPretraining | null,
  layers: readonly ResolvedLayer[],
  standardize: boolean,
): void {
  if (pretraining === null) return;
  const wayOut =
    'use architecture "mlp" or "deep" with activation "sigmoid" and no batch norm, or leave pretraining out';
  const refuse = (got: string): never => {
    throw new ConfigError(
      'pretraining',
      `must be "none" unless all hidden layers are dense and sigmoid, got "rbm" with ${got}; ${wayOut}`,
      'pretraining',
    );
  };
  for (const [index, layer] of layers.entries()) {
    const next = layers[index + 1];
    const fits =
      layer.type === 'flatten' ||
      layer.type === 'dropout' ||
      (layer.type === 'activation' && layer.activation === 'sigmoid') ||
      (layer.type === 'dense' && (next === undefined || next.type === 'activation'));
    if (!fits) refuse(layer.type === 'activation' ? layer.activation : layer.name);
  }
  if (pretrainedLayers(layers).length === 0) refuse('no hidden layer');
  if (standardize) {
    throw new ConfigError(
      'standardize',
      `must be false where pretraining is "rbm" (its visible units are probabilities), got ${show(standardize)}; ` +
        'leave one of the two out',
      'standardize',
    );
  }
}
