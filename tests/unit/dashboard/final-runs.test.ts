/** Runs that never learnt, where a claim counts them and where it leaves them out: in the table, the CSV, the caption. */
import { describe, expect, test } from 'vitest';
import { Arms } from '../../../dashboard/claims/arms.tsx';
import { armsCsv } from '../../../dashboard/claims/csv.ts';
import type { ArmEvidence, ClaimEvidence } from '../../../src/claims/evidence.ts';
import { curvesCaption } from '../../../src/claims/report/final-runs.ts';

type FinalRun = ArmEvidence['runs'][number];

const learnt = { diverged: false, stalled: false, neverLearnt: false };
const diverged = { diverged: true, stalled: false, neverLearnt: false };
/** it never learnt, and a hypothesis of its claim is about that */
const counted = { diverged: false, stalled: false, neverLearnt: true };
const leftOut = { diverged: false, stalled: true, neverLearnt: true };
/** of an earlier version, which did not tell the two apart */
const early = { diverged: false, stalled: true };

function arm(...runs: readonly Omit<FinalRun, 'seed' | 'id'>[]): ArmEvidence {
  return {
    ...{ arm: 'a', label: 'arm a', stratum: 'only', stratumLabel: 'digits', tuning: null },
    ...{ chosen: 'as it is', otherRuns: [] },
    runs: runs.map((run, seed) => ({ ...run, seed, id: `run${seed}` })),
  };
}

describe('runs that never learnt', () => {
  const arms = [
    { runs: [learnt, counted, counted, diverged], divergedRuns: 1, never: 2 },
    { runs: [learnt, leftOut], divergedRuns: 0, never: 1 },
    { runs: [early, early, learnt], divergedRuns: 0, never: 2 },
  ].map((one) => ({ ...one, arm: arm(...one.runs) }));

  test('are counted in the table of arms and in its CSV, also where the claim counts them', () => {
    const all = arms.map((one) => one.arm);
    const html = String(Arms({ arms: all, slotOf: () => 1, tuningSeeds: 3, csvHref: '' }));
    const rows = html.split('<tbody>')[1]!.split('</tr>').slice(0, 3);
    const cells = rows.map((row) =>
      [...row.matchAll(/<td class="number">(\d+)<\/td>/g)].map(([, n]) => Number(n)),
    );
    const expected = arms.map(({ divergedRuns, never }) => [divergedRuns, never]);
    expect(cells).toEqual(expected);
    const evidence = { id: 'small', preset: 'smoke', arms: all } as unknown as ClaimEvidence;
    const [head, ...lines] = armsCsv(evidence)
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    const at = [head!.indexOf('diverged'), head!.indexOf('never_learnt')];
    expect(lines.map((line) => at.map((i) => Number(line[i])))).toEqual(expected);
  });

  test.each([
    ['nothing of runs that all learnt', [arm(learnt, learnt)], 'Mean over 2 final seeds', ''],
    [
      'what is left out',
      [arm(learnt, diverged, leftOut, leftOut), arm(learnt, learnt, learnt)],
      'Mean over 1 to 3 final seeds',
      ' Left out: 1 run that diverged, 2 runs that never learnt.',
    ],
    [
      'what is drawn all the same',
      [arm(learnt, counted), arm(counted, learnt)],
      'Mean over 2 final seeds',
      ' Among those drawn: 2 runs that never learnt.',
    ],
  ])('the caption of curves says %s', (_, drawn, start, end) => {
    expect(curvesCaption(drawn)).toBe(
      `${start} an arm at the chosen setting, band ± 1 standard deviation from 5 runs on, below that the single runs.${end}`,
    );
  });
});
