import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { SweepCounts, SweepEvent } from '../../../src/sweep/events.ts';
import { clock, compact, loss, roughly, visibleLength } from '../../../src/sweep/progress/format.ts';
import { createDisplay, type DisplayMode } from '../../../src/sweep/progress/index.ts';
import { renderLive } from '../../../src/sweep/progress/live.ts';
import { plainLine, statusLine } from '../../../src/sweep/progress/plain.ts';
import {
  INITIAL_STATE,
  type ProgressState,
  reduce,
  remainingMs,
  throughput,
} from '../../../src/sweep/progress/state.ts';
import type { TrainProgress } from '../../../src/train/index.ts';

const colors = picocolors.createColors(false);

function counts(change: Partial<SweepCounts> = {}): SweepCounts {
  return {
    total: 10,
    queued: 10,
    running: 0,
    completed: 0,
    diverged: 0,
    failed: 0,
    cancelled: 0,
    cached: 0,
    ...change,
  };
}

const started: SweepEvent = {
  type: 'sweep-started',
  sweepId: 's',
  name: 'demo',
  workers: 2,
  counts: counts(),
  engine: 'native (avx2)',
  remainingSamples: 10_000,
};

function runStarted(runId: string, worker: number): SweepEvent {
  return {
    type: 'run-started',
    runId,
    label: `adam · relu · seed ${worker}`,
    worker,
    pid: 1,
    budgetSamples: 1000,
  };
}

function progress(runId: string, change: Partial<TrainProgress>): SweepEvent {
  return {
    type: 'run-progress',
    runId,
    label: '',
    progress: {
      phase: 'training',
      epoch: 2,
      epochs: 5,
      step: 20,
      totalSteps: 50,
      samples: 400,
      trainLoss: 0.5,
      trainAccuracy: 0.9,
      validationLoss: 0.4,
      validationAccuracy: 0.91,
      ...change,
    },
  };
}

const finished = {
  type: 'run-finished',
  runId: 'a',
  label: 'adam · relu · seed 0',
  status: 'completed',
  samples: 1000,
  budgetSamples: 1000,
  samplesPerSecond: 500,
  durationMs: 2100,
  engineMs: 2000,
  epochs: 5,
  testLoss: 0.1234567,
  testAccuracy: 0.9712,
  divergedAtStep: null,
  error: null,
  logFile: '/logs/a.log',
} as const satisfies SweepEvent;

/** Each event with the time at which it comes. */
function stateAfter(events: readonly (readonly [number, SweepEvent])[]): ProgressState {
  return events.reduce((state, [ms, event]) => reduce(state, event, ms), INITIAL_STATE);
}

describe('the state of a display', () => {
  it('measures the speed from the first run on, finished and running samples together', () => {
    const state = stateAfter([
      [0, started],
      [1000, runStarted('a', 0)],
      [1000, runStarted('b', 1)],
      [3000, finished],
      [3000, progress('b', { samples: 600 })],
    ]);
    expect(throughput(state, 5000)).toBe(400);
    expect(remainingMs(state, 5000)).toBe(((10_000 - 1000 - 600) / 400) * 1000);
  });

  it('knows no speed before something was trained', () => {
    const state = stateAfter([
      [0, started],
      [1000, runStarted('a', 0)],
    ]);
    expect(throughput(state, 9000)).toBeNull();
    expect(remainingMs(state, 9000)).toBeNull();
  });

  it('drops the rest of a budget that early stopping left', () => {
    const state = stateAfter([
      [0, started],
      [0, runStarted('a', 0)],
      [1000, { ...finished, samples: 100 }],
    ]);
    expect(state.remainingSamples).toBe(9000);
    expect(throughput(state, 1000)).toBe(100);
  });
});

describe('the live display', () => {
  const busy = stateAfter([
    [0, started],
    [0, runStarted('a', 0)],
    [0, runStarted('b', 1)],
    [900, finished],
    [900, runStarted('c', 0)],
    [900, progress('b', {})],
    [900, { type: 'counts', counts: counts({ queued: 6, running: 2, completed: 1, diverged: 1 }) }],
  ]);

  it.each([1, 20, 40, 60, 80, 120, 200])('has no line longer than %i columns', (columns) => {
    for (const state of [busy, INITIAL_STATE, reduce(busy, { type: 'interrupted', running: 2 }, 1000)]) {
      const lines = renderLive(state, 1000, { columns, colors }).split('\n');
      expect(Math.max(...lines.map(visibleLength))).toBeLessThanOrEqual(columns);
    }
  });

  it('shows the whole sweep and a line for each running run', () => {
    const text = renderLive(busy, 1000, { columns: 80, colors });
    expect(text).toContain('2/10');
    expect(text).toContain('24 %'); // two of ten, and 20 of 50 steps of a third
    expect(text).toContain('1 done · 2 running · 6 queued · 1 diverged · 0 failed');
    expect(text).toContain('1.4 k samples/s');
    expect(text).toMatch(/▸ adam · relu · seed 0 +starting/);
    expect(text).toMatch(/▸ adam · relu · seed 1 +epoch 2\/5 {2}loss 0\.5000 {2}val 91\.00 %/);
    expect(text).toContain('best so far 97.12 % test  adam · relu · seed 0');
  });

  it('differs from its plain text by colour codes only', () => {
    const colored = renderLive(busy, 1000, { columns: 100, colors: picocolors.createColors(true) });
    expect(stripVTControlCharacters(colored)).toBe(renderLive(busy, 1000, { columns: 100, colors }));
    expect(colored).not.toBe(stripVTControlCharacters(colored));
  });

  it('says what Ctrl-C is waiting for', () => {
    const state = reduce(busy, { type: 'interrupted', running: 2 }, 1000);
    expect(renderLive(state, 1000, { columns: 80, colors })).toContain('Ctrl-C again quits at once');
  });
});

