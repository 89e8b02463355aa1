/** What the compare page computes, by value, over runs in a real database. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { baselineValue } from '../../../dashboard/compare/baseline.ts';
import { chartOf } from '../../../dashboard/compare/charts.ts';
import { compareCsv } from '../../../dashboard/compare/csv.ts';
import { metricCurves } from '../../../dashboard/compare/curves.ts';
import { curvesCsv } from '../../../dashboard/compare/export.ts';
import { boxSpec, comparePair, finalRows, pairWords } from '../../../dashboard/compare/final.ts';
import { footnoteOf } from '../../../dashboard/compare/footnote.ts';
import { compareModel } from '../../../dashboard/compare/model.ts';
import { positionsOf } from '../../../dashboard/compare/positions.ts';
import {
  type CompareView,
  compareHref,
  compareQuery,
  DEFAULT_VIEW,
  parseCompareView,
} from '../../../dashboard/compare/view.ts';
import { type Database, openDatabase } from '../../../db/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-compare-'));
let db: Database;
const ids: string[] = [];

/** Two optimizers with three seeds each; the last run of sgd diverges after its second point. */
beforeAll(() => {
  db = openDatabase(path.join(folder, 'runs.db'));
  const tracker = openTracker({ db });
  for (const [o, optimizer] of ['adam', 'sgd'].entries()) {
    for (const seed of [0, 1, 2]) {
      const run = tracker.startRun({
        name: `${optimizer} ${seed}`,
        params: { optimizer, batchSize: 100, trainSize: 250, lastBatch: 'keep', dropout: 0 },
        seed,
      });
      ids.push(run.id);
      const diverges = optimizer === 'sgd' && seed === 2;
      for (const epoch of [1, 2, 3]) {
        if (diverges && epoch === 3) break;
        const accuracy = 0.9 + 0.01 * epoch + 0.001 * seed - 0.02 * o;
        run.log({ epoch, 'train/loss': 2 ** -epoch, 'validation/accuracy': accuracy }, 3 * epoch);
      }
      if (diverges) run.diverge(7);
      else {
        run.log({ 'test/accuracy': 0.95 - 0.02 * o + 0.001 * seed }, 9);
        run.finish();
      }
    }
  }
  tracker.close();
});
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

function modelOf(change: Partial<CompareView> = {}) {
  return compareModel(db, { ...DEFAULT_VIEW, filter: '', ...change });
}

function curvesOf(metric: string, change: Partial<CompareView> = {}) {
  const model = modelOf(change);
  const positions = positionsOf(db, model.table, model.rows, model.view.x);
  return { model, curves: metricCurves(db, model, metric, positions) };
}

const round = (values: Iterable<number>) => Array.from(values, (value) => Number(value.toFixed(6)));

describe('groups', () => {
  test('all but the seed: one for each setting, best first, named by what differs', () => {
    const { groups, rows } = modelOf();
    expect(rows).toHaveLength(6);
    expect(groups.map(({ label, members }) => [label, members.length])).toEqual([
      ['adam', 3],
      ['sgd', 3],
    ]);
  });

  test('single runs have the seed in their names, and keep the order of their means', () => {
    const { groups } = modelOf({ runs: [ids[3]!, ids[0]!], group: null });
    expect(groups.map(({ label }) => label)).toEqual(['adam · seed 0', 'sgd · seed 0']);
  });

  test('more single runs than can be told apart are grouped, and the model says so', () => {
    const many = openDatabase(path.join(folder, 'many.db'));
    const tracker = openTracker({ db: many });
    for (let i = 0; i < 60; i += 1) {
      const run = tracker.startRun({ name: 'r', params: { optimizer: i % 2 ? 'adam' : 'sgd' }, seed: i });
      run.log({ loss: i }, 1);
      run.finish();
    }
    tracker.close();
    const model = compareModel(many, { ...DEFAULT_VIEW, filter: '', group: null });
    expect([model.regrouped, model.groups.length, model.view.group]).toEqual([true, 2, 'all']);
    many.close();
  });

  test('a name has its colour of the palette, and lines of one colour have different dashes', () => {
    expect(modelOf().colors.of.map(({ slot }) => slot)).toEqual([2, 3]);
    const single = modelOf({ group: null, color: 'optimizer' });
    const adam = single.colors.of.slice(0, 3);
    expect(adam.map(({ slot }) => slot)).toEqual([2, 2, 2]);
    expect(new Set(adam.map(({ dash }) => dash)).size).toBe(3);
  });
});

