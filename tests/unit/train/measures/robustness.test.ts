import { describe, expect, it } from 'vitest';
import { fillNormal, streamKey } from '../../../../src/random/index.ts';
import { robustness } from '../../../../src/train/measures/robustness.ts';
import { type Measuring, measuring, request } from '../../../support/measuring.ts';
import { tensor } from '../../../support/reference-layers.ts';
import { referenceNetwork } from '../../../support/reference-network.ts';

const network = {
  layers: ['flatten', { type: 'dense', units: 9 }, 'batchNorm', 'relu', { type: 'dense', units: 'classes' }],
} as const;
const steep = (initial: Float32Array) =>
  initial.map((w, i) => (w === 0 || w === 1 ? w : 3 * w + Math.sin(i)));

/** The float64 reference on the test images with every pixel (in [0, 1]) changed. */
function reference(
  { network: resolved, dataset, weights }: Measuring,
  change: (pixel: number, index: number) => number,
) {
  const { images, labels } = dataset.test;
  const pixels = Float64Array.from(images, (byte, i) => change(byte / 255, i));
  const result = referenceNetwork(resolved, weights, tensor(labels.length, 4, 4, 1, pixels), labels, {
    evaluation: true,
  });
  const right = [...labels].filter((label, i) => {
    const row = [...result.logits.data.subarray(3 * i, 3 * i + 3)];
    return row.indexOf(Math.max(...row)) === label;
  });
  return { accuracy: right.length / labels.length, gradient: result.inputDelta.data };
}

/** Within the range of a pixel, in steps of a byte. */
const asByte = (pixel: number) => Math.min(255, Math.max(0, Math.floor(255 * pixel + 0.5))) / 255;

describe('measure robustness', () => {
  it('gives the accuracies of the float64 reference on noisy images and on those of the gradient sign', async () => {
    const context = await measuring(network, steep);
    const asked = request({ name: 'robustness', at: 'end', noise: [0.1, 0.4], fgsm: [0.02, 0.1] });
    const { quantities } = await robustness.measure(context, asked);
    const clean = reference(context, (pixel) => pixel);
    expect(quantities.clean_accuracy!.value).toBeCloseTo(clean.accuracy, 12);
    expect(clean.accuracy).toBeGreaterThan(0);
    const noise = fillNormal(
      new Float64Array(context.dataset.test.images.length),
      streamKey(context.config.seed, 'measure/robustness'),
    );
    for (const sd of asked.noise) {
      const { accuracy } = reference(context, (pixel, i) => asByte(pixel + sd * noise[i]!));
      expect(quantities[`noise_accuracy/${sd}`]!.value, `noise ${sd}`).toBeCloseTo(accuracy, 12);
      expect(quantities[`noise_lost/${sd}`]!.value).toBeCloseTo(clean.accuracy - accuracy, 12);
    }
    for (const epsilon of asked.fgsm) {
      const { accuracy } = reference(context, (pixel, i) =>
        asByte(pixel + epsilon * Math.sign(clean.gradient[i]!)),
      );
      expect(quantities[`fgsm_accuracy/${epsilon}`]!.value, `FGSM ${epsilon}`).toBeCloseTo(accuracy, 12);
      expect(quantities[`fgsm_lost/${epsilon}`]!.value).toBeCloseTo(clean.accuracy - accuracy, 12);
    }
    expect(quantities['fgsm_accuracy/0.1']!.value).toBeLessThan(quantities['noise_accuracy/0.1']!.value);
    expect(quantities.no_gradient!.value).toBe(0);
    context.close();
  });

  it('tells of images on which the loss is flat, where there is no gradient to follow', async () => {
    // a bias that makes the first class certain beyond float32 on all of its images
    const certain = (initial: Float32Array) => initial.map((_, i, all) => (i === all.length - 3 ? 1000 : 0));
    const context = await measuring({ architecture: 'logreg' }, certain);
    const { quantities } = await robustness.measure(context, request({ name: 'robustness', at: 'end' }));
    // without weights no gradient reaches the input of any image
    expect(quantities.no_gradient!.value).toBe(1);
    expect(quantities['fgsm_accuracy/0.2']!.value).toBe(quantities.clean_accuracy!.value);
    context.close();
  });

  it('looks at the share of the test images that is asked for', async () => {
    const context = await measuring(network, steep);
    const few = request({ name: 'robustness', at: 'end', images: 20 });
    const { quantities } = await robustness.measure(context, few);
    const flags = (await context.model.evaluate(context.data.test)).correct;
    const every3rd = [...flags].filter((_, i) => i % 3 === 0);
    expect(quantities.clean_accuracy!.value).toBeCloseTo(every3rd.reduce((a, b) => a + b, 0) / 20, 12);
    context.close();
  });
});
