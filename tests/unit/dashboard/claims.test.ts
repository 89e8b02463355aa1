/** The figures of a claim's page and their CSV, by value, over runs in a real database. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Line } from '../../../dashboard/charts/spec.ts';
import { figureCsv } from '../../../dashboard/claims/csv.ts';
import { claimCharts, claimFigures } from '../../../dashboard/claims/figure-specs.ts';
import { type Database, openDatabase } from '../../../db/index.ts';
import type { ArmEvidence, ClaimEvidence } from '../../../src/claims/evidence.ts';
import { forPicture } from '../../../src/claims/report/series.ts';
import { openTracker } from '../../../src/tracking/index.ts';
import { smallClaim } from '../claims/support.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-claims-'));
const STEPS = 1300;
let db: Database;
let evidence: ClaimEvidence;

/** Not 1 − error exactly: the digits must survive. */
const accuracyOf = (seed: number, step: number) => 0.9 + 0.01 * seed + step / 100_000 + 1e-9;

function trained(arm: string, seeds: number): ArmEvidence {
  const tracker = openTracker({ db });
  const runs = Array.from({ length: seeds }, (_, seed) => {
    const run = tracker.startRun({ name: `${arm} ${seed}`, params: { arm }, seed });
    for (let step = 1; step <= STEPS; step += 1) {
      // a spike at a step that no stride of 160 hits
      const accuracy = step === 651 ? 0 : accuracyOf(seed, step);
      run.log({ 'validation/accuracy': accuracy }, step);
    }
    run.finish();
    return { seed, id: run.id, diverged: false, stalled: false };
  });
  tracker.close();
  return {
    ...{ arm, label: arm, stratum: 'only', stratumLabel: 'the only one', tuning: null },
    ...{ chosen: 'as it is', runs, otherRuns: [] },
  };
}

beforeAll(() => {
  db = openDatabase(path.join(folder, 'runs.db'));
  evidence = {
    ...{ id: 'small', preset: 'standard', computedAt: 1, tuningSeeds: [], hypotheses: [] },
    arms: [trained('a', 8), trained('b', 3)],
  } as unknown as ClaimEvidence;
});
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the curves on a claim's page", () => {
  const lines = () => claimCharts(db, smallClaim(), evidence, 'only')[0]!.spec.series as Line[];
  const means = () => lines().filter(({ weight }) => weight === 'mean');

  test('every run is drawn, under a name of its own, and the means keep the extremes', () => {
    const names = lines().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual([
      ...Array.from({ length: 8 }, (_, seed) => `a, seed ${seed}`),
      ...Array.from({ length: 3 }, (_, seed) => `b, seed ${seed}`),
      ...['a', 'b'],
    ]);
    for (const { name, points } of lines()) {
      expect(Math.max(...points.map(([, error]) => error!)), name).toBe(100);
    }
    expect(lines().every(({ group }) => group === 'a' || group === 'b')).toBe(true);
  });

  test('a band stands only on five runs or more; of fewer the single runs stand out, and n is told', () => {
    const [a, b] = means();
    expect(lines().filter(({ weight }) => weight === 'single')).toHaveLength(3);
    expect(lines().filter(({ weight }) => weight === 'faint')).toHaveLength(8);
    expect(b!.band).toBeUndefined();
    expect([new Set(a!.n), new Set(b!.n)]).toEqual([new Set([8]), new Set([3])]);
    const last = a!.points.length - 1;
    const errors = Array.from({ length: 8 }, (_, seed) => 100 * (1 - accuracyOf(seed, STEPS)));
    const mean = errors.reduce((sum, one) => sum + one, 0) / 8;
    const std = Math.sqrt(errors.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 7);
    expect(a!.points[last]![0]).toBe(STEPS);
    expect(a!.points[last]![1]).toBeCloseTo(mean, 4);
    expect(a!.band!.high[last]).toBeCloseTo(mean + std, 9);
    expect(a!.band!.low[last]).toBeCloseTo(mean - std, 9);
  });

  test('the footnote says the band, that no run is sampled, and how many points are drawn', () => {
    const { caption } = claimCharts(db, smallClaim(), evidence, 'only')[0]!;
    expect(caption).toContain('Mean over 3 to 8 final seeds');
    expect(caption).toContain('band ± 1 standard deviation from 5 runs on');
    expect(caption).toContain('No run is sampled. 11 single runs behind.');
    expect(caption).toMatch(
      /Drawn from at most 1\u202f200 points a mean and 908 a run, the extremes kept\.$/,
    );
  });

  test('the CSV has every point of every run with all digits, and the mean apart', () => {
    const [figure] = claimFigures(db, smallClaim(), evidence, 'only');
    const [head, ...rows] = figureCsv(figure!).trim().split('\r\n');
    expect(head).toBe('arm,series,run,seed,step,"validation error, %",low,high,n');
    expect(rows).toHaveLength(11 * STEPS + 2 * STEPS);
    const { id } = evidence.arms[0]!.runs[7]!;
    const own = rows.filter((row) => row.startsWith(`a,run,${id},7,`));
    expect(own).toHaveLength(STEPS);
    expect(own.at(-1)).toBe(`a,run,${id},7,${STEPS},${100 * (1 - accuracyOf(7, STEPS))},,,`);
    expect(rows.filter((row) => row.startsWith('b,mean,,,')).at(-1)).toMatch(/,,,3$/);
  });

  test('a picture of a report shows six runs, and says so by its numbers', () => {
    const [figure] = claimFigures(db, smallClaim(), evidence, 'only');
    const drawn = forPicture(figure!.kind === 'lines' ? figure!.lines : []);
    const sizes = drawn.map(({ name, run, points }) => [
      name,
      run === undefined ? 'mean' : 'run',
      points.length,
    ]);
    expect(sizes.filter(([name]) => name === 'a')).toEqual([
      ...Array(6).fill(['a', 'run', 40]),
      ['a', 'mean', 160],
    ]);
  });
});
