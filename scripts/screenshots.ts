/**
 * Pictures of every page of the dashboard for the README, light and dark: `npm run docs:pictures`.
 * Over a database that is there (`-- --db descent.db`, with claims in it), or over one that it trains first, by the
 * quickstart and the claims of the smoke preset. `-- --only runs,run` makes some of them.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { startDashboard } from '../dashboard/server.ts';
import { filterQuery } from '../db/filter/index.ts';
import { type Database, listRuns, listSweeps, openDatabase } from '../db/index.ts';
import { DESKTOP, hasBrowser, launchBrowser, openTab, PHONE } from '../tests/e2e/dashboard/support.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** For what a page draws after it is there: charts when they come into sight, pictures, live parts. */
const DRAWING_MS = 1500;

interface Picture {
  readonly name: string;
  readonly path: string;
  /** before the picture is taken */
  readonly prepare?: (page: Page) => Promise<void>;
  /** also at the width of a phone */
  readonly phone?: boolean;
}

function pictures(db: Database): Picture[] {
  const sweep = listSweeps(db).find(({ name }) => name === 'quickstart');
  if (sweep === undefined) throw new Error('the database has no sweep "quickstart": run npm run quickstart');
  const filter = encodeURIComponent('sweep = "quickstart"');
  const oneActivation = encodeURIComponent('sweep = "quickstart" and activation = "relu"');
  const [run] = listRuns(db, {
    sweepId: sweep.id,
    ...filterQuery(db, 'status = "completed" and optimizer = "adam" and activation = "relu"'),
  });
  if (run === undefined) throw new Error('the quickstart has no completed run of adam with relu');
  return [
    { name: 'home', path: '/' },
    { name: 'runs', path: `/runs?filter=${filter}&group=optimizer,activation`, phone: true },
    {
      name: 'compare',
      path: `/compare?filter=${oneActivation}&group=optimizer&metrics=validation/loss,train/loss&y=log`,
    },
    { name: 'run', path: `/runs/${run.id}` },
    { name: 'sweeps', path: '/sweeps' },
    { name: 'sweep', path: `/sweeps/${sweep.id}` },
    { name: 'claims', path: '/claims' },
    { name: 'claim', path: '/claims/batch-norm' },
    { name: 'launch', path: '/launch' },
    { name: 'playground', path: '/playground', phone: true },
    { name: 'network', path: '/playground/network', prepare: trainAndDraw },
  ];
}

/** An epoch of training in the page. */
const STEPS = 219;

/** An epoch, then a three. */
async function trainAndDraw(page: Page): Promise<void> {
  await page.click('#run:not([disabled])');
  while (Number(await page.getAttribute('#network', 'data-step')) < STEPS) await page.waitForTimeout(100);
  await page.click('#run');
  const box = (await page.locator('#pad').boundingBox())!;
  const at = (x: number, y: number) => [box.x + x, box.y + y] as const;
  await page.mouse.move(...at(90, 65));
  await page.mouse.down();
  for (const [x, y] of [
    ...[
      [130, 45],
      [175, 55],
      [185, 90],
      [165, 120],
      [130, 135],
      [170, 145],
      [195, 180],
      [180, 220],
    ],
    ...[
      [140, 240],
      [95, 230],
    ],
  ] as [number, number][]) {
    await page.mouse.move(...at(x, y), { steps: 4 });
  }
  await page.mouse.up();
}

async function take(browser: Browser, url: string, picture: Picture, folder: string): Promise<string> {
  const { name, prepare, phone = false } = picture;
  const views = [
    { suffix: 'light', options: { ...DESKTOP, colorScheme: 'light' as const } },
    { suffix: 'dark', options: { ...DESKTOP, colorScheme: 'dark' as const } },
    ...(phone ? [{ suffix: 'phone', options: { ...PHONE, colorScheme: 'light' as const } }] : []),
  ];
  for (const { suffix, options } of views) {
    const { page, problems } = await openTab(browser, { reducedMotion: 'reduce', ...options });
    const answer = await page.goto(`${url}${picture.path}`);
    const [wanted] = picture.path.split('?');
    const arrived = new URL(page.url()).pathname;
    if (answer?.status() !== 200 || arrived !== wanted) {
      await page.context().close();
      return `skipped: ${wanted} answers ${answer?.status() ?? 'nothing'} at ${arrived}`;
    }
    await prepare?.(page);
    await page.waitForTimeout(DRAWING_MS);
    await page.screenshot({ path: path.join(folder, `${name}-${suffix}.png`) });
    await page.context().close();
    if (problems.length > 0) throw new Error(`${picture.path}: ${problems.join('\n')}`);
  }
  return views.map(({ suffix }) => `${name}-${suffix}.png`).join(', ');
}

function train(database: string): void {
  for (const args of [
    ['sweep', path.join(ROOT, 'experiments/quickstart.ts')],
    ['claims', 'run', '--preset', 'smoke'],
  ]) {
    const command = [path.join(ROOT, 'bin/descent.mjs'), '--db', database, ...args];
    const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' });
    if (status !== 0) throw new Error(`descent ${args.join(' ')} ended with ${status}`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      db: { type: 'string' },
      out: { type: 'string', default: path.join(ROOT, 'docs/pictures') },
      only: { type: 'string' },
    },
  });
  if (!hasBrowser) throw new Error('no Chromium was found: see the line above');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-pictures-'));
  const database = values.db ?? path.join(folder, 'descent.db');
  if (values.db === undefined) train(database);
  mkdirSync(values.out, { recursive: true });
  const db = openDatabase(database);
  const dashboard = await startDashboard({ db, port: 0 });
  const browser = await launchBrowser();
  try {
    const chosen = values.only?.split(',');
    for (const picture of pictures(db)) {
      if (chosen !== undefined && !chosen.includes(picture.name)) continue;
      const done = await take(browser, dashboard.url.replace(/\/$/, ''), picture, values.out);
      process.stdout.write(`${picture.name.padEnd(12)}${done}\n`);
    }
  } finally {
    await browser.close();
    await dashboard.close();
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
