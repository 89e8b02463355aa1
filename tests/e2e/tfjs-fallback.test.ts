/** The choice of the tfjs backend where packages are missing: in copies of the sources beside other node_modules. */
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeTfjsBackend } from '../../src/engine/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const TFJS = '@tensorflow/tfjs';
const TFJS_NODE = '@tensorflow/tfjs-node';
const installed = (name: string) => join(root, 'node_modules', name);

/** Trains a step on the tfjs engine and says which backend took it, or why there is none. */
const PROGRAM = `
import { describeTfjsBackend, openEngine } from './src/engine/index.ts';
const described = await describeTfjsBackend();
let losses = null;
if (described.backend !== null) {
  const engine = await openEngine('tfjs');
  const shape = { height: 2, width: 2, channels: 1 };
  const data = engine.load(Uint8Array.of(0, 255, 0, 0, 9, 0, 255, 0), Uint8Array.of(0, 1), shape);
  const network = {
    input: shape, classes: 2, head: 'softmax+ce',
    layers: [{ type: 'flatten', name: 'flatten' }, { type: 'dense', name: 'logits', units: 2, bias: true }],
  };
  const training = {
    batchSize: 2, optimizer: { name: 'sgd' }, clipNorm: null,
    weightDecay: { mode: 'none', lambda: 0, includeBiases: false },
    initializer: { kind: 'glorotUniform', scale: 1, sd: 0 },
  };
  const model = engine.build(network, training, 1);
  const result = await model.train(data, Uint32Array.of(0, 1, 0, 1, 0, 1), new Float32Array(3).fill(0.5));
  losses = [...result.losses];
}
console.log(JSON.stringify({ ...described, losses }));
`;

interface Answer {
  readonly backend: string | null;
  readonly version: string | null;
  readonly reason: string;
  readonly losses: number[] | null;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'descent-tfjs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the engines whose node_modules are those of this checkout but for what `missing` names. */
function checkout(name: string, missing: readonly string[]): string {
  const place = join(folder, name);
  for (const part of ['config', 'engine', 'optimizers', 'random']) {
    cpSync(join(root, 'src', part), join(place, 'src', part), { recursive: true });
  }
  writeFileSync(join(place, 'package.json'), '{"type": "module"}');
  writeFileSync(join(place, 'train.ts'), PROGRAM);
  const packages = readdirSync(join(root, 'node_modules')).flatMap((entry) =>
    entry.startsWith('@') ? readdirSync(installed(entry)).map((one) => `${entry}/${one}`) : [entry],
  );
  for (const each of packages) {
    if (missing.includes(each) || each.startsWith('.')) continue;
    const link = join(place, 'node_modules', each);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(installed(each), link);
  }
  return place;
}

async function train(
  place: string,
  env: NodeJS.ProcessEnv = {},
  options: readonly string[] = [],
): Promise<Answer> {
  const { DESCENT_TFJS_BACKEND: _, ...inherited } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', ...options, 'train.ts'],
    {
      cwd: place,
      env: { ...inherited, ...env },
    },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

/** What any backend must give. */
function expectLearning(losses: Answer['losses']): void {
  expect(losses).toHaveLength(3);
  expect(losses![2]).toBeLessThan(losses![0]!);
}

describe('the tfjs engine', () => {
  it('runs in pure JavaScript where tfjs-node is not installed, and says so', async () => {
    const place = checkout('without-tfjs-node', [TFJS_NODE]);
    const { backend, version, reason, losses } = await train(place);
    expect({ backend, reason }).toEqual({ backend: 'cpu', reason: `${TFJS_NODE} is not installed` });
    expect(version).toMatch(/^4\.\d+\.\d+$/);
    expectLearning(losses);
    expect(await train(place, { DESCENT_TFJS_BACKEND: 'tensorflow' })).toMatchObject({
      backend: null,
      reason:
        `the tensorflow backend cannot be used: ${TFJS_NODE} is not installed; ` +
        'run `npm run tfjs:provision`',
    });
  });

  it('runs in pure JavaScript where the addon of tfjs-node was not built, and says so', async ({ skip }) => {
    skip(!existsSync(installed(TFJS_NODE)), `${TFJS_NODE} is not installed here`);
    const place = checkout('without-addon', [TFJS_NODE]);
    const copy = join(place, 'node_modules', TFJS_NODE);
    for (const part of ['package.json', 'dist']) {
      cpSync(join(installed(TFJS_NODE), part), join(copy, part), { recursive: true });
    }
    const { backend, reason, losses } = await train(place);
    expect({ backend, reason }).toEqual({
      backend: 'cpu',
      reason: `the addon of ${TFJS_NODE} was not built`,
    });
    expectLearning(losses);
  });

  it('says what to install where TensorFlow.js is missing', async () => {
    const answer = await train(checkout('without-tfjs', [TFJS, TFJS_NODE]));
    expect(answer).toEqual({
      backend: null,
      version: null,
      reason:
        'the tfjs engine needs the package @tensorflow/tfjs, which is not installed; ' +
        'run `npm install @tensorflow/tfjs`, or use --engine native',
      losses: null,
    });
  });

  it('trains with tfjs-node on a Node that lacks what Node 23 took from node:util', async ({ skip }) => {
    const { backend, reason } = await describeTfjsBackend();
    skip(backend !== 'tensorflow', `the tensorflow backend is not tried: ${reason}`);
    const place = checkout('node-23', []);
    writeFileSync(
      join(place, 'forget.cjs'),
      `const util = require('node:util');
for (const name of Object.keys(util)) if (/^is[A-Z]/.test(name) && name !== 'isDeepStrictEqual') delete util[name];`,
    );
    const answer = await train(place, {}, ['--require', './forget.cjs']);
    expect(answer.backend).toBe('tensorflow');
    expect(answer.version).toMatch(/, TensorFlow 2\.\d+/);
    expectLearning(answer.losses);
  });
});