describe('curves', () => {
  test('the mean is over all runs, in percent, and goes on with the runs that are left', () => {
    const { curves } = curvesOf('validation/accuracy');
    const sgd = curves.groups[1]!;
    expect([...sgd.mean.x]).toEqual([3, 6, 9]);
    expect(round(sgd.mean.mean)).toEqual([89.1, 90.1, 91.05]);
    expect([...sgd.mean.n]).toEqual([3, 3, 2]);
    expect(round(sgd.band!.high)).toEqual([89.2, 90.2, 91.120711]);
  });

  test('on a log axis accuracy is drawn as error, and the footnote says which n falls where', () => {
    const { model, curves } = curvesOf('validation/accuracy', { y: 'log' });
    expect(curves.name).toBe('validation/error');
    expect(round(curves.groups[0]!.mean.mean)).toEqual([8.9, 7.9, 6.9]);
    const chart = chartOf(model, curves, true);
    expect(chart.spec.y).toEqual({ title: 'validation/error, %', scale: 'log' });
    expect(footnoteOf(model, chart)).toBe(
      'Line: mean of 3 runs. No band below 5 runs: each run in its place. All 6 runs enter the means, none is sampled. ' +
        'n of sgd falls from 3 to 2 after 6 (1 diverged, ×). No smoothing.',
    );
  });

  test('a diverged run has a cross at its last value, in the colour of its group', () => {
    const { model, curves } = curvesOf('validation/accuracy');
    const dots = chartOf(model, curves, true).spec.series.filter(({ kind }) => kind === 'dots');
    expect(dots).toEqual([
      {
        kind: 'dots',
        name: 'sgd, diverged',
        group: 'sgd',
        slot: 3,
        symbol: 'cross',
        points: [[6, 90.2]],
        labels: ['sgd, seed 2: diverged'],
      },
    ]);
  });

  test('a band needs five runs; below, its runs are drawn in its place, unless no band is wanted', () => {
    const several = openDatabase(path.join(folder, 'several.db'));
    const tracker = openTracker({ db: several });
    for (const [kind, seeds] of [
      ['four', 4],
      ['five', 5],
    ] as const) {
      for (let seed = 0; seed < seeds; seed += 1) {
        const run = tracker.startRun({ name: 'r', params: { kind }, seed });
        for (const step of [1, 2]) run.log({ loss: step + seed }, step);
        run.finish();
      }
    }
    tracker.close();
    const drawnWith = (change: Partial<CompareView>) => {
      const model = compareModel(several, { ...DEFAULT_VIEW, filter: '', ...change });
      const positions = positionsOf(several, model.table, model.rows, 'step');
      const chart = chartOf(model, metricCurves(several, model, 'loss', positions), false);
      const lines = chart.spec.series.flatMap((one) => (one.kind === 'line' ? [one] : []));
      return {
        footnote: footnoteOf(model, chart),
        banded: lines.filter(({ band }) => band !== undefined).map(({ name }) => name),
        weights: ['kind four', 'kind five'].map((of) =>
          [...new Set(lines.filter(({ group }) => group === of).map(({ weight }) => weight))].join(),
        ),
      };
    };
    const both = drawnWith({});
    expect(both.banded).toEqual(['kind five']);
    expect(both.weights).toEqual(['single', 'faint']);
    expect(both.footnote).toContain('Band: ± 1 std over the runs; below 5 runs none, each run in its place.');
    expect(both.footnote).toContain('Faint: each run.');
    const hidden = drawnWith({ single: false });
    expect(hidden.weights).toEqual(['single', '']);
    expect(hidden.footnote).not.toContain('Faint');
    expect(drawnWith({ band: 'none' }).weights).toEqual(['faint', 'faint']);
    several.close();
  });

  test('epochs come from the metric, samples from the batches, with a smaller last batch', () => {
    expect([...curvesOf('train/loss', { x: 'epoch' }).curves.groups[0]!.mean.x]).toEqual([1, 2, 3]);
    expect([...curvesOf('train/loss', { x: 'samples' }).curves.groups[0]!.mean.x]).toEqual([250, 500, 750]);
  });

  test('wall time spreads the time of a run over its steps', () => {
    const { model, curves } = curvesOf('train/loss', { x: 'time', group: null, runs: [ids[0]!] });
    const { wallMs } = model.table.rows[model.rows[0]!]!;
    expect(curves.groups[0]!.mean.x.at(-1)).toBeCloseTo(wallMs! / 1000, 9);
  });

  test('smoothing keeps the mean beside it, and says what it does', () => {
    const { model, curves } = curvesOf('train/loss', { smooth: 3 });
    const { mean, smooth } = curves.groups[0]!;
    expect([...mean.mean]).toEqual([0.5, 0.25, 0.125]);
    // weights ½, ¼ … of values one half-life apart, divided by their sum
    expect(round(smooth!)).toEqual(
      round([0.5, (0.25 * 0.5 + 0.5 * 0.25) / 0.75, (0.125 / 2 + 0.25 / 4 + 0.5 / 8) / 0.875]),
    );
    const chart = chartOf(model, curves, true);
    expect(footnoteOf(model, chart)).toContain(
      'exponential moving average over steps, half-life 3 steps, bias-corrected; raw line behind',
    );
    expect(chart.spec.series.map(({ name }) => name)).toContain('adam, not smoothed');
  });

  test('lines are thinned for drawing only after the mean, and keep its extremes', () => {
    const long = openDatabase(path.join(folder, 'long.db'));
    const tracker = openTracker({ db: long });
    for (const seed of [0, 1]) {
      const run = tracker.startRun({ name: 'long', params: { a: 1 }, seed });
      for (let step = 0; step < 5000; step += 1) run.log({ loss: step === 4321 ? 9 : seed }, step);
      run.finish();
    }
    tracker.close();
    const model = compareModel(long, { ...DEFAULT_VIEW, filter: '' });
    const positions = positionsOf(long, model.table, model.rows, 'step');
    const curves = metricCurves(long, model, 'loss', positions);
    expect(curves.groups[0]!.mean.x.length).toBe(5000);
    const chart = chartOf(model, curves, true);
    const line = chart.spec.series.find((one) => one.kind === 'line' && one.weight === 'mean')!;
    const points = line.kind === 'line' ? line.points : [];
    expect(points.length).toBeLessThanOrEqual(2 * chart.columns + 2);
    expect(points).toContainEqual([4321, 9]);
    expect(footnoteOf(model, chart)).toContain('Drawn from at most 1\u202f200 points a line');
    long.close();
  });
});

