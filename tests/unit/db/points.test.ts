import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDatabase, defineMetric, getRun, iterateMetrics, readMetric } from '../../../db/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';
import { open } from './support.ts';

describe('points', () => {
  it('come back exactly as they were logged, NaN and infinities too', () => {
    const db = open();
    const run = openTracker({ db }).startRun();
    const values = [0.1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3, 5e-324, 1.7e308];
    values.forEach((value, step) => {
      run.log({ 'train/loss': value }, step);
    });
    run.finish();
    expect(readMetric(db, run.id, 'train/loss')).toEqual({ steps: [0, 1, 2, 3, 4, 5, 6], values });
    expect([...iterateMetrics(db, { keys: ['train/loss'] })].map(({ value }) => value)).toEqual(values);
    expect([...iterateMetrics(db, { keys: ['other'] })]).toEqual([]);
  });

  it('stay the same when a batch is written again', () => {
    const db = open();
    const run = openTracker({ db, flushEveryMs: null }).startRun();
    const steps = Array.from({ length: 50 }, (_, i) => i);
    run.logSeries('train/loss', steps, steps);
    expect(run.flush()).toEqual({ written: 50, ignored: 0 });
    const before = getRun(db, run.id).summary;
    run.logSeries(
      'train/loss',
      steps,
      steps.map((step) => -step),
    );
    expect(run.flush()).toEqual({ written: 0, ignored: 50 });
    expect(getRun(db, run.id).summary).toEqual(before);
    expect(readMetric(db, run.id, 'train/loss').values).toEqual(steps);
  });

  it('are summarised as a full look at them would, whatever the batches', () => {
    const value = fc.oneof(
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0, 1),
      fc.double({ noNaN: true }),
    );
    const batch = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), value), { maxLength: 30 });
    const db = open();
    const tracker = openTracker({ db, flushEveryMs: null });
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 5 }), (batches) => {
        const run = tracker.startRun();
        const stored = new Map<number, number>();
        for (const points of batches) {
          for (const [step, value] of points) {
            run.log({ 'validation/accuracy': value }, step);
            if (!stored.has(step)) stored.set(step, value);
          }
          run.flush();
        }
        run.finish();
        const expected = [...stored].sort(([a], [b]) => a - b);
        expect(readMetric(db, run.id, 'validation/accuracy').steps).toEqual(expected.map(([step]) => step));
        const summary = getRun(db, run.id).summary['validation/accuracy'];
        if (expected.length === 0) {
          expect(summary).toBeUndefined();
          return;
        }
        const numbers = expected.map(([, value]) => value).filter((value) => !Number.isNaN(value));
        const max = numbers.length === 0 ? null : Math.max(...numbers);
        const first = expected.find(([, value]) => value === max);
        expect(summary).toMatchObject({
          count: expected.length,
          nanCount: expected.length - numbers.length,
          lastStep: expected.at(-1)![0],
          max: max === null ? null : max + 0,
          maxStep: max === null ? null : first![0],
          bestStep: max === null ? null : first![0],
        });
        expect(Object.is(summary!.last, expected.at(-1)![1]) || summary!.last === expected.at(-1)![1]).toBe(
          true,
        );
      }),
      { numRuns: 60 },
    );
    expect(checkDatabase(db).problems).toEqual([]);
  });

  it('take their best from the direction, known, declared or changed later', () => {
    const db = open();
    const tracker = openTracker({ db });
    tracker.defineMetric('f1', { direction: 'max', unit: 'fraction' });
    const run = tracker.startRun();
    [3, 1, 2].forEach((value, step) => {
      run.log({ 'train/loss': value, 'test/accuracy': value, f1: value, size: value }, step);
    });
    run.finish();
    const best = () => {
      const { summary } = getRun(db, run.id);
      return Object.fromEntries(Object.entries(summary).map(([key, one]) => [key, [one.best, one.bestStep]]));
    };
    expect(best()).toEqual({ 'train/loss': [1, 1], 'test/accuracy': [3, 0], f1: [3, 0], size: [null, null] });
    defineMetric(db, 'size', { direction: 'min' });
    expect(best().size).toEqual([1, 1]);
    expect(checkDatabase(db).ok).toBe(true);
  });
});
