import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../src/random/index.ts';
import { hessian } from '../../../../src/train/measures/hessian.ts';
import { lanczos, symmetricEigen } from '../../../../src/train/measures/lanczos.ts';
import { type Measuring, measuring, referenceOn, request } from '../../../support/measuring.ts';

describe('symmetricEigen', () => {
  it('finds the eigenvalues 2 − 2 cos(kπ / (n + 1)) of the discrete Laplacian', () => {
    const n = 12;
    const rows = Array.from({ length: n }, (_, i) =>
      Float64Array.from({ length: n }, (_, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)),
    );
    const { values } = symmetricEigen(rows);
    values
      .sort((a, b) => a - b)
      .forEach((value, k) => {
        expect(value).toBeCloseTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)), 12);
      });
  });
});

describe('lanczos', () => {
  const diagonal = Float64Array.from({ length: 300 }, (_, i) => (i === 0 ? -3 : i === 299 ? 40 : i / 100));
  const stream = new RandomStream(1, 'test/lanczos');
  const start = () => Float64Array.from({ length: 300 }, () => stream.normal());
  const multiply = async (v: Float64Array) => v.map((x, i) => x * diagonal[i]!);

  it('finds the extreme eigenvalues in far fewer products than dimensions, and no copies of them', async () => {
    const values = await lanczos(multiply, start(), 40);
    expect(values[0]!.value).toBeCloseTo(-3, 8);
    expect(values.at(-1)!.value).toBeCloseTo(40, 8);
    expect(values.at(-2)!.value).toBeLessThan(3.1);
    expect(values[0]!.residual).toBeLessThan(1e-6);
  });

  it('bounds by the residual how far an eigenvalue may be', async () => {
    const [lowest] = await lanczos(multiply, start(), 6);
    expect(Math.abs(lowest!.value + 3)).toBeLessThanOrEqual(lowest!.residual);
  });

  it('stops in an invariant space', async () => {
    const corner = new Float64Array(300);
    corner[0] = 2;
    corner[299] = 1;
    const values = await lanczos(multiply, corner, 40);
    expect(values.map(({ value }) => Math.round(value * 1e9) / 1e9)).toEqual([-3, 40]);
  });
});

/** By central differences of the float64 reference's gradients, coordinate by coordinate. */
function referenceHessian(context: Measuring, images: Uint32Array): Float64Array[] {
  const weights = Float64Array.from(context.weights);
  return Array.from(weights, (_, i) => {
    const at = (move: number) => {
      const moved = weights.slice();
      moved[i]! += move;
      return referenceOn(context, moved, images).gradients;
    };
    const [ahead, behind] = [at(1e-5), at(-1e-5)];
    return ahead.map((value, j) => (value - behind[j]!) / 2e-5);
  });
}

describe('measure hessian', () => {
  it.each([
    { units: [3], activation: 'tanh', head: 'softmax+ce' },
    { units: [2, 3], activation: 'sigmoid', head: 'softmax+mse' },
  ] as const)('agrees with the whole float64 Hessian of %j', async (shape) => {
    const mixed = (initial: Float32Array) => initial.map((w, i) => 2 * w + Math.sin(i) / 3);
    const context = await measuring({ architecture: 'mlp', ...shape, trainSize: 60 }, mixed);
    const { quantities } = await hessian.measure(
      context,
      request({ name: 'hessian', at: 'end', iterations: 60 }),
    );
    const { values } = symmetricEigen(referenceHessian(context, context.trainIndices));
    const scale = shape.head === 'softmax+ce' ? 1 / Math.log(3) : 1 / ((4 / 9 + 2 / 9) / 3);
    const [lowest, highest] = [Math.min(...values) * scale, Math.max(...values) * scale];
    expect(lowest).toBeLessThan(0);
    expect(Math.abs(quantities.highest!.value - highest)).toBeLessThan(2e-3 * highest);
    expect(Math.abs(quantities.lowest!.value - lowest)).toBeLessThan(2e-3 * highest);
    expect(quantities.lowest_over_highest!.value).toBeCloseTo(lowest / highest, 2);
    expect(context.model.snapshot()).toEqual(context.weights);
    context.close();
  });
});