describe('final values', () => {
  test('rows have mean, spread and n; the diverged run is counted, not averaged', () => {
    const rows = finalRows(modelOf());
    expect(rows.map(({ mean, values, diverged }) => [round([mean!])[0], values.length, diverged])).toEqual([
      [0.951, 3, 0],
      [0.9305, 2, 1],
    ]);
    expect(rows[0]!.spread).toBeCloseTo(0.001, 12);
    expect(finalRows(modelOf({ band: 'se' }))[0]!.spread).toBeCloseTo(0.001 / Math.sqrt(3), 12);
    expect(finalRows(modelOf({ band: 'range' }))[0]!.range).toEqual([0.95, 0.952]);
  });

  test('nor does a value that a run logged before it diverged enter anything', () => {
    const model = modelOf({ final: 'validation/accuracy' });
    const [adam, sgd] = finalRows(model);
    expect([round(adam!.values), round(sgd!.values)]).toEqual([
      [0.93, 0.931, 0.932],
      [0.91, 0.911],
    ]);
    expect([round([sgd!.mean!]), sgd!.diverged]).toEqual([[0.9105], 1]);
    expect(comparePair(model, model.groups[0]!, model.groups[1]!)).toMatchObject({ pairs: 2, n: [3, 2] });
    expect(boxSpec(model, finalRows(model))!.series[0]).toMatchObject({ points: { length: 5 } });
    for (const table of ['groups', 'final'] as const) expect(compareCsv(model, table)).not.toContain('0.902');
    const diverged = model.rows.find((row) => model.table.rows[row]!.status === 'diverged')!;
    expect(baselineValue({ ...model, baseline: diverged })).toBeNull();
  });

  test('the metric shown is one that a completed run has, else the one that there will be', () => {
    const young = openDatabase(path.join(folder, 'young.db'));
    const tracker = openTracker({ db: young, flushEveryMs: null });
    const finalOf = () => {
      const model = compareModel(young, { ...DEFAULT_VIEW, filter: '' });
      return [model.final!.key, finalRows(model).map(({ values }) => values)];
    };
    const running = tracker.startRun({ name: 'r', params: {}, seed: 0 });
    running.log({ 'train/loss': 3, 'validation/accuracy': 0.5 }, 1);
    running.flush();
    expect(finalOf()).toEqual(['validation/accuracy', [[]]]);
    const completed = tracker.startRun({ name: 'r', params: {}, seed: 1 });
    completed.log({ 'train/loss': 2 }, 1);
    completed.finish();
    expect(finalOf()).toEqual(['train/loss', [[2]]]);
    running.finish();
    expect(finalOf()).toEqual(['validation/accuracy', [[0.5]]]);
    tracker.close();
    young.close();
  });

  test('boxes are over all values, in percent', () => {
    const model = modelOf();
    const series = boxSpec(model, finalRows(model))!.series[0]!;
    if (series.kind !== 'boxes') throw new Error('no boxes');
    expect(round(series.values[0]!)).toEqual([95, 95.05, 95.1, 95.15, 95.2]);
    expect(series.points).toHaveLength(5);
  });

  test('two groups are paired by seed, and the sentence has the numbers', () => {
    const model = modelOf();
    const [adam, sgd] = model.groups;
    const pair = comparePair(model, adam!, sgd!)!;
    expect(pair.pairs).toBe(2);
    expect(pair.difference).toBeCloseTo(0.02, 12);
    expect(pairWords(model, pair).verdict).toBe('adam is better than sgd.');
    expect(pairWords(model, pair).evidence).toMatch(
      /^Difference \+2\.00 pt, 95 % CI \[\+2\.00, \+2\.00\], paired by seed, n = 2\.$/,
    );
  });
});

