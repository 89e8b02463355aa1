import { describe, expect, it } from 'vitest';
import { thin, thinned } from '../../../../src/train/measures/thinned.ts';
import { measuring, referenceOn, request } from '../../../support/measuring.ts';

const network = { architecture: 'mlp', units: [12, 8], dropout: 0.5 } as const;
const mixed = (initial: Float32Array) => initial.map((w, i) => 2 * w + Math.sin(i) / 4);

describe('measure thinned', () => {
  it('takes out units as a dropout mask does that is the same for every image', async () => {
    const context = await measuring(network, mixed);
    const weights = thin(context.weights, context.network, context.model.parameters, 5, 3);
    const images = context.trainIndices.subarray(0, 20);
    const thin3 = referenceOn(context, weights, images);

    const maskOf = (layer: string, units: number) => {
      const { offset, shape } = context.model.parameters.find(
        (p) => p.layer === layer && p.name === 'weights',
      )!;
      const row = (i: number) => offset + i * shape[1]!;
      return Float64Array.from({ length: units }, (_, i) => weights[row(i)]! / context.weights[row(i)]!);
    };
    const masks = new Map([
      ['dropout1', maskOf('dense2', 12)],
      ['dropout2', maskOf('dense3', 8)],
    ]);
    for (const mask of masks.values()) for (const value of mask) expect([0, 2]).toContain(value);
    expect([...masks.get('dropout1')!]).toContain(0);
    const masked = referenceOn(context, context.weights, images, {
      dropout: (layer, output) => output.data.map((_, i) => masks.get(layer)![i % output.c]!),
    });
    masked.probabilities.forEach((p, i) => {
      expect(thin3.probabilities[i]).toBeCloseTo(p, 6);
    });
    context.close();
  });

  it('drops each unit in a share of the networks that is the rate', async () => {
    const context = await measuring({ ...network, dropout: 0.2 }, mixed);
    const { offset, shape } = context.model.parameters.find(
      (p) => p.layer === 'dense2' && p.name === 'weights',
    )!;
    let dropped = 0;
    for (let k = 0; k < 500; k++) {
      const weights = thin(context.weights, context.network, context.model.parameters, 5, k);
      for (let i = 0; i < shape[0]!; i++) dropped += weights[offset + i * shape[1]!] === 0 ? 1 : 0;
    }
    // 6000 draws: four standard errors are .0207
    expect(Math.abs(dropped / (500 * shape[0]!) - 0.2)).toBeLessThan(0.021);
    context.close();
  });

  it('averages the outputs of groups, and compares with the whole network', async () => {
    const context = await measuring(network, mixed);
    const asked = request({
      name: 'thinned',
      at: 'end',
      networks: [1, 4],
      split: 'validation',
      images: 1000,
    });
    const { quantities } = await thinned.measure(context, asked);
    const images = context.validationIndices;
    const outputsOf = (weights: ArrayLike<number>) => referenceOn(context, weights, images).probabilities;
    const accuracyOf = (outputs: Float64Array) => {
      const right = Array.from(images, (image, i) => {
        const row = [...outputs.subarray(3 * i, 3 * i + 3)];
        return row.indexOf(Math.max(...row)) === context.dataset.train.labels[image];
      });
      return right.filter(Boolean).length / right.length;
    };
    const each = [0, 1, 2, 3].map((k) =>
      outputsOf(thin(context.weights, context.network, context.model.parameters, context.config.seed, k)),
    );
    const average = each[0]!.map((_, i) => each.reduce((sum, outputs) => sum + outputs[i]!, 0));
    const whole = accuracyOf(outputsOf(context.weights));
    expect(quantities.whole_accuracy!.value).toBeCloseTo(whole, 12);
    const single = each.map(accuracyOf).reduce((a, b) => a + b) / 4;
    expect(quantities['average_accuracy/1']!.value).toBeCloseTo(single, 12);
    expect(quantities['average_accuracy/4']!.value).toBeCloseTo(accuracyOf(average), 12);
    expect(quantities['average_less_whole/4']!.value).toBeCloseTo(accuracyOf(average) - whole, 12);
    context.close();
  });

  it('of a network without dropout gives the accuracy of the whole alone', async () => {
    const context = await measuring({ architecture: 'mlp', units: [4] });
    const { quantities } = await thinned.measure(context, request({ name: 'thinned', at: 'end' }));
    expect(Object.keys(quantities)).toEqual(['whole_accuracy']);
    expect(quantities.whole_accuracy!.value).toBe((await context.model.evaluate(context.data.test)).accuracy);
    context.close();
  });
});
