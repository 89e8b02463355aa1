/** The pages of sweeps and runs, by value: queued by the code of `descent sweep`, with results that are made up. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type App, createApp } from '../../../dashboard/app.ts';
import { loadAssets } from '../../../dashboard/assets.ts';
import { claimTopic } from '../../../dashboard/live/claims.tsx';
import { homeTopic } from '../../../dashboard/live/home.tsx';
import { sweepTopic } from '../../../dashboard/live/sweep.tsx';
import { sweepsTopic } from '../../../dashboard/live/sweeps.tsx';
import { runTopic } from '../../../dashboard/run/live.tsx';
import { analyse } from '../../../dashboard/sweeps/analysis.ts';
import { outlineOf } from '../../../dashboard/sweeps/cards.tsx';
import { DEFAULT_VIEW } from '../../../dashboard/sweeps/view.ts';
import {
  addNote,
  claimRun,
  type Database,
  getRun,
  getSweep,
  listRuns,
  openDatabase,
  sweepLogPath,
} from '../../../db/index.ts';
import { expand, type RunConfig, type SweepDefinition } from '../../../src/config/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';
import { planRuns, storeSweep } from '../../../src/sweep/index.ts';
import { type ActiveRun, openTracker, type Tracker } from '../../../src/tracking/index.ts';

const trained: string[] = [];
vi.mock(import('../../../dashboard/sweeps/training.ts'), async (original) => ({
  ...(await original()),
  startTraining: (_db, sweepId) => {
    trained.push(sweepId);
  },
}));

const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-sweep-page-'));
const ENGINE = { name: 'native', version: '1', numerics: 'test', isa: 'test' } as const;
let db: Database;
let app: App;
let tracker: Tracker;

function sweepOf(
  name: string,
  change: Partial<SweepDefinition>,
  result: (config: RunConfig, run: ActiveRun) => void,
  left = 0,
): string {
  const definition = { name, ...change } as SweepDefinition;
  const expanded = expand(definition, datasetFacts);
  const { sweepId } = storeSweep(db, expanded, planRuns(expanded), ENGINE, { definition });
  for (let i = 0; i < expanded.runs.length - left; i += 1) {
    const claimed = claimRun(db, { sweepId })!;
    result(claimed.config, tracker.adopt(claimed));
  }
  return sweepId;
}

const completed = (run: ActiveRun, accuracy: number) => {
  run.log({ 'validation/accuracy': accuracy, 'test/accuracy': accuracy }, 10);
  run.finish();
};
const SMALL = { dataset: 'mnist10k', architecture: 'logreg' } as const;

/** Exactly additive: adam +4 pt, tanh +1 pt, 0.2 pt a seed. */
const gridValue = ({ optimizer, activation, seed }: RunConfig) =>
  0.8 + (optimizer === 'adam' ? 0.04 : 0) + (activation === 'tanh' ? 0.01 : 0) + 0.002 * seed;
let grid: string;
let holes: string;
let target: string;