describe('the CSV of the curves', () => {
  test('has every point of every run and of the means, with all digits', () => {
    const text = [
      ...curvesCsv(db, modelOf({ metrics: ['train/loss', 'validation/accuracy'], band: 'ci' })),
    ].join('');
    const [head, ...lines] = text.trimEnd().split('\r\n');
    expect(head).toBe('metric,group,series,run,seed,step,value,low,high,n');
    // 2 groups × 3 means, and 5 runs × 3 points and one of 2, each for two metrics
    expect(lines).toHaveLength(2 * (6 + 17));
    expect(lines).toContain('train/loss,adam,mean,,,3,0.5,0.5,0.5,3');
    expect(lines).toContain(`validation/accuracy,sgd,run,${ids[3]},0,3,${100 * (0.9 + 0.01 + 0 - 0.02)},,,`);
    const values = lines
      .filter((line) => line.startsWith('validation/accuracy,adam,run') && line.split(',')[5] === '6')
      .map((line) => Number(line.split(',')[6]));
    const mean = lines.find((line) => line.startsWith('validation/accuracy,adam,mean,,,6,'))!;
    expect(Number(mean.split(',')[6])).toBeCloseTo(values.reduce((a, b) => a + b) / 3, 10);
  });

  test('has the smoothed mean in a column of its own', () => {
    const text = [...curvesCsv(db, modelOf({ metrics: ['train/loss'], smooth: 3 }))].join('');
    const [head, first] = text.split('\r\n');
    expect(head).toMatch(/,n,smoothed$/);
    expect(first).toBe('train/loss,adam,mean,,,3,0.5,0.5,0.5,3,0.5');
  });
});

describe('the address', () => {
  test('comes back as the view that it was made of', () => {
    const view: CompareView = {
      ...DEFAULT_VIEW,
      ...{ filter: 'optimizer = "adam"', group: ['a,b', 'c'], metrics: ['train/loss'], final: 'test/loss' },
      ...{ x: 'epoch', xScale: 'log', y: 'log', band: 'ci', smooth: 2.5, color: 'c', single: false },
      ...{ hide: ['adam · lr 0.1', 'x,y'], zoom: [1.5, 3], pair: ['a', 'b'], baseline: 'abc' },
    };
    expect(parseCompareView(new URLSearchParams(compareQuery(view)))).toEqual(view);
  });

  test('single runs by id are not grouped unless the address says so', () => {
    expect(parseCompareView(new URLSearchParams('runs=a,b'))).toMatchObject({
      runs: ['a', 'b'],
      group: null,
    });
    expect(parseCompareView(new URLSearchParams('runs=a,b&group=all')).group).toBe('all');
    expect(parseCompareView(new URLSearchParams('filter='))).toMatchObject({ filter: '', group: 'all' });
  });

  test('another x axis has no zoom and no half-life in units of the old one', () => {
    const view: CompareView = { ...DEFAULT_VIEW, filter: '', smooth: 50, zoom: [10, 20] };
    expect(compareHref(view, { x: 'epoch' })).toBe('/compare?filter=&x=epoch');
    expect(compareHref(view, { y: 'log' })).toBe('/compare?filter=&y=log&smooth=50&zoom=10,20');
  });

  test('what is not understood takes its default', () => {
    const view = parseCompareView(new URLSearchParams('filter=&x=years&band=7&smooth=-3&zoom=5,2&pair=one'));
    expect(view).toEqual({ ...DEFAULT_VIEW, filter: '' });
  });
});
