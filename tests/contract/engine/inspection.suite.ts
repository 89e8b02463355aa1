import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResolvedNetwork } from '../../../src/config/network.ts';
import type { Engine, Model } from '../../../src/engine/index.ts';
import { named } from '../../support/each-named.ts';
import { referenceNetwork } from '../../support/reference-network.ts';
import { mixedWeights, networks, pick, relativeError, sgd, smallData } from '../../support/small-networks.ts';
import { NETWORKS } from './combinations.ts';

const TOLERANCE = 5e-5;
// two groups of lanes and a part of a third, an image twice
const INDICES = Uint32Array.from({ length: 35 }, (_, i) => (i * 11) % 34);

/** What `look` gives of a model with mixed weights, beside the reference in evaluation mode. */
async function inspect<T>(
  engine: Engine,
  network: ResolvedNetwork,
  look: (model: Model, data: ReturnType<Engine['load']>) => Promise<T>,
) {
  const data = smallData(network, 34);
  const dataset = engine.load(data.images, data.labels, network.input);
  const model = engine.build(network, sgd, 3);
  const weights = mixedWeights(model.snapshot());
  model.restore(weights);
  try {
    const got = await look(model, dataset);
    expect(model.snapshot(), 'looking changes nothing').toEqual(weights);
    const { pixels, labels } = pick(data, INDICES);
    return { got, expected: referenceNetwork(network, weights, pixels, labels, { evaluation: true }) };
  } finally {
    model.close();
    dataset.close();
  }
}

/** Input gradients and activations: what FGSM and linear probes need. */
export function inspectionSuite(engine: Engine): void {
  const compareGradient = async (network: ResolvedNetwork) => {
    const { got, expected } = await inspect(engine, network, (model, data) =>
      model.inputGradient(data, INDICES),
    );
    expect(got.length).toBe(expected.inputDelta.data.length);
    expect(relativeError(got, expected.inputDelta.data)).toBeLessThan(TOLERANCE);
  };

  const compareActivations = async (network: ResolvedNetwork) => {
    const names = network.layers.map(({ name }) => name);
    const { got, expected } = await inspect(engine, network, async (model, data) => {
      const all = new Map<string, Float32Array>();
      for (const name of names) all.set(name, await model.activations(data, INDICES, name));
      return all;
    });
    for (const name of names) {
      const reference = expected.outputs.get(name)!.data;
      expect(got.get(name)!.length, name).toBe(reference.length);
      expect(relativeError(got.get(name)!, reference), name).toBeLessThan(TOLERANCE);
    }
  };

  describe('the gradient at the input', () => {
    it.each(named(NETWORKS))('of %s agrees with the float64 network', (_, { network }) =>
      compareGradient(network),
    );

    it('agrees with the float64 network for generated networks', () =>
      fc.assert(fc.asyncProperty(networks, compareGradient), { seed: 50, numRuns: 30 }));
  });

  describe('activations of every layer', () => {
    it.each(named(NETWORKS))('of %s agree with the float64 network', (_, { network }) =>
      compareActivations(network),
    );

    it('agree with the float64 network for generated networks', () =>
      fc.assert(fc.asyncProperty(networks, compareActivations), { seed: 51, numRuns: 20 }));

    it('names the layers there are where one is unknown', async () => {
      const network = NETWORKS[0]!.network;
      const names = network.layers.map(({ name }) => name).join(', ');
      await expect(
        inspect(engine, network, (model, data) => model.activations(data, INDICES, 'conv99')),
      ).rejects.toThrow(`layer must be one of ${names}, got "conv99"`);
    });
  });
}
