import { describe, expect, it } from 'vitest';
import { gradientRatio } from '../../../../src/train/measures/gradient-ratio.ts';
import { landscape } from '../../../../src/train/measures/landscape.ts';
import { scaleInvariance } from '../../../../src/train/measures/scale-invariance.ts';
import { measuring, referenceOn, request } from '../../../support/measuring.ts';

const norm = (values: ArrayLike<number>) => Math.hypot(...Array.from(values));
const rms = (values: ArrayLike<number>) => norm(values) / Math.sqrt(values.length);
const mlp = { architecture: 'mlp', units: [7, 5], activation: 'sigmoid' } as const;
const normalized = {
  layers: ['flatten', { type: 'dense', units: 7 }, 'batchNorm', 'relu', { type: 'dense', units: 'classes' }],
} as const;
const mixed = (initial: Float32Array) => initial.map((w, i) => w + Math.sin(i) / 4);
const close = (got: number, wanted: number) => expect(got / wanted).toBeCloseTo(1, 3);

describe('measure gradientRatio', () => {
  it('gives weight gradients and signals of the float64 reference, first over last', async () => {
    const context = await measuring(mlp, mixed);
    const { quantities } = await gradientRatio.measure(
      context,
      request({ name: 'gradientRatio', at: 0, images: 1000 }),
    );
    const { gradients, deltas } = referenceOn(context, context.weights, context.trainIndices);
    const gradient = (layer: string) => {
      const { offset, size } = context.model.parameters.find(
        (p) => p.layer === layer && p.name === 'weights',
      )!;
      return rms(gradients.subarray(offset, offset + size));
    };
    const signal = (layer: string) => rms(deltas.get(layer)!.data);
    close(quantities['gradient/dense2']!.value, gradient('dense2'));
    close(quantities.gradient_first_over_last!.value, gradient('dense1') / gradient('dense3'));
    close(quantities['signal/dense2']!.value, signal('dense2'));
    close(quantities.signal_first_over_last!.value, signal('dense1') / signal('dense3'));
    expect(quantities.saturated_fraction!.value).toBe(0);
    expect(quantities.dead_fraction).toBeUndefined();
    context.close();
  });

  it('counts the units of a relu that no image lights', async () => {
    const context = await measuring({ ...mlp, units: [4], activation: 'relu' }, (initial) =>
      initial.map((w, i) => (i >= 64 && i < 66 ? -100 : w)),
    );
    const { quantities } = await gradientRatio.measure(context, request({ name: 'gradientRatio', at: 0 }));
    expect(quantities.dead_fraction!.value).toBeGreaterThanOrEqual(0.5);
    context.close();
  });
});

describe('measure landscape', () => {
  it.each([
    ['a plain network', mlp],
    ['a normalized network', normalized],
  ] as const)(
    'gives loss and gradient along one step of %s as the float64 reference does',
    async (_, shape) => {
      const context = await measuring(shape, mixed);
      const steps = [0.5, 1, 2];
      const { quantities } = await landscape.measure(
        context,
        request({ name: 'landscape', at: 0, steps, images: 1000 }),
      );
      const at = (weights: ArrayLike<number>) => referenceOn(context, weights, context.trainIndices);
      const start = at(context.weights);
      const ends = steps.map((step) => at(context.weights.map((w, i) => w - step * start.gradients[i]!)));
      const losses = [start, ...ends].map(({ loss }) => loss / Math.log(3));
      close(quantities.loss_variation!.value, Math.max(...losses) - Math.min(...losses));
      const length = norm(start.gradients);
      close(quantities.gradient_norm!.value, length / Math.log(3));
      const changes = ends.map(
        ({ gradients }) => norm(gradients.map((g, i) => g - start.gradients[i]!)) / length,
      );
      close(quantities.gradient_change!.value, Math.max(...changes));
      close(quantities.smoothness!.value, Math.max(...changes.map((change, i) => change / steps[i]!)));
      const cosines = ends.map(
        ({ gradients }) =>
          gradients.reduce((sum, g, i) => sum + g * start.gradients[i]!, 0) / (length * norm(gradients)),
      );
      expect(quantities.gradient_cosine!.value).toBeCloseTo(Math.min(...cosines), 4);
      expect(context.model.snapshot()).toEqual(context.weights);
      context.close();
    },
  );

  it('finds the curvature of a quadratic loss: the gradient changes in proportion to the distance', async () => {
    const context = await measuring({ architecture: 'logreg', head: 'linear+mse' });
    const taken = async (steps: number[]) =>
      (await landscape.measure(context, request({ name: 'landscape', at: 0, steps }))).quantities;
    const [near, far] = [await taken([0.1]), await taken([0.4])];
    expect(far.gradient_change!.value / near.gradient_change!.value).toBeCloseTo(4, 3);
    expect(far.smoothness!.value / near.smoothness!.value).toBeCloseTo(1, 3);
    context.close();
  });
});

describe('measure scaleInvariance', () => {
  it('finds that batch norm undoes the scale of weights, and divides their gradient by it', async () => {
    const epsilon = 1e-12;
    const layers = normalized.layers.map((layer) =>
      layer === 'batchNorm' ? ({ type: 'batchNorm', epsilon } as const) : layer,
    );
    const context = await measuring({ layers }, mixed);
    const asked = request({ name: 'scaleInvariance', at: 0, factors: [0.25, 8] });
    const { quantities } = await scaleInvariance.measure(context, asked);
    expect(quantities.largest_loss_change!.value).toBeLessThan(1e-5);
    close(quantities['gradient_ratio/0.25']!.value, 4);
    close(quantities['gradient_ratio/8']!.value, 1 / 8);
    context.close();
  });

  it('gives the losses of the float64 reference where nothing normalizes', async () => {
    const context = await measuring(mlp, mixed);
    const asked = request({ name: 'scaleInvariance', at: 0, factors: [3], images: 1000 });
    const { quantities } = await scaleInvariance.measure(context, asked);
    const tensors = context.model.parameters.filter(({ name }) => name === 'weights').slice(0, 2);
    const scaled = context.weights.map((w, i) =>
      tensors.some(({ offset, size }) => i >= offset && i < offset + size) ? 3 * w : w,
    );
    const [own, other] = [context.weights, scaled].map(
      (w) => referenceOn(context, w, context.trainIndices).loss,
    );
    expect(quantities['loss_change/3']!.value).toBeCloseTo(Math.abs(other! - own!) / Math.log(3), 5);
    context.close();
  });
});
