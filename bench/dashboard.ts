/**
 * The dashboard over a generated database of 10,000 runs and 10 million metric points, as a process of its own, asked over
 * HTTP: time of the page Runs and of a comparison of 50 runs, bytes sent, how soon a change arrives in an open page, and
 * memory over 10,000 requests.
 *
 *   npx tsx bench/dashboard.ts [--runs 10000] [--requests 10000] [--database FILE: made once, kept, used again]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listRuns, openDatabase } from '../db/index.ts';
import { openTracker } from '../src/tracking/index.ts';
import { hasBrowser, launchBrowser } from '../tests/e2e/dashboard/support.ts';
import { writeResult } from './support/results.ts';
import { quantile, spread } from './support/stats.ts';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    requests: { type: 'string', default: '10000' },
    database: { type: 'string' },
  },
});
const runCount = Number(options.runs);
const requestCount = Number(options.requests);
const LOSS_STEPS = 900;
const VALIDATIONS = 49;
const AIM_MS = 100;
/** The collector runs when it likes: less than this is no growth. */
const MEMORY_SLACK_MB = 48;

const OPTIMIZERS = ['adam', 'momentum', 'nesterov', 'rmsprop', 'sgd'];
const ACTIVATIONS = ['elu', 'gelu', 'relu', 'sigmoid', 'tanh'];
const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3];

/** What a page of each kind subscribes to, and a word of its first message. */
const LIVE_PAGES = {
  home: { topics: 'status,home', first: 'home-runs' },
  // the dearest: every run is matched, grouped and sorted for it
  runs: { topics: 'status,runs:', first: 'new-runs' },
} as const;
type LivePage = keyof typeof LIVE_PAGES;

interface Served {
  readonly child: ChildProcess;
  readonly origin: string;
}

interface Answer {
  readonly ms: number;
  readonly bytes: number;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
const folder = mkdtempSync(path.join(tmpdir(), 'descent-dashboard-'));
try {
  await main();
} finally {
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const database = options.database ?? path.join(folder, 'runs.db');
  if (!existsSync(database)) generate(database);
  const db = openDatabase(database);
  const ids = listRuns(db).map(({ id }) => id);
  const points = db.client.prepare('select sum(count) from run_summary').pluck().get() as number;
  db.close();
  const served = await serve(database);
  try {
    const first = await get(served, '/runs');
    const runsPage = await repeated(served, runsAddresses(), 200);
    const compare = await repeated(served, compareAddresses(ids), 60);
    const assets = await assetBytes(served, ids);
    const live = {
      home: await liveLatencies(served, database, 'home'),
      runs: await liveLatencies(served, database, 'runs'),
    };
    const memory = await memoryOver(served, requestCount, ids);
    report({ points, runs: ids.length, first, runsPage, compare, assets, live, memory });
  } finally {
    served.child.kill();
  }
}

/** Every combination of three settings, under as many seeds as it takes. */
function generate(database: string): void {
  const tracker = openTracker({ db: database, flushEveryMs: null });
  const steps = Array.from({ length: LOSS_STEPS }, (_, i) => i);
  const validationSteps = Array.from({ length: VALIDATIONS }, (_, i) =>
    Math.round((i * LOSS_STEPS) / VALIDATIONS),
  );
  for (let i = 0; i < runCount; i++) {
    const optimizer = OPTIMIZERS[i % 5]!;
    const activation = ACTIVATIONS[Math.floor(i / 5) % 5]!;
    const learningRate = RATES[Math.floor(i / 25) % 8]!;
    const seed = Math.floor(i / 200);
    const quality = 0.02 * (i % 5) + 0.01 * (Math.floor(i / 25) % 8) + 0.001 * ((seed * 7919) % 13);
    const run = tracker.startRun({
      name: `${optimizer} ${activation} ${learningRate}`,
      params: { optimizer, activation, learningRate, batchSize: 128, epochs: 5, dataset: 'mnist' },
      seed,
    });
    const decay = (step: number) => 0.02 + quality + Math.exp(-step / 120);
    run.logSeries(
      'train/loss',
      steps,
      steps.map((step) => decay(step) + 0.05 * Math.sin(step * (1 + (i % 7)))),
    );
    run.logSeries(
      'validation/accuracy',
      validationSteps,
      validationSteps.map((step) => 1 - 0.3 * decay(step)),
    );
    run.logSeries('validation/loss', validationSteps, validationSteps.map(decay));
    run.log({ 'test/accuracy': 1 - 0.3 * decay(LOSS_STEPS), 'test/loss': decay(LOSS_STEPS) }, LOSS_STEPS);
    run.finish();
    if (i % 1000 === 999) process.stdout.write(`${i + 1} runs made\n`);
  }
  tracker.close();
}

/** `descent dashboard` as users start it. */
async function serve(database: string): Promise<Served> {
  const command = fileURLToPath(new URL('../bin/descent.mjs', import.meta.url));
  const args = [command, '--db', database, '--json', 'dashboard', '--port', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout! })) {
    const found = /http:\/\/[\d.]+:\d+/.exec(line);
    if (found) return { child, origin: found[0] };
  }
  throw new Error('the dashboard ended before it listened');
}

