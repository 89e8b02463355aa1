/** An engine that works on the thread that calls it: for worker processes, which do nothing else. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../src/engine/index.ts';
import { networks, sgd, smallData } from '../../support/small-networks.ts';

const [network] = fc.sample(networks, { seed: 5, numRuns: 1 });
const training = { ...sgd, batchSize: 8 };

/** Trainings and an evaluation, and how often a timer had its turn between them. */
async function trained(blocking: boolean) {
  const engine = await openEngine('native', { blocking });
  const { images, labels } = smallData(network!, 40);
  const data = engine.load(images, labels, network!.input);
  const model = engine.build(network!, training, 3);
  const order = Uint32Array.from({ length: 4000 }, (_, i) => i % 40);
  const rates = new Float32Array(500).fill(0.01);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const { losses } = await model.train(data, order, rates);
  for (let i = 0; i < 20; i++) await model.train(data, order.subarray(0, 8), rates.subarray(0, 1));
  clearInterval(timer);
  const evaluation = await model.evaluate(data);
  const weights = model.snapshot();
  model.close();
  data.close();
  return { losses, evaluation, weights, turns };
}

describe('an engine that holds up its thread', () => {
  it('gives the same losses, answers and weights to the last bit', async () => {
    const [own, other] = [await trained(true), await trained(false)];
    expect(own.losses).toEqual(other.losses);
    expect(own.weights).toEqual(other.weights);
    expect(own.evaluation).toEqual(other.evaluation);
  });

  it('gives timers and messages a turn between two calls', async () => {
    const { turns } = await trained(true);
    expect(turns).toBeGreaterThan(0);
  });

  it('says what is wrong as the other does, and can be used and closed after', async () => {
    const engine = await openEngine('native', { blocking: true });
    const { images, labels } = smallData(network!, 40);
    const data = engine.load(images, labels, network!.input);
    const model = engine.build(network!, training, 3);
    const rates = Float32Array.of(0.01);
    await expect(model.train(data, Uint32Array.of(40), rates)).rejects.toThrow(RangeError);
    const { losses } = await model.train(data, Uint32Array.of(1, 2, 3), rates);
    expect(losses[0]).toBeGreaterThan(0);
    model.close();
    data.close();
    await expect(model.evaluate(data)).rejects.toThrow(/closed/);
  });
});