describe('plain lines', () => {
  const state = stateAfter([
    [0, started],
    [0, runStarted('a', 0)],
    [2000, finished],
    [2000, { type: 'counts', counts: counts({ queued: 8, completed: 1, diverged: 1 }) }],
  ]);

  it('tells each end of a run in a line', () => {
    expect(plainLine(finished, state)).toBe(
      '[ 2/10] adam · relu · seed 0: completed, test accuracy 97.12 %, loss 0.1235, 5 epochs in 2.1 s',
    );
    const diverged = { ...finished, status: 'diverged', divergedAtStep: 12 } as const;
    expect(plainLine(diverged, state)).toContain('diverged at step 12');
    const failed = { ...finished, status: 'failed', error: 'no disk\nat x' } as const;
    expect(plainLine(failed, state)).toContain('failed: no disk (log: /logs/a.log)');
  });

  it('sums the sweep up', () => {
    expect(statusLine(state, 2000)).toBe(
      'progress: 2/10 done, 0 running, 0 failed, 1 diverged, 500 samples/s, about 0:18 left',
    );
  });
});

describe('displays', () => {
  /** All that a display writes; `late` events come after it was closed. */
  function show(
    mode: DisplayMode,
    events: readonly SweepEvent[],
    size: { columns?: number; rows?: number } = {},
    late: readonly SweepEvent[] = [],
  ): string {
    let text = '';
    const writable = new Writable({
      write(chunk, _encoding, done) {
        text += chunk;
        done();
      },
    });
    const stream = Object.assign(writable, size) as unknown as NodeJS.WriteStream;
    const display = createDisplay({ mode, stream, colors });
    for (const event of events) display.onEvent(event);
    display.close();
    for (const event of late) display.onEvent(event);
    return text;
  }

  it.each([0, 1, 20, 40])('is drawn on a terminal that says it has %i columns', (columns) => {
    const frame = show('live', [started, runStarted('a', 0), finished], { columns, rows: 0 });
    const lines = stripVTControlCharacters(frame).split('\n');
    expect(Math.max(...lines.map(visibleLength))).toBeLessThanOrEqual(columns || 80);
    if (columns !== 1) expect(frame).toContain('  demo');
  });

  it.each(['live', 'plain', 'json'] as const)('is silent in %s mode once it is closed', (mode) => {
    const events = [started, runStarted('a', 0), finished];
    const lost: SweepEvent = { type: 'worker-replaced', worker: 0, reason: 'exit code 0', output: '' };
    expect(show(mode, events, {}, [lost, { ...finished, status: 'failed' }])).toBe(show(mode, events));
  });

  it('writes one JSON object a line, progress once an epoch', () => {
    const events = [
      started,
      runStarted('a', 0),
      progress('a', { step: 20 }),
      progress('a', { step: 21 }),
      progress('a', { epoch: 3 }),
      finished,
    ];
    const lines = show('json', events).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(events.filter((_, i) => i !== 3));
  });

  it('writes nothing when it is quiet', () => {
    expect(show('quiet', [started, runStarted('a', 0), finished])).toBe('');
  });

  it('writes no colour codes in plain lines', () => {
    const text = show('plain', [started, runStarted('a', 0), finished]);
    expect(text).toBe(stripVTControlCharacters(text));
    expect(text.trim().split('\n')).toHaveLength(2);
  });
});

describe('numbers for people', () => {
  it.each([
    [0, '0:00'],
    [59_400, '0:59'],
    [754_000, '12:34'],
    [3_723_000, '1:02:03'],
  ])('spells %i ms as %s', (ms, text) => expect(clock(ms)).toBe(text));

  it.each([
    [400, 'less than a second'],
    [40_000, '40 s'],
    [420_000, '7 min'],
    [7_800_000, '2 h 10 min'],
    [7_200_000, '2 h'],
  ])('says %i ms in words', (ms, text) => expect(roughly(ms)).toBe(text));

  it.each([
    [832, '832'],
    [5430, '5.4 k'],
    [48_200, '48 k'],
    [1_234_000, '1.2 M'],
  ])('shortens %i', (value, text) => expect(compact(value)).toBe(text));

  it.each([
    [2.34567, '2.3457'],
    [12.34567, '12.346'],
    [0.0000123, '1.2e-5'],
    [123456, '1.2e+5'],
    [0, '0.0000'],
  ])('shortens the loss %d', (value, text) => expect(loss(value)).toBe(text));
});