/** Complete answer, compressed as browsers ask for it. */
function get({ origin }: Served, address: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    http
      .get(
        `${origin}${address}`,
        { agent, headers: { 'accept-encoding': 'gzip', accept: 'text/html' } },
        (answer) => {
          let bytes = 0;
          answer.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
          });
          answer.on('end', () => {
            if (answer.statusCode === 200) resolve({ ms: performance.now() - startMs, bytes });
            else reject(new Error(`${address} was answered with ${answer.statusCode}`));
          });
        },
      )
      .on('error', reject);
  });
}

/** More views than the dashboard keeps, so that most are computed anew. */
function runsAddresses(): string[] {
  const filters = [
    '',
    ...OPTIMIZERS.map((name) => `optimizer = "${name}"`),
    ...ACTIVATIONS.map((name) => `activation = "${name}" and test/accuracy > 0.9`),
    'learningRate <= 0.01 order by test/accuracy desc',
  ];
  return filters.flatMap((filter) =>
    ['', '&group=', '&group=optimizer,learningRate&spread=ci'].map(
      (rest) => `/runs?filter=${encodeURIComponent(filter)}${rest}`,
    ),
  );
}

/** Fifty runs, never the same twice. */
function compareAddresses(ids: readonly string[]): string[] {
  return Array.from({ length: 60 }, (_, i) => {
    const chosen = Array.from({ length: 50 }, (_, j) => ids[(i * 151 + j * 197) % ids.length]!);
    return `/compare?runs=${[...new Set(chosen)].join(',')}`;
  });
}

async function repeated(served: Served, addresses: readonly string[], times: number): Promise<Answer[]> {
  const answers: Answer[] = [];
  // once before: code that has not run yet is not compiled yet
  for (const address of addresses.slice(0, 5)) await get(served, address);
  for (let i = 0; i < times; i++) answers.push(await get(served, addresses[i % addresses.length]!));
  return answers;
}

interface AssetBytes {
  readonly runs: number;
  readonly compare: number;
}

/** Scripts and styles that a browser fetches once and then keeps, compressed; null: there is no Chromium. */
async function assetBytes({ origin }: Served, ids: readonly string[]): Promise<AssetBytes | null> {
  if (!hasBrowser) return null;
  const browser = await launchBrowser();
  const fetchedBy = async (address: string, shown: string) => {
    // a context of its own has nothing kept yet
    const page = await browser.newPage();
    const sizes: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      if (!request.url().includes('/assets/')) return;
      sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await page.goto(origin + address, { waitUntil: 'load' });
    await page.waitForSelector(shown);
    await page.close();
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  };
  try {
    return {
      runs: await fetchedBy('/runs', '#runs-rows tr.row'),
      compare: await fetchedBy(compareAddresses(ids)[0]!, '.chart[data-drawn]'),
    };
  } finally {
    await browser.close();
  }
}

/** From the end of a run's transaction in another process to the message in an open page. */
async function liveLatencies(served: Served, database: string, page: LivePage): Promise<number[]> {
  const { topics, first } = LIVE_PAGES[page];
  const stream = await fetch(`${served.origin}/live?topics=${topics}`);
  const reader = stream.body!.getReader();
  const decoder = new TextDecoder();
  let buffer = '';
  const until = async (word: string) => {
    while (!buffer.includes(word)) buffer += decoder.decode((await reader.read()).value, { stream: true });
    buffer = buffer.slice(buffer.indexOf(word) + word.length);
  };
  await until(first);
  const tracker = openTracker({ db: database, flushEveryMs: null });
  const latencies: number[] = [];
  for (let i = 0; i < 20; i++) {
    // not in step with the poll
    await new Promise((resolve) => setTimeout(resolve, 300 + 37 * i));
    const run = tracker.startRun({ name: `live ${i}`, seed: i });
    const startMs = performance.now();
    await until(run.id);
    latencies.push(performance.now() - startMs);
    run.finish();
  }
  tracker.close();
  await reader.cancel();
  return latencies;
}

interface Memory {
  readonly everyRequests: number;
  /** resident set in MB; null: the system does not tell */
  readonly residentMb: readonly (number | null)[];
  readonly growthMb: number | null;
}

