import { describe, expect, it } from 'vitest';
import { transformImages } from '../../../../src/data/index.ts';
import { consistency, movementsOf } from '../../../../src/train/measures/consistency.ts';
import { type Measuring, measuring, request } from '../../../support/measuring.ts';

const steep = (initial: Float32Array) => initial.map((w, i) => 6 * w + Math.sin(i));

/** Answers of a network on test images moved by hand, by the engine's own evaluation. */
async function answers(context: Measuring, images: Uint8Array): Promise<number[]> {
  const { engine, dataset, model } = context;
  const all = Uint32Array.from(dataset.test.labels, (_, i) => i);
  const data = engine.load(images, dataset.test.labels, dataset.shape);
  const outputs = await model.predict(data, all);
  data.close();
  return Array.from(all, (i) => {
    const row = [...outputs.subarray(3 * i, 3 * i + 3)];
    return row.indexOf(Math.max(...row));
  });
}

describe('measure consistency', () => {
  it('compares the answers to moved images with labels and with the answers upright', async () => {
    const context = await measuring({ architecture: 'mlp', units: [9] }, steep);
    const { dataset } = context;
    const asked = request({ name: 'consistency', at: 'end', shifts: [0, 1], angles: [90], images: 1000 });
    const { quantities } = await consistency.measure(context, asked);
    const upright = await answers(context, dataset.test.images);
    const labels = [...dataset.test.labels];
    const right = labels.map((label, i) => upright[i] === label);
    const score = async (moves: { shiftX?: number; shiftY?: number; rotate?: number; flip?: boolean }[]) => {
      const scores: { accuracy: number; same: number }[] = [];
      for (const move of moves) {
        const transform = { shiftX: 0, shiftY: 0, rotate: 0, flip: false, ...move };
        const moved = await answers(context, transformImages(dataset.test.images, dataset.shape, transform));
        const same = moved.filter((answer, i) => right[i] && answer === upright[i]).length;
        scores.push({
          accuracy: moved.filter((answer, i) => answer === labels[i]).length / labels.length,
          same: same / right.filter(Boolean).length,
        });
      }
      const mean = (of: (s: (typeof scores)[0]) => number) =>
        scores.reduce((sum, s) => sum + of(s), 0) / scores.length;
      return { accuracy: mean((s) => s.accuracy), same: mean((s) => s.same) };
    };
    const expected = {
      'shift/0': await score([{}]),
      'shift/1': await score([{ shiftX: 1 }, { shiftX: -1 }, { shiftY: 1 }, { shiftY: -1 }]),
      'rotate/90': await score([{ rotate: 90 }, { rotate: -90 }]),
      mirror: await score([{ flip: true }]),
    };
    for (const [name, { accuracy, same }] of Object.entries(expected)) {
      expect(quantities[`accuracy/${name}`]!.value, name).toBeCloseTo(accuracy, 12);
      expect(quantities[`consistency/${name}`]!.value, name).toBeCloseTo(same, 12);
    }
    expect(quantities['consistency/shift/0']!.value).toBe(1);
    expect(quantities['consistency/shift/1']!.value).toBeLessThan(1);
    context.close();
  });

  it('leaves out digits that turning or mirroring makes another', () => {
    const asked = { shifts: [3], angles: [90, 120], mirror: true };
    const keeps = (digits: boolean) =>
      Object.fromEntries(movementsOf(asked, digits).map(({ name, keeps: kept }) => [name, kept]));
    expect(keeps(true)).toEqual({
      'shift/3': null,
      'rotate/90': null,
      'rotate/120': [0, 1, 2, 3, 4, 5, 7, 8],
      mirror: [0, 1, 8],
    });
    expect(keeps(false)).toEqual({ 'shift/3': null, 'rotate/90': null, 'rotate/120': null, mirror: null });
  });
});