beforeAll(() => {
  db = openDatabase(path.join(folder, 'runs.db'));
  app = createApp({ db, assets: loadAssets() });
  tracker = openTracker({ db });
  grid = sweepOf(
    'grid',
    {
      fixed: { ...SMALL, architecture: 'mlp', learningRate: 0.01, epochs: 1 },
      axes: { optimizer: ['sgd', 'adam'], activation: ['relu', 'tanh'] },
      seeds: { count: 4, from: 0 },
    },
    (config, run) => completed(run, gridValue(config)),
  );
  holes = sweepOf(
    'holes',
    { fixed: { ...SMALL, epochs: 2 }, axes: { learningRate: [0.01, 0.1] }, seeds: { count: 3, from: 0 } },
    (config, run) => {
      if (config.learningRate === 0.1) run.diverge(7);
      else if (config.seed === 2) run.fail(new Error('out of memory'));
      else completed(run, 0.9 + 0.02 * config.seed);
    },
  );
  target = sweepOf(
    'target',
    { fixed: { ...SMALL, epochs: 3 }, seeds: { count: 3, from: 0 } },
    ({ seed }, run) => {
      [0.9, 0.975, 0.979, 0.979].forEach((accuracy, i) => {
        const reached = (seed === 0 && i >= 1) || (seed === 1 && i >= 2);
        run.log({ 'validation/accuracy': reached ? 0.985 : accuracy }, 10 * (i + 1));
      });
      if (seed === 0) run.logJson('confusion.json', CONFUSION, { kind: 'confusion' });
      run.finish();
    },
  );
});
afterAll(() => {
  tracker.close();
  app.live.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const CONFUSION = {
  classNames: ['cat', 'dog'],
  matrix: [
    [5, 2],
    [1, 7],
  ],
};

async function get(address: string): Promise<string> {
  const answer = await app.hono.request(`http://localhost${address}`, { headers: { host: 'localhost' } });
  expect(answer.status, address).toBe(200);
  return answer.text();
}
const post = (address: string) =>
  app.hono.request(`http://localhost${address}`, {
    method: 'POST',
    headers: { host: 'localhost', origin: 'http://localhost' },
  });
const seedOf = (sweepId: string, seed: number) => listRuns(db, { sweepId }).find((run) => run.seed === seed)!;
const live = (id: string) => sweepTopic(db, encodeURIComponent(`${id}?`));

describe('the cards of a sweep', () => {
  test('a cell has the mean of its runs, a superscript n where some are missing, and a hatch where all diverged', async () => {
    const page = await get(`/sweeps/${holes}`);
    const [cells] = page.match(/<table class="heat-map">.*?<\/table>/s)!;
    expect(cells).toContain('91.00<sup>2</sup>');
    expect(cells).toMatch(/<td class="heat diverged" title="no value; 3 diverged">/);
    expect(cells.match(/<td /g)).toHaveLength(2);
  });

  test('effects and importance are those of the numbers that went in', async () => {
    const { deep } = analyse(db, getSweep(db, grid), DEFAULT_VIEW);
    const effectOf = (factor: string) => deep.effects!.main.find((one) => one.factor === factor)!;
    expect(Math.abs(effectOf('optimizer').effect!)).toBeCloseTo(0.04, 9);
    expect(Math.abs(effectOf('activation').effect!)).toBeCloseTo(0.01, 9);
    expect(effectOf('optimizer').n).toBe(8);
    expect(deep.effects!.interactions[0]!.effect).toBeCloseTo(0, 9);
    // variances: 4e-4 of the optimizer, 2.5e-5 of the activation, 5e-6 of the seed
    const shareOf = (name: string) => deep.importance.find(({ names }) => names.join() === name)!.share;
    expect(shareOf('optimizer')).toBeGreaterThan(0.85);
    expect(shareOf('activation')).toBeGreaterThan(0.02);
    expect(shareOf('activation')).toBeLessThan(0.12);
    const page = await get(`/sweeps/${grid}`);
    expect(page).toMatch(/id="sweep-effects".*?[+\u2212]4\.00.*?id="sweep-interactions"/s);
  });

  test('heat map and importance have a picture to save, with the numbers shown', async () => {
    const page = await get(`/sweeps/${grid}`);
    const specs = [
      ...page.matchAll(/data-picture="([^"]*)".*?<script type="application\/json">(.*?)<\/script>/gs),
    ];
    expect(specs.map(([, title]) => title)).toEqual(['validation/accuracy, %', 'Importance']);
    const [heat, importance] = specs.map(([, , json]) => JSON.parse(json!));
    expect(heat.series[0].cells.map(([, , value]: number[]) => Number(value!.toFixed(6))).sort()).toEqual([
      ...[80.3, 81.3, 84.3, 85.3],
    ]);
    // the first row of the table stands on top
    expect(heat.y.categories).toEqual(['adam', 'sgd']);
    expect(heat.series[0].cells[0].slice(0, 2)).toEqual([0, 1]);
    expect(importance.x.categories[0]).toBe('optimizer');
    expect(importance.series[0].values[0]).toBeGreaterThan(85);
  });

  test('an open page gets every card, its words and its log anew, and is told where there are other cards', async () => {
    const { html, text, data } = await live(grid);
    expect(html!['sweep-effects']).toContain('id="sweep-effects"');
    expect(html!['sweep-interactions']).toContain('id="sweep-interactions"');
    expect(text!['best-of-footnote']).toContain('Expected best of k runs');
    expect(text!['parallel-remark']).toBe('16 runs');
    const page = await get(`/sweeps/${grid}`);
    for (const name of ['parallel-footnote', 'best-of-footnote', 'parallel-remark']) {
      expect(page).toContain(`data-live="${name}"`);
    }
    const outline = outlineOf(analyse(db, getSweep(db, grid), DEFAULT_VIEW));
    expect(outline).toContain('effects interactions');
    expect(page).toContain(`data-outline="${outline}"`);
    expect(data!['sweep-analysis']).toEqual({ outline });
    // nothing to compare, no rate to go over
    expect((await live(target)).data!['sweep-analysis']).not.toEqual({ outline });
    const stamp = () => sweepTopic.stamp!(db, encodeURIComponent(`${grid}?`));
    const before = stamp();
    appendFileSync(sweepLogPath(db, grid), 'training 16 runs\n');
    expect(stamp()).not.toBe(before);
    expect((await live(grid)).text!['sweep-log']).toBe('training 16 runs\n');
  });

  test('the diverged part of a progress bar is hatched where it stands', async () => {
    const bar = (await get('/sweeps')).match(/aria-label="Progress of holes".*?<\/svg>/s)![0];
    expect(bar).toContain('<rect class="hatch" fill="url(#hatch)" x="33.333%" width="50.000%"');
    expect(await get('/sweeps')).toContain('<pattern id="hatch"');
    expect((await get('/sweeps')).match(/aria-label="Progress of grid".*?<\/svg>/s)![0]).not.toContain(
      'hatch',
    );
  });
});

describe('what can be done to a sweep', () => {
  test('retry lets the failed runs wait again, and no others, and has them trained', async () => {
    expect((await post(`/sweeps/${holes}/retry`)).status).toBe(303);
    expect(trained).toEqual([holes]);
    expect(getSweep(db, holes).counts).toMatchObject({
      total: 6,
      completed: 2,
      diverged: 3,
      failed: 0,
      queued: 1,
    });
    expect(seedOf(holes, 2).status).not.toBe('completed');
    expect((await post(`/sweeps/${grid}/retry`)).status).toBe(303);
    expect(trained).toEqual([holes]);
  });

  test('a failed run that is trained again enters importance, effects and best of k', async () => {
    const again = sweepOf(
      'again',
      { fixed: SMALL, axes: { optimizer: ['adam', 'sgd'] }, seeds: { count: 2, from: 0 } },
      ({ optimizer, seed }, run) => {
        if (optimizer === 'sgd' && seed === 1) run.fail(new Error('no memory'));
        else completed(run, optimizer === 'adam' ? 0.9 : 0.8);
      },
    );
    const deepNow = () => analyse(db, getSweep(db, again), DEFAULT_VIEW).deep;
    // an effect goes by pairs of the same seed
    expect([deepNow().trials, deepNow().effects!.main[0]!.n]).toEqual([3, 1]);
    await post(`/sweeps/${again}/retry`);
    const claimed = claimRun(db, { sweepId: again })!;
    completed(tracker.adopt(claimed), 0.8);
    expect(getSweep(db, again).counts).toMatchObject({ total: 4, completed: 4, failed: 0 });
    expect(deepNow().trials).toBe(4);
    expect(deepNow().bestOf.curves.map(({ trials }) => trials)).toEqual([2, 2]);
    expect(deepNow().effects!.main[0]!.n).toBe(2);
  });

  test('a running run is cancelled from its line, it alone', async () => {
    const long = sweepOf(
      'long',
      { fixed: { ...SMALL, epochs: 9 }, seeds: { count: 3, from: 0 } },
      () => {},
      3,
    );
    const [one, other] = [claimRun(db, { sweepId: long })!, claimRun(db, { sweepId: long })!];
    const page = await get(`/sweeps/${long}`);
    const line = `/sweeps/${long}/runs/${one.id}/cancel`;
    expect(page).toContain(`action="${line}"`);
    expect(page).toContain(`action="/sweeps/${long}/runs/${other.id}/cancel"`);
    expect((await post(line)).status).toBe(303);
    expect([getRun(db, one.id), getRun(db, other.id)].map((run) => run.cancelRequested)).toEqual([
      true,
      false,
    ]);
    expect(getSweep(db, long).counts).toMatchObject({ running: 2, queued: 1, cancelled: 0 });
    expect(await get(`/sweeps/${long}`)).toContain('stopping…');
  });
});

describe('tables as CSV', () => {
  const rowsOf = async (address: string) => (await get(address)).trim().split('\r\n');

  test('every sweep with its counts and its best config', async () => {
    const [head, ...rows] = await rowsOf('/sweeps.csv');
    expect(head).toMatch(/^id,name,description,made,activity,runs,completed,diverged,failed/);
    const own = rows.find((row) => row.startsWith(`${grid},grid,`))!;
    expect(own).toMatch(/,finished,16,16,0,0,0,0,0,test\/accuracy,0\.853\d*,0\.0025\d+,4$/);
  });

  test('a run: its metrics, its config as stored, and its confusion matrix', async () => {
    const { id } = seedOf(target, 0);
    const summary = await rowsOf(`/runs/${id}/summary.csv`);
    expect(summary).toHaveLength(2);
    expect(summary[1]).toContain('validation/accuracy');
    const config = await rowsOf(`/runs/${id}/config.csv`);
    expect(config).toContain('dataset,mnist10k');
    expect(config).toContain('seed,0');
    expect(await rowsOf(`/runs/${id}/confusion.csv`)).toEqual([
      ...['true_class,answer,images', 'cat,cat,5', 'cat,dog,2', 'dog,cat,1', 'dog,dog,7'],
    ]);
    const without = await app.hono.request(`http://localhost/runs/${seedOf(target, 1).id}/confusion.csv`, {
      headers: { host: 'localhost' },
    });
    expect(without.status).toBe(404);
  });

  test('the runs of the home page, those that it shows', async () => {
    const page = await get('/');
    const href = page.match(/href="(\/runs\.csv\?[^"]*)"/)![1]!.replaceAll('&amp;', '&');
    const shown = [...page.matchAll(/class="run-link" href="\/runs\/([^"]*)"/g)].map(([, id]) => id);
    const ids = (await rowsOf(href)).slice(1).map((row) => row.split(',')[0]);
    expect(ids.sort()).toEqual(shown.sort());
    expect(shown).toHaveLength(12);
  });
});

