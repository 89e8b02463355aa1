import { afterAll, beforeAll, expect, it } from 'vitest';
import { getRun, listRuns, openDatabase, readMetric } from '../../db/index.ts';
import { describeTfjsBackend } from '../../src/engine/index.ts';
import { runCli, runCliJson } from '../support/run-cli.ts';
import { createWorkplace, type Workplace } from '../support/sweep-process.ts';

let place: Workplace;
beforeAll(() => {
  place = createWorkplace();
});
afterAll(() => place.remove());

const sets = ['architecture=logreg', 'steps=4', 'trainSize=200', 'validationSize=40', 'seed=3'];
const run = (engine: string, env: Record<string, string> = {}) =>
  runCli(place, ['run', '--engine', engine, ...sets.flatMap((text) => ['--set', text])], env);

const backend = await describeTfjsBackend();
it('trains a run on each backend, records it with its version, and agrees with the native engine', async () => {
  const outputs = [await run('tfjs', { DESCENT_TFJS_BACKEND: 'cpu' }), await run('native')];
  if (backend.backend === 'tensorflow')
    outputs.push(await run('tfjs', { DESCENT_TFJS_BACKEND: 'tensorflow' }));
  else console.warn(`the tensorflow backend is not tried: ${backend.reason}`);
  for (const { code, stderr } of outputs) expect(code, stderr).toBe(0);
  expect(outputs[0]!.stderr).toMatch(
    /^tfjs runs in pure JavaScript \(the cpu backend was asked for\), at about \S+( k)? samples\/s: this run takes about .+; `npm run tfjs:provision` builds the fast backend$/m,
  );
  for (const { stderr } of outputs.slice(1)) expect(stderr).not.toContain('pure JavaScript');
  const db = openDatabase(place.database);
  const runs = listRuns(db).map(({ id }) => getRun(db, id)!);
  const testLosses = runs.map(({ id }) => readMetric(db, id, 'test/loss').values[0]!);
  db.close();
  for (const each of runs) expect(each.status).toBe('completed');
  // the same data, weights and order: four float32 steps apart
  for (const loss of testLosses) expect(loss).toBeCloseTo(testLosses[1]!, 5);
  const record = runs.map(({ engine, isa, engineVersion }) => ({ engine, isa, engineVersion }));
  expect(record[0]).toEqual({
    engine: 'tfjs',
    isa: 'cpu',
    engineVersion: expect.stringMatching(/^4\.\d+\.\d+$/),
  });
  if (record.length > 2) {
    expect(record[2]).toMatchObject({ engine: 'tfjs', isa: 'tensorflow' });
    expect(record[2]!.engineVersion).toMatch(/^4\.\d+\.\d+, TensorFlow \d+\.\d+/);
  }
}, 240_000);

it('doctor says which backend would be used, and why', async () => {
  interface Row {
    readonly what: string;
    readonly state: string;
    readonly found: string;
    readonly remedy: string | null;
  }
  const finding = async (env: Record<string, string>) => {
    const { rows } = await runCliJson<Row>(place, ['doctor'], env);
    return rows.find(({ what }) => what === 'tfjs engine')!;
  };
  const slow = await finding({ DESCENT_TFJS_BACKEND: 'cpu' });
  expect(slow.state).toBe('note');
  expect(slow.found).toMatch(/^backend cpu, 4\.\d+\.\d+: the cpu backend was asked for$/);
  expect(slow.remedy).toBe(
    'pure JavaScript trains about 25 samples/s; `npm run tfjs:provision` builds the fast backend',
  );
  const best = await finding({});
  expect(best.found).toBe(`backend ${backend.backend}, ${backend.version}: ${backend.reason}`);
  expect(best.state).toBe(backend.backend === 'tensorflow' ? 'ok' : 'note');
});
