import { describe, expect, it } from 'vitest';
import { filterNormalised, lossSlices } from '../../../../src/train/measures/loss-slices.ts';
import { measuring, referenceOn, request } from '../../../support/measuring.ts';

const small = {
  layers: [{ type: 'conv', filters: 3, kernel: 2 }, 'tanh', 'flatten', { type: 'dense', units: 'classes' }],
} as const;

describe('measure lossSlices', () => {
  it('gives the losses of the float64 reference along its directions and over their plane', async () => {
    const context = await measuring(small);
    const asked = request({
      name: 'lossSlices',
      at: 'start',
      directions: 2,
      points: 5,
      surface: 3,
      images: 40,
    });
    const { quantities, details } = await lossSlices.measure(context, asked);
    const { lines, distances, surface } = details as {
      lines: number[][];
      distances: number[];
      surface: { losses: number[][] };
    };
    expect(distances).toEqual([-1, -0.5, 0, 0.5, 1]);

    const directions = [0, 1].map((index) => filterNormalised(context, index));
    const images = Array.from({ length: 40 }, (_, i) => context.trainIndices[Math.floor((i * 150) / 40)]!);
    const lossAt = (x: number, y: number) => {
      const moved = context.weights.map((w, i) => w + x * directions[0]![i]! + y * directions[1]![i]!);
      return referenceOn(context, moved, images).loss / Math.log(3);
    };
    const expected = [distances.map((d) => lossAt(d, 0)), distances.map((d) => lossAt(0, d))];
    lines.forEach((line, k) => {
      line.forEach((loss, i) => {
        expect(loss).toBeCloseTo(expected[k]![i]!, 5);
      });
    });
    expect(surface.losses[0]![2]).toBeCloseTo(lossAt(1, -1), 5);

    const slopes = expected.flatMap((line) =>
      line.slice(1).map((loss, i) => Math.abs(loss - line[i]!) / 0.5),
    );
    expect(quantities.steepness!.value).toBeCloseTo(slopes.reduce((a, b) => a + b) / slopes.length, 5);
    const curvatures = expected.map((line) => (line[1]! - 2 * line[2]! + line[3]!) / 0.25);
    expect(quantities.curvature!.value).toBeCloseTo((curvatures[0]! + curvatures[1]!) / 2, 4);
    expect(context.model.snapshot()).toEqual(context.weights);
    context.close();
  });

  it('has directions whose filters are as long as those of the weights, and leaves biases', async () => {
    const context = await measuring(small);
    const direction = filterNormalised(context, 0);
    const [kernel, bias] = context.model.parameters;
    const length = (values: ArrayLike<number>, filter: number) =>
      Math.hypot(...Array.from(values).filter((_, i) => i < kernel!.size && i % 3 === filter));
    for (const filter of [0, 1, 2]) {
      expect(length(direction, filter)).toBeCloseTo(length(context.weights, filter), 6);
    }
    expect([...direction.subarray(bias!.offset, bias!.offset + bias!.size)]).toEqual([0, 0, 0]);
    context.close();
  });

  it('finds one curvature at every distance where the loss is quadratic', async () => {
    // MSE of a linear head is a parabola along any line
    const context = await measuring({ architecture: 'logreg', head: 'linear+mse' });
    const asked = request({ name: 'lossSlices', at: 'start', directions: 1, points: 3 });
    const coarse = await lossSlices.measure(context, asked);
    const fine = await lossSlices.measure(context, { ...asked, radius: 0.25 });
    expect(fine.quantities.curvature!.value / coarse.quantities.curvature!.value).toBeCloseTo(1, 3);
    context.close();
  });
});
