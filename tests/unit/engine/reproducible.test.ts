import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResolvedNetwork } from '../../../src/config/network.ts';
import type { ResolvedOptimizer } from '../../../src/config/optimizer.ts';
import type { Engine, ResolvedTraining } from '../../../src/engine/index.ts';
import { openNativeEngine } from '../../../src/engine/native/addon.ts';
import { mixedWeights, networks, sgd, smallData } from '../../support/small-networks.ts';

function openIfThere(isa: string): Engine | null {
  try {
    return openNativeEngine(isa);
  } catch {
    return null;
  }
}

const avx512 = openIfThere('avx512');
const avx2 = openIfThere('avx2');
const bothWidths = avx512 !== null && avx2 !== null;
if (!bothWidths) console.warn('AVX-512 against AVX2 is not compared: this processor does not have both');

const optimizers: ResolvedOptimizer[] = [
  { name: 'sgd' },
  { name: 'nesterov', momentum: 0.9 },
  { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, epsilonForm: 'plain' },
  { name: 'nadam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, scheduleDecay: 0.004 },
  { name: 'adadelta', rho: 0.95, epsilon: 1e-7 },
  { name: 'lion', beta1: 0.9, beta2: 0.99 },
];

/** Everything that a training gives, on one engine. */
async function results(engine: Engine, network: ResolvedNetwork, training: ResolvedTraining, count: number) {
  const data = smallData(network, count);
  const dataset = engine.load(data.images, data.labels, network.input);
  const model = engine.build(network, training, 11);
  model.restore(mixedWeights(model.snapshot()));
  const order = Uint32Array.from({ length: 2 * count }, (_, i) => (i * 7) % count);
  const steps = Math.ceil(order.length / training.batchSize);
  const trained = await model.train(dataset, order, new Float32Array(steps).fill(0.02));
  const evaluation = await model.evaluate(dataset);
  const outputs = await model.predict(dataset, order.subarray(0, 9));
  const probe = await model.probe(dataset, order.subarray(0, 21));
  const weights = model.snapshot();
  model.close();
  dataset.close();
  return { trained, evaluation, outputs, probe, weights };
}

describe('the native engine gives the same bits', () => {
  it.runIf(bothWidths)('on AVX-512 and AVX2, for generated networks', async () => {
    await fc.assert(
      fc.asyncProperty(
        networks,
        fc.integer({ min: 2, max: 40 }),
        fc.constantFrom(...optimizers),
        fc.constantFrom(null, 0.5),
        async (network, batchSize, optimizer, clipNorm) => {
          const weightDecay = { mode: 'l2', lambda: 0.001, includeBiases: false } as const;
          const training: ResolvedTraining = { ...sgd, batchSize, optimizer, clipNorm, weightDecay };
          const wide = await results(avx512!, network, training, 45);
          const narrow = await results(avx2!, network, training, 45);
          expect(narrow).toEqual(wide);
        },
      ),
      { seed: 30, numRuns: 120 },
    );
  });

  it('each time', async () => {
    const engine = openNativeEngine();
    await fc.assert(
      fc.asyncProperty(networks, async (network) => {
        const training: ResolvedTraining = { ...sgd, batchSize: 17, optimizer: optimizers[2]! };
        expect(await results(engine, network, training, 40)).toEqual(
          await results(engine, network, training, 40),
        );
      }),
      { seed: 31, numRuns: 30 },
    );
  });

  it('for models that train at the same time', async () => {
    const engine = openNativeEngine();
    const [network] = fc.sample(networks, { seed: 32, numRuns: 1 });
    const training: ResolvedTraining = { ...sgd, batchSize: 8, optimizer: optimizers[1]! };
    const alone = await results(engine, network!, training, 40);
    const together = await Promise.all([1, 2, 3, 4].map(() => results(engine, network!, training, 40)));
    for (const each of together) expect(each).toEqual(alone);
  });
});

describe('the portable instruction set', () => {
  it('gives the same numbers to float32 tolerance', async () => {
    const portable = openIfThere('portable');
    if (!portable) return console.warn('the portable path is not part of the build on this architecture');
    expect(portable.info.numerics).toBe('nofma-1');
    const engine = openNativeEngine();
    await fc.assert(
      fc.asyncProperty(networks, async (network) => {
        const data = smallData(network, 20);
        const all = Uint32Array.from({ length: 20 }, (_, i) => i);
        const probes = await Promise.all(
          [portable, engine].map(async (each) => {
            const dataset = each.load(data.images, data.labels, network.input);
            const model = each.build(network, sgd, 1);
            const probe = await model.probe(dataset, all);
            model.close();
            dataset.close();
            return probe;
          }),
        );
        expect(probes[0]!.loss).toBeCloseTo(probes[1]!.loss, 4);
      }),
      { seed: 33, numRuns: 30 },
    );
  });
});
