import { describe, expect, it } from 'vitest';
import type { ArmEvidence } from '../../../src/claims/evidence.ts';
import { profile } from '../../../src/claims/report/profile.ts';
import { openTracker } from '../../../src/tracking/index.ts';
import { open } from '../db/support.ts';

describe('performance profiles', () => {
  const db = () => {
    const database = open();
    const tracker = openTracker({ db: database });
    const arm = (label: string, slot: number, runs: readonly { reached: number; accuracy: number }[]) => ({
      slot,
      arm: {
        ...{ arm: label, label, stratum: 's' },
        runs: runs.map(({ reached, accuracy }, i) => {
          const run = tracker.startRun({ name: label, seed: 100 + i });
          run.log({ 'validation/accuracy': 0.1 }, 1);
          run.log({ 'validation/accuracy': 0.9 }, reached);
          run.log({ 'test/accuracy': accuracy }, 1000);
          run.finish();
          return { seed: 100 + i, id: run.id, diverged: false, stalled: false };
        }),
      } as unknown as ArmEvidence,
    });
    const fast = arm('fast', 0, [
      { reached: 100, accuracy: 0.98 },
      { reached: 200, accuracy: 0.97 },
      { reached: 100, accuracy: 0.99 },
      { reached: 100, accuracy: 0.98 },
    ]);
    const slow = arm('slow', 1, [
      { reached: 200, accuracy: 0.95 },
      { reached: 100, accuracy: 0.96 },
      { reached: 400, accuracy: 0.95 },
      { reached: 400, accuracy: 0.94 },
    ]);
    const evidence = { hypotheses: [{ id: 'faster', strata: [{ stratum: 's', target: 0.5 }] }] };
    return { arms: [fast, slow], context: { db: database, claim: {}, evidence } as never };
  };
  const definition = { kind: 'profile', hypothesis: 'faster', title: '' } as const;

  it('of times say at how many seeds an arm is within a factor of the first', () => {
    const { arms, context } = db();
    const { lines, caption } = profile({ ...definition, by: 'time' }, arms, context);
    const shareAt = (line: number, factor: number) =>
      lines[line]!.points.filter(([x]) => x <= factor * 1.0001).at(-1)![1];
    // fast is first at three of four seeds, and takes twice the steps at the other
    expect([shareAt(0, 1), shareAt(0, 2.1)]).toEqual([75, 100]);
    expect([shareAt(1, 1), shareAt(1, 2.1), shareAt(1, 4.1)]).toEqual([25, 50, 100]);
    expect(caption).toContain('Over 4 final seeds');
  });

  it('of accuracies give the share of runs with a smaller error, and interquartile means', () => {
    const { arms, context } = db();
    const { lines, caption } = profile({ ...definition, by: 'accuracy' }, arms, context);
    const shareAt = (line: number, error: number) =>
      lines[line]!.points.filter(([x]) => x <= error).at(-1)?.[1] ?? 0;
    expect([shareAt(0, 2.5), shareAt(0, 3.5), shareAt(1, 3.5), shareAt(1, 6.05)]).toEqual([75, 100, 0, 100]);
    // the middle two of four
    expect(caption).toContain('fast 98.00 (');
    expect(caption).toContain('slow 95.00 (');
  });
});
