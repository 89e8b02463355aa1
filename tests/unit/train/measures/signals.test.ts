import { describe, expect, it } from 'vitest';
import { outputSignal } from '../../../../src/train/measures/output-signal.ts';
import { uniformLoss } from '../../../../src/train/measures/rescaled-loss.ts';
import { saturatedStart } from '../../../../src/train/measures/saturated-start.ts';
import { measuring, referenceOn, request } from '../../../support/measuring.ts';

const network = { architecture: 'mlp', units: [7, 5], activation: 'tanh' } as const;
const norm = (values: ArrayLike<number>) => Math.hypot(...Array.from(values));
const rms = (values: ArrayLike<number>) => norm(values) / Math.sqrt(values.length);

describe('measure saturatedStart', () => {
  it.each(['softmax+ce', 'softmax+mse', 'sigmoid+mse'] as const)(
    'gives the gradient norms of the float64 reference for %s',
    async (head) => {
      const context = await measuring({ ...network, head });
      const asked = request({ name: 'saturatedStart', at: 'start', wrongClass: 1, images: 1000 });
      const { quantities } = await saturatedStart.measure(context, asked);
      const images = context.trainIndices.filter((i) => context.dataset.train.labels[i] !== 1);
      const raised = Float64Array.from(context.weights);
      raised[raised.length - 2]! += 10;
      const scale = 1 / uniformLoss(head, 3);
      const normal = referenceOn(context, context.weights, images);
      const saturated = referenceOn(context, raised, images);
      expect(quantities.normal_loss!.value).toBeCloseTo(normal.loss * scale, 5);
      expect(quantities.saturated_loss!.value).toBeCloseTo(saturated.loss * scale, 4);
      const ratio = (a: number, b: number) => expect(a / b).toBeCloseTo(1, 3);
      ratio(quantities.normal_gradient_norm!.value, norm(normal.gradients) * scale);
      ratio(quantities.saturated_gradient_norm!.value, norm(saturated.gradients) * scale);
      ratio(quantities.saturated_over_normal!.value, norm(saturated.gradients) / norm(normal.gradients));
      context.close();
    },
  );

  it('keeps a gradient under cross-entropy and loses it under the MSE of a softmax', async () => {
    const over = async (head: 'softmax+ce' | 'softmax+mse') => {
      const context = await measuring({ ...network, head });
      const { quantities } = await saturatedStart.measure(
        context,
        request({ name: 'saturatedStart', at: 'start' }),
      );
      context.close();
      return quantities.saturated_over_normal!.value;
    };
    expect(await over('softmax+ce')).toBeGreaterThan(0.5);
    expect(await over('softmax+mse')).toBeLessThan(0.01);
  });
});

describe('measure outputSignal', () => {
  it('gives ∂(rescaled loss of an image)/∂pre-activation of the float64 reference, layer by layer', async () => {
    const context = await measuring(network);
    const asked = request({ name: 'outputSignal', at: 'start', images: 1000 });
    const { quantities } = await outputSignal.measure(context, asked);
    const images = context.trainIndices;
    const { deltas, probabilities } = referenceOn(context, context.weights, images);
    const signal = (layer: string) => (rms(deltas.get(layer)!.data) * images.length) / Math.log(3);
    for (const layer of ['dense1', 'dense2', 'dense3']) {
      expect(quantities[`signal/${layer}`]!.value).toBeCloseTo(signal(layer), 5);
    }
    expect(quantities.output!.value).toBeCloseTo(signal('dense3'), 5);
    expect(quantities.first_over_output!.value).toBeCloseTo(signal('dense1') / signal('dense3'), 4);

    const wrong = images.filter((image, i) => {
      const p = probabilities.subarray(i * 3, i * 3 + 3);
      return p.indexOf(Math.max(...p)) !== context.dataset.train.labels[image];
    });
    const ofWrong = referenceOn(context, context.weights, wrong).deltas.get('dense3')!;
    expect(wrong.length).toBeGreaterThan(10);
    expect(quantities.output_of_wrong!.value).toBeCloseTo(
      (rms(ofWrong.data) * wrong.length) / Math.log(3),
      5,
    );
    context.close();
  });
});