async function memoryOver(served: Served, requests: number, ids: readonly string[]): Promise<Memory> {
  const compare = compareAddresses(ids);
  const addresses = [
    ...runsAddresses(),
    '/',
    '/claims',
    '/sweeps',
    '/api/runs?limit=20',
    '/claims/optimizers',
  ];
  const every = Math.max(1, Math.round(requests / 10));
  const residentMb: (number | null)[] = [];
  for (let i = 0; i < requests; i += 4) {
    await Promise.all(
      [0, 1, 2, 3].map((j) =>
        get(served, i % 40 === 0 && j === 0 ? compare[i % 60]! : addresses[(i + j) % addresses.length]!),
      ),
    );
    if ((i + 4) % every < 4) residentMb.push(residentOf(served.child.pid!));
  }
  const known = residentMb.filter((value) => value !== null);
  // the first tenths fill what is kept on purpose
  const growthMb =
    known.length < 10 ? null : spread(known.slice(-3)).median - spread(known.slice(2, 5)).median;
  return { everyRequests: every, residentMb, growthMb };
}

function residentOf(pid: number): number | null {
  try {
    const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? null : Number(found[1]) / 1024;
  } catch {
    return null;
  }
}

interface Measured {
  readonly points: number;
  readonly runs: number;
  readonly first: Answer;
  readonly runsPage: readonly Answer[];
  readonly compare: readonly Answer[];
  readonly assets: AssetBytes | null;
  readonly live: Readonly<Record<LivePage, readonly number[]>>;
  readonly memory: Memory;
}

function report({ points, runs, first, runsPage, compare, assets, live, memory }: Measured): void {
  const summary = (answers: readonly Answer[]) => {
    const times = answers.map(({ ms }) => ms);
    return {
      ...{ n: times.length, medianMs: quantile(times, 0.5)!, p95Ms: quantile(times, 0.95)! },
      ...{
        maxMs: Math.max(...times),
        medianBytes: quantile(
          answers.map(({ bytes }) => bytes),
          0.5,
        )!,
      },
    };
  };
  const [page, comparison] = [summary(runsPage), summary(compare)];
  const size = `${runs.toLocaleString('en-US')} runs, ${(points / 1e6).toFixed(1)} million points`;
  const file = writeResult('dashboard', {
    aims: [
      { what: `page Runs, p95 (${size})`, unit: 'ms', measured: page.p95Ms, direction: 'max', aim: AIM_MS },
      {
        what: `comparison of 50 runs, p95 (${size})`,
        unit: 'ms',
        measured: comparison.p95Ms,
        direction: 'max',
        aim: AIM_MS,
      },
      ...(['home', 'runs'] as const).map(
        (name) =>
          ({
            what: `a change in an open page (${name === 'home' ? 'Home' : 'Runs'}), longest of ${live[name].length}`,
            unit: 'ms',
            measured: Math.max(...live[name]),
            direction: 'max',
            aim: 1000,
          }) as const,
      ),
      ...(memory.growthMb === null
        ? []
        : [
            {
              what: `growth of memory over ${requestCount.toLocaleString('en-US')} requests`,
              ...({
                unit: 'MB',
                measured: Math.max(0, memory.growthMb),
                direction: 'max',
                aim: MEMORY_SLACK_MB,
              } as const),
            },
          ]),
    ],
    runs,
    points,
    // others at work on the machine make every time longer
    loadAverage: loadavg(),
    firstRunsPageMs: first.ms,
    runsPage: page,
    comparison,
    assetsBytes: assets,
    liveMs: live,
    memory,
  });
  process.stdout.write(
    [
      `${size}; times over HTTP on one connection, complete answers, gzip`,
      `  first page after the start   ${first.ms.toFixed(0)} ms`,
      `  page Runs                    median ${page.medianMs.toFixed(1)} ms, p95 ${page.p95Ms.toFixed(1)} ms, ${(page.medianBytes / 1e3).toFixed(0)} kB`,
      `  comparison of 50 runs        median ${comparison.medianMs.toFixed(1)} ms, p95 ${comparison.p95Ms.toFixed(1)} ms, ${(comparison.medianBytes / 1e3).toFixed(0)} kB`,
      `  scripts and styles, once     ${assets === null ? 'not counted: no Chromium' : `${(assets.runs / 1e3).toFixed(0)} kB on Runs, ${(assets.compare / 1e3).toFixed(0)} kB on Compare`}`,
      ...Object.entries(live).map(
        ([name, times]) =>
          `  a change in an open ${name.padEnd(9)}median ${quantile(times, 0.5)!.toFixed(0)} ms, longest ${Math.max(...times).toFixed(0)} ms`,
      ),
      `  memory                       ${memory.residentMb.map((value) => value?.toFixed(0) ?? '?').join(' ')} MB`,
      `raw results: ${file}`,
      '',
    ].join('\n'),
  );
}
