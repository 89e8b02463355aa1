import { describe, expect, it } from 'vitest';
import type { ResolvedLayer, ResolvedNetwork } from '../../../src/config/network.ts';
import type { Engine, Model, RbmTraining } from '../../../src/engine/index.ts';
import { named } from '../../support/each-named.ts';
import { referenceNetwork } from '../../support/reference-network.ts';
import { referenceRbm } from '../../support/reference-rbm.ts';
import { mixedWeights, pick, relativeError, sgd, smallData } from '../../support/small-networks.ts';

const SEED = 7;

function network(first: number, second: number): ResolvedNetwork {
  const hidden = (n: number, units: number): ResolvedLayer[] => [
    { type: 'dense', name: `dense${n}`, units, bias: true },
    { type: 'activation', name: `act${n}`, activation: 'sigmoid' },
  ];
  return {
    input: { height: 5, width: 4, channels: 1 },
    classes: 3,
    head: 'softmax+ce',
    layers: [
      { type: 'flatten', name: 'flatten' },
      ...hidden(1, first),
      { type: 'dropout', name: 'dropout', rate: 0.5 },
      ...hidden(2, second),
      { type: 'dense', name: 'logits', units: 3, bias: true },
    ],
  };
}

/** Order with repeats; its last batch is smaller. */
const order = (count: number) => Uint32Array.from({ length: count }, (_, i) => (i * 13) % 40);

interface Trained {
  readonly before: Float32Array;
  readonly after: Float32Array;
  readonly errors: Float32Array;
  readonly model: Model;
}

async function pretrained<T>(
  engine: Engine,
  net: ResolvedNetwork,
  rbm: RbmTraining,
  indices: Uint32Array,
  look: (trained: Trained) => T,
): Promise<T> {
  const data = smallData(net, 40);
  const dataset = engine.load(data.images, data.labels, net.input);
  const model = engine.build(net, { ...sgd, batchSize: 8 }, SEED);
  try {
    model.restore(mixedWeights(model.snapshot()));
    const before = model.snapshot();
    const errors = await model.pretrain(dataset, indices, rbm);
    return look({ before, after: model.snapshot(), errors, model });
  } finally {
    model.close();
    dataset.close();
  }
}

function tensorOf({ model }: Trained, weights: Float32Array, layer: string, name: string): Float32Array {
  const { offset, size } = model.parameters.find((p) => p.layer === layer && p.name === name)!;
  return weights.subarray(offset, offset + size);
}

const CASES = [
  { name: 'the first layer, whole and partial groups', layer: 'dense1', first: 17, second: 6, batchSize: 20 },
  { name: 'the first layer, one image a batch', layer: 'dense1', first: 3, second: 6, batchSize: 1 },
  { name: 'the second layer, on probabilities', layer: 'dense2', first: 9, second: 21, batchSize: 35 },
  { name: 'a batch larger than that of the model', layer: 'dense2', first: 16, second: 32, batchSize: 100 },
];

/** Contrastive divergence against the equations in float64. */
export function pretrainingSuite(engine: Engine): void {
  describe('pre-training as a restricted Boltzmann machine', () => {
    it.each(named(CASES))('agrees with the equations: %s', async (_, { layer, first, second, batchSize }) => {
      const net = network(first, second);
      const indices = order(3 * batchSize + 2);
      const rbm = { layer, batchSize, learningRate: 0.3, momentum: 0.5 };
      await pretrained(engine, net, rbm, indices, (trained) => {
        const { before, after, errors } = trained;
        const { pixels, labels } = pick(smallData(net, 40), indices);
        const outputs = referenceNetwork(net, before, pixels, labels, { evaluation: true }).outputs;
        const visible = outputs.get(layer === 'dense1' ? 'flatten' : 'dropout')!;
        const rows = labels.map((_label, n) => [
          ...visible.data.subarray(n * visible.c, (n + 1) * visible.c),
        ]);
        const expected = referenceRbm(
          rows,
          {
            weights: tensorOf(trained, before, layer, 'weights'),
            hiddenBias: tensorOf(trained, before, layer, 'bias'),
          },
          rbm,
          { seed: SEED, name: `rbm/${layer}` },
        );
        expect(errors.length).toBe(Math.ceil(indices.length / batchSize));
        expect(relativeError(errors, expected.errors)).toBeLessThan(1e-5);
        const weights = tensorOf(trained, after, layer, 'weights');
        expect(relativeError(weights, expected.weights)).toBeLessThan(1e-5);
        expect(relativeError(tensorOf(trained, after, layer, 'bias'), expected.hiddenBias)).toBeLessThan(
          1e-5,
        );
        // and moved at all
        expect(relativeError(weights, tensorOf(trained, before, layer, 'weights'))).toBeGreaterThan(1e-3);
      });
    });

    it('leaves every other layer as it is, and repeats bit for bit', async () => {
      const rbm = { layer: 'dense1', batchSize: 10, learningRate: 0.1, momentum: 0.5 };
      const run = () =>
        pretrained(engine, network(9, 5), rbm, order(40), ({ before, after, errors, model }) => {
          for (const { layer, offset, size } of model.parameters) {
            if (layer === 'dense1') continue;
            expect(after.subarray(offset, offset + size)).toEqual(before.subarray(offset, offset + size));
          }
          return { after, errors };
        });
      expect(await run()).toEqual(await run());
    });

    it('reconstructs better and better', async () => {
      const rbm = { layer: 'dense1', batchSize: 20, learningRate: 0.5, momentum: 0.5 };
      const errors = await pretrained(
        engine,
        network(24, 5),
        rbm,
        order(20 * 200),
        (trained) => trained.errors,
      );
      const mean = (values: Float32Array) => values.reduce((a, b) => a + b, 0) / values.length;
      expect(mean(errors.subarray(180))).toBeLessThan(0.95 * mean(errors.subarray(0, 20)));
    });

    it.each([
      [
        'logits',
        'layer must be a dense layer with biases that a sigmoid follows (here: dense1, dense2), got "logits"',
      ],
      ['dense9', 'layer must be one of flatten, dense1, act1, dropout, dense2, act2, logits, got "dense9"'],
    ])('says which layers it takes instead of %s', async (layer, message) => {
      const rbm = { layer, batchSize: 10, learningRate: 0.1, momentum: 0.5 };
      await expect(pretrained(engine, network(9, 5), rbm, order(10), () => {})).rejects.toThrow(message);
    });
  });
}
