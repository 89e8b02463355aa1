/** The network of the playground, on the engine that its worker uses. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundles } from '../../../../dashboard/bundles.ts';
import {
  type Digits,
  decodeDigits,
  encodeDigits,
  PIXELS,
} from '../../../../dashboard/playground/network/digits.ts';
import {
  ARCHITECTURES,
  DEFAULT_SETTINGS,
  type NetworkSettings,
  networkOf,
  parseSettings,
  settingsQuery,
  trainingOf,
} from '../../../../dashboard/playground/network/settings.ts';
import { Trainer, VALIDATION_SIZE } from '../../../../dashboard/playground/network/trainer.ts';
import { loadDataset } from '../../../../src/data/index.ts';
import { type Engine, openEngine } from '../../../../src/engine/index.ts';
import { openWasmInThread } from '../../../../src/engine/wasm/in-thread.ts';

let engine: Engine;
let digits: Digits;
beforeAll(async () => {
  const bytes = readFileSync(new URL('../../../../native/wasm/descent.wasm', import.meta.url));
  engine = openWasmInThread(new WebAssembly.Module(new Uint8Array(bytes)));
  digits = await loadDataset('mnist10k');
});

const mlp: NetworkSettings = { ...DEFAULT_SETTINGS, architecture: 'mlp', batchSize: 64 };

test('learns: from chance to above 85 % in one epoch, with the chunks of a worker', async () => {
  const trainer = new Trainer(engine, digits, mlp);
  expect(trainer.stepsPerEpoch).toBe(110);
  const before = await trainer.validate(false);
  expect(before.n).toBe(VALIDATION_SIZE);
  expect(before.accuracy).toBeLessThan(0.3);
  let step = 0;
  for (const steps of [1, 4, 16, 64, 256]) {
    const chunk = await trainer.advance(steps);
    expect(chunk.step).toBe(step + chunk.losses.length);
    step = chunk.step;
  }
  // a chunk ends with its epoch: 1 + 4 + 16 + 64 + the 25 that are left
  expect(step).toBe(110);
  expect((await trainer.validate(false)).accuracy).toBeGreaterThan(0.85);
  const { pixels, label } = trainer.testDigit(0);
  const probabilities = await trainer.read(pixels);
  expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  expect(probabilities.indexOf(Math.max(...probabilities))).toBe(label);
  trainer.close();
});

test('gives the same bits whatever the chunks, and as the engine of the command line', async () => {
  const inChunks = new Trainer(engine, digits, mlp);
  for (let i = 0; i < 6; i++) await inChunks.advance(2);
  const atOnce = new Trainer(await openEngine('wasm'), digits, mlp);
  await atOnce.advance(12);
  expect(await inChunks.validate(true)).toEqual(await atOnce.validate(true));
  expect(inChunks.filters()).toEqual(atOnce.filters());
  inChunks.close();
  atOnce.close();
});

test('says at which step it diverged', async () => {
  const trainer = new Trainer(engine, digits, {
    ...mlp,
    optimizer: 'sgd',
    learningRate: 10,
    activation: 'gelu',
  });
  let divergedAt: number | null = null;
  for (let i = 0; i < 40 && divergedAt === null; i++) ({ divergedAt } = await trainer.advance(5));
  expect(divergedAt).toBeGreaterThan(0);
  trainer.close();
});

test('shows the first layer of every network as pictures', () => {
  const sizes = { lenet5: [6, 5], lenet1: [4, 5], mlp: [16, 28], logreg: [10, 28] };
  for (const architecture of Object.keys(ARCHITECTURES) as (keyof typeof ARCHITECTURES)[]) {
    const trainer = new Trainer(engine, digits, { ...DEFAULT_SETTINGS, architecture });
    const { weights, width, height } = trainer.filters();
    expect([weights.length, width]).toEqual(sizes[architecture]);
    expect(weights.every((one) => one.length === width * height)).toBe(true);
    trainer.close();
  }
});

describe('settings', () => {
  test('are in the address, each under its own name', () => {
    const settings: NetworkSettings = { ...DEFAULT_SETTINGS, optimizer: 'lion', learningRate: 0.01, seed: 7 };
    expect(settingsQuery(settings)).toBe('?optimizer=lion&learningRate=0.01&seed=7');
    expect(parseSettings(new URLSearchParams(settingsQuery(settings)))).toEqual(settings);
    expect(settingsQuery(DEFAULT_SETTINGS)).toBe('');
  });

  test('that cannot be are the defaults; another optimizer brings its own rate', () => {
    const query = new URLSearchParams('architecture=vgg&batchSize=7&learningRate=-1&seed=1.5&optimizer=sgd');
    expect(parseSettings(query)).toEqual({ ...DEFAULT_SETTINGS, optimizer: 'sgd', learningRate: 0.01 });
  });

  test('build the presets of a sweep', () => {
    expect(networkOf(DEFAULT_SETTINGS).layers.filter(({ type }) => type === 'conv')).toHaveLength(2);
    expect(trainingOf(DEFAULT_SETTINGS).optimizer).toMatchObject({ name: 'adam', beta1: 0.9 });
  });
});

test('digits come back from their bytes, and cut-off bytes are refused', () => {
  const few = (from: Digits['train'], n: number) => ({
    images: from.images.slice(0, n * PIXELS),
    labels: from.labels.slice(0, n),
  });
  const some = { train: few(digits.train, 5), test: few(digits.test, 3) };
  const bytes = encodeDigits(some);
  expect(decodeDigits(bytes.buffer)).toEqual(some);
  expect(() => decodeDigits(bytes.buffer.slice(0, 100))).toThrow(/expected 6288 bytes of digits, got 100/);
  expect(() => decodeDigits(new ArrayBuffer(0))).toThrow(/got 0/);
});

test('the bundles for the browser need nothing of Node', () => {
  const { files, problem } = bundles();
  expect(problem).toBeNull();
  expect([...files.keys()].sort()).toEqual(['js/bundles/network-worker.js', 'js/bundles/playground.js']);
  for (const bytes of files.values()) {
    const text = new TextDecoder().decode(bytes);
    expect(text).not.toMatch(/node:|\bprocess\.|\brequire\(|\bBuffer\b/);
    expect(bytes.length).toBeLessThan(60_000);
  }
});
