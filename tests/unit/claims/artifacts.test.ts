/** What claims read from the files of their runs: correct flags for accuracies, slices of the loss for figures. */
import { describe, expect, it } from 'vitest';
import { type Database, getRun } from '../../../db/index.ts';
import { accuraciesOf } from '../../../src/claims/accuracies.ts';
import type { ClaimEvidence } from '../../../src/claims/evidence.ts';
import { type ClaimDefinition, type ClaimPlan, loadClaims } from '../../../src/claims/index.ts';
import { type DataContext, figureData } from '../../../src/claims/report/figure-data.ts';
import type { TunedArm } from '../../../src/claims/tuning.ts';
import { twoWayInterval } from '../../../src/stats/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';
import { workplaceForEach } from '../../support/workplace.ts';

const claims = await loadClaims();
const claim = (id: string): ClaimDefinition => claims.find((one) => one.id === id)!;
const [loss, article] = [claim('loss'), claim('article')];
let db: Database;
workplaceForEach((opened) => {
  ({ db } = opened);
});

/** A run with files, ended; its id. */
function runWith(seed: number, files: Readonly<Record<string, Uint8Array | object>>, ended = true): string {
  const tracker = openTracker({ db });
  const run = tracker.startRun({ name: 'claimed', params: {}, seed });
  for (const [name, content] of Object.entries(files)) {
    if (content instanceof Uint8Array) run.logArtifact(name, content);
    else run.logJson(name, content);
  }
  if (ended) run.finish();
  else run.diverge(1);
  tracker.close();
  return run.id;
}

describe('the accuracy that an arm reaches', () => {
  const stratum = Object.keys(article.strata)[0]!;
  const plan = { claim: article, factsOf: () => ({ testCount: 16 }) } as unknown as ClaimPlan;
  const armOf = (arm: string, ids: readonly string[]) => {
    const finals = new Map(ids.map((id, seed) => [seed, getRun(db, id)]));
    const chosen = { finals, config: { dataset: 'mnist' } };
    return { arm, stratum, definition: article.arms[arm], chosen } as unknown as TunedArm;
  };
  const flags = [Uint8Array.of(0xff, 0x0f), Uint8Array.of(0xff, 0x3f), Uint8Array.of(0xfe, 0xff)];

  it('is the share of right answers among the stored flags, with seeds and images as samples', () => {
    const ids = flags.map((bits, seed) => runWith(seed, { 'correct.bits': bits }));
    const [record] = accuraciesOf(plan, [armOf('coded', ids)], db);
    const { low, high } = twoWayInterval(flags, null, 16).interval;
    expect(record).toEqual({
      ...{ arm: 'coded', label: article.arms.coded!.label, stratumLabel: article.strata[stratum]!.label },
      ...{ mean: (12 + 14 + 15) / 48, interval: { low, high }, seeds: 3, images: 16 },
    });
    expect(low).toBeLessThan(record!.mean);
    expect(high).toBeGreaterThan(record!.mean);
  });

  it('leaves diverged runs out, and arms with fewer than two that ended or that nobody asked for', () => {
    const ended = flags.slice(0, 2).map((bits, seed) => runWith(seed, { 'correct.bits': bits }));
    const diverged = runWith(2, { 'correct.bits': Uint8Array.of(0, 0) }, false);
    const arms = [
      armOf('coded', [...ended, diverged]),
      armOf('meant', [ended[0]!, diverged]),
      { ...armOf('coded', ended), arm: 'unasked' },
    ];
    expect(accuraciesOf(plan, arms, db)).toMatchObject([{ arm: 'coded', mean: 26 / 32, seeds: 2 }]);
  });
});

describe('the figure of loss slices', () => {
  const slices = (level: number) => ({
    distances: [-1, 0, 1],
    lines: [[level + 2, level, level + 1]],
    surface: {
      sides: [-1, 1],
      losses: [
        [level, 4],
        [5, 6],
      ],
    },
  });
  const [atStart, atEnd] = loss.figures!.flatMap((one) => (one.kind === 'artifact' ? [one] : []));

  /** Two runs of an arm; the first one never learnt. */
  function context(): DataContext {
    const files = { 'measure-lossSlices-0.json': slices(1), 'measure-lossSlices-470.json': slices(0.25) };
    const other = { 'measure-lossSlices-0.json': slices(7), 'measure-lossSlices-470.json': slices(8) };
    const runs = [
      { id: runWith(1, other), seed: 1, diverged: false, stalled: true },
      { id: runWith(2, files), seed: 2, diverged: false, stalled: false },
    ];
    const arm = { arm: 'ce', label: 'softmax + ce', stratum: 'only', stratumLabel: 'all', runs };
    return { claim: loss, db, evidence: { arms: [arm] } as unknown as ClaimEvidence } as DataContext;
  }

  it('shows the weights that its definition names: the initial ones or the trained ones', () => {
    const at = (definition: NonNullable<typeof atStart>) => {
      const [line] = figureData(definition, 3, context());
      if (line?.kind !== 'lines') throw new Error('a figure of lines was expected');
      return { points: line.lines[0]!.points, caption: line.caption, title: line.title };
    };
    expect(at(atStart!)).toEqual({
      points: [
        [-1, 3],
        [0, 1],
        [1, 2],
      ],
      caption: 'One run an arm, that of the first final seed that learnt, at the initial weights.',
      title: 'The rescaled loss around the initial weights: along one line',
    });
    expect(at(atEnd!).points).toEqual([
      [-1, 2.25],
      [0, 0.25],
      [1, 1.25],
    ]);
    expect(at(atEnd!).caption).toContain('at the trained weights');
  });

  it('has a map of the plane beside the line', () => {
    const [, map] = figureData(atStart!, 3, context());
    expect(map).toMatchObject({
      kind: 'heat',
      map: {
        columns: ['-1', '1'],
        values: [
          [1, 4],
          [5, 6],
        ],
      },
    });
  });
});