describe('the page of a run', () => {
  test('says at which step it reached 98 %, and what its seeds took', async () => {
    const figure = async (seed: number) => {
      const page = await get(`/runs/${seedOf(target, seed).id}`);
      return page
        .match(/<dt>steps to 98 %<\/dt><dd class="figure">(.*?)<\/dd><dd class="note">(.*?)<\/dd>/)!
        .slice(1);
    };
    expect(await figure(0)).toEqual(['20', 'median of 3 seeds 30, 1 missed']);
    expect(await figure(2)).toEqual(['&gt; 40', 'median of 3 seeds 30, 1 missed']);
  });

  test('shows the older notes under the last one', async () => {
    const { id } = seedOf(target, 1);
    for (const text of ['first thought', 'second thought', 'last word']) addNote(db, id, text);
    const page = await get(`/runs/${id}`);
    expect(page).toContain('2 older notes');
    expect(page).toMatch(/<details class="older-notes">.*?second thought.*?first thought.*?<\/details>/s);
    expect(page).toMatch(/data-value="last word"/);
  });

  test('labels both ends of the colours under its confusion matrix', async () => {
    const page = await get(`/runs/${seedOf(target, 0).id}`);
    expect(page).toMatch(
      /<div class="heat-legend"><span>1<\/span><svg class="heat-bar".*?<\/svg><span>2 images<\/span>/s,
    );
  });
});

describe('live pages', () => {
  test.each(['%', '%E0%A4%A', '../../x?', `${encodeURIComponent('../sweep-logs/x')}?`])(
    'a topic with the argument %s disturbs nobody',
    (argument) => {
      expect(sweepTopic.stamp!(db, argument)).toBe('');
      expect(claimTopic.stamp!(db, argument)).toBe(' ');
    },
  );

  test('each announces its counts', async () => {
    expect((await homeTopic(db, '')).text!.announce).toMatch(/^32 runs: 2 running, 2 waiting\.$/);
    expect((await sweepsTopic(db, '1')).text!.announce).toBe('5 sweeps: 2 runs in training, 2 waiting.');
    const { id, name } = seedOf(target, 0);
    expect((await runTopic(db, id)).text!.announce).toBe(`${name}: completed, 0 epochs.`);
  });

  test('the runs of the home page hold still under the pointer, and state the scale of their sparklines', async () => {
    const card = (await homeTopic(db, '')).html!['home-runs']!;
    expect(card).toMatch(/^<section class="card flush" id="home-runs" data-calm=""/);
    expect(card).toMatch(
      /validation\/error<span class="head-note">log, \d+ to \d+(\.\d+)? %, by step<\/span>/,
    );
  });
});
