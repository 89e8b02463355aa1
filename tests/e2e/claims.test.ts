import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/index.ts';
import {
  type ClaimDefinition,
  type ClaimEvidence,
  evidenceOf,
  planClaim,
  runClaim,
  runIdsOf,
} from '../../src/claims/index.ts';
import { writeReport } from '../../src/claims/report/index.ts';
import { parseRows } from '../../src/claims/report/kept.ts';
import { effectText } from '../../src/claims/words.ts';
import { datasetFacts } from '../../src/data/index.ts';
import { openEngine } from '../../src/engine/index.ts';
import { runCli, runCliJson } from '../support/run-cli.ts';
import { createWorkplace, type Workplace } from '../support/sweep-process.ts';
import { smallClaim } from '../unit/claims/support.ts';

/** Tuned for real: logistic regression on 300 digits. */
function claim(): ClaimDefinition {
  const settings = {
    dataset: 'mnist10k',
    architecture: 'logreg',
    trainSize: 300,
    validationSize: 100,
    batchSize: 50,
    epochs: 2,
  } as const;
  const base = smallClaim();
  const preset = { ...base.presets.smoke, settings, tuningSeeds: 3, finalSeeds: 3 };
  const [first, ...rest] = base.hypotheses;
  const hypotheses: ClaimDefinition['hypotheses'] = [
    { ...first!, metric: { kind: 'metric', name: 'test/accuracy' } },
    ...rest,
    {
      ...first!,
      ...{
        id: 'faster',
        primary: false,
        statement: 'a is faster',
        better: 'lower',
        scale: 'ratio',
        margin: 1.1,
      },
      metric: { kind: 'timeToTarget', reference: 'b' },
      metricLabel: 'steps',
      unit: 'steps',
    },
  ];
  return {
    ...base,
    hypotheses,
    presets: { smoke: preset, standard: preset, full: preset },
    recording: { validationEverySteps: 2, lossEverySteps: 2, predictions: 8 },
    figures: [
      { kind: 'curves', metric: 'validation/accuracy', title: 'Validation', log: true },
      { kind: 'sensitivity', title: 'Rates' },
      { kind: 'bestOf', title: 'Best of k' },
      { kind: 'predictions', title: 'Images', arm: 'a' },
    ],
  };
}

let place: Workplace;
let evidence: ClaimEvidence;
beforeAll(async () => {
  place = createWorkplace();
  const outcome = await runClaim({
    ...{ database: place.database, claim: claim(), preset: 'smoke', engine: 'auto', factsOf: datasetFacts },
  });
  evidence = outcome.evidence!;
});
afterAll(() => place.remove());

describe('a claim from its first run to its page', () => {
  it('resumes: once more nothing is trained, and the evidence is the same', async () => {
    const stages: string[] = [];
    const again = await runClaim({
      ...{ database: place.database, claim: claim(), preset: 'smoke', engine: 'auto', factsOf: datasetFacts },
      onStage: (stage) => {
        stages.push(stage);
        return () => {};
      },
    });
    expect(stages).toEqual([]);
    expect({ ...again.evidence, computedAt: 0 }).toEqual({ ...evidence, computedAt: 0 });
  });

  it('reads effects that SQL gives too', () => {
    const [comparison] = evidence.hypotheses[0]!.strata[0]!.comparisons;
    const db = openDatabase(place.database, { create: false });
    const mean = (ids: readonly string[]) =>
      db.client
        .prepare(
          `select avg(value) from metrics join metric_keys on metric_keys.id = key_id join runs on runs.no = run_no
           where metric_keys.name = 'test/accuracy' and runs.id in (select value from json_each(?))`,
        )
        .pluck()
        .get(JSON.stringify(ids)) as number;
    const [ours, theirs] = comparison!.sides;
    expect(comparison!.effect).toBeCloseTo(mean(ours.runs) - mean(theirs.runs), 12);
    expect(ours.mean).toBeCloseTo(mean(ours.runs), 12);
    db.close();
    // three seeds: the interval over images alone is already wider than nothing
    expect(comparison!.twoWay!.high! - comparison!.twoWay!.low!).toBeGreaterThan(0);
    expect(evidence.hypotheses[0]!.reason).toBe('too few seeds');
  });

  it('takes the target of a time to target from the tuning runs of the reference arm', () => {
    const faster = evidence.hypotheses.find(({ id }) => id === 'faster')!.strata[0]!;
    const arm = evidence.arms.find((one) => one.arm === 'b')!;
    const accuracies = arm.tuning!.candidates.find(({ label }) => label === arm.chosen)!.accuracies;
    const median = [...accuracies].sort((a, b) => a! - b!)[1]!;
    expect(faster.target).toBeCloseTo(median - 0.005, 12);
  });

  it('writes a page with the numbers of the evidence, the same bytes twice, and every run in the CSV', async () => {
    const db = openDatabase(place.database);
    const write = async (name: string) => {
      const folder = path.join(place.folder, name);
      await writeReport({ db, entries: [{ claim: claim(), evidence }], folder });
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) =>
        one.isFile(),
      );
      return new Map(
        files.map((file) => {
          const full = path.join(file.parentPath, file.name);
          return [path.relative(folder, full), readFileSync(full)];
        }),
      );
    };
    const once = await write('one');
    const twice = await write('two');
    db.close();
    expect([...once.keys()].sort()).toEqual([
      '1-small.md',
      'README.md',
      'claims.csv',
      'figures/1-small/1-curves.svg',
      'figures/1-small/2-sensitivity.svg',
      'figures/1-small/3-best-of.svg',
      'figures/1-small/4-predictions.png',
      'figures/1-small/forest.svg',
      'runs.csv',
    ]);
    for (const [file, bytes] of once) expect(twice.get(file)!.equals(bytes), file).toBe(true);
    const page = once.get('1-small.md')!.toString();
    for (const hypothesis of evidence.hypotheses) {
      const [comparison] = hypothesis.strata[0]!.comparisons;
      expect(page).toContain(effectText(comparison!.effect, hypothesis));
      expect(page).toContain(hypothesis.statement);
    }
    const csv = once.get('runs.csv')!.toString();
    const ids = runIdsOf(evidence);
    expect(ids).toHaveLength(evidence.totals.runs);
    for (const id of ids) expect(csv).toContain(id);
    for (const [file, bytes] of once) {
      if (file.endsWith('.svg'))
        expect(bytes.toString()).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    }
  });

  it('writes the same index and CSV files for two claims at once and one after the other', async () => {
    const db = openDatabase(place.database);
    const small = { claim: claim(), evidence };
    const other = { claim: { ...claim(), number: 2, id: 'other' }, evidence: { ...evidence, id: 'other' } };
    const [together, apart] = ['together', 'apart'].map((name) => path.join(place.folder, name));
    await writeReport({ db, entries: [small, other], folder: together! });
    for (const entry of [other, small, other]) {
      await writeReport({ db, entries: [entry], folder: apart! });
    }
    db.close();
    for (const file of ['README.md', 'claims.csv', 'runs.csv']) {
      const [once, stepwise] = [together, apart].map((folder) =>
        readFileSync(path.join(folder!, file), 'utf8'),
      );
      expect(stepwise).toBe(once!);
    }
    const index = readFileSync(path.join(apart!, 'README.md'), 'utf8');
    expect(index.match(/^\| \[\d/gm)).toEqual(['| [1', '| [2']);
    expect(index).toContain(`2 claims, 6 hypotheses`);
    const rows = parseRows(readFileSync(path.join(apart!, 'runs.csv')));
    expect(rows.map(({ id }) => id).sort()).toEqual(runIdsOf(evidence).sort());
    expect(new Set(rows.map(({ claims }) => claims))).toEqual(new Set(['other small']));
  });

  it('exports a row a comparison', async () => {
    const { stdout } = await runCli(place, ['export', 'claims', '--format', 'jsonl']);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ hypothesis }) => hypothesis)).toEqual(['better', 'worse', 'faster']);
    const [comparison] = evidence.hypotheses[0]!.strata[0]!.comparisons;
    expect(rows[0].effect).toBe(comparison!.effect);
    expect(rows[0].arm_runs.split(' ')).toEqual(comparison!.sides[0].runs);
  });

  it('says which runs are missing where one is gone', async () => {
    const { info } = await openEngine('auto');
    const copy = path.join(place.folder, 'less.db');
    await runCli(place, ['db', 'backup', copy]);
    await runCli({ ...place, database: copy }, ['rm', evidence.arms[0]!.runs[0]!.id, '--yes']);
    const state = evidenceOf(copy, planClaim(claim(), 'smoke', datasetFacts), info);
    expect('needed' in state && state.needed).toMatchObject({ stage: 'final', batches: [{ missing: 1 }] });
  });
});

describe('descent claims', () => {
  it('lists the claims with their hypotheses', async () => {
    const { rows } = await runCliJson<{ claim: string; hypothesis: string; verdict: string | null }>(place, [
      'claims',
    ]);
    expect(new Set(rows.map(({ claim }) => claim))).toEqual(
      new Set([
        ...['loss', 'softmax', 'activations', 'optimizers', 'batch-norm'],
        ...['overfitting', 'cnn', 'depth-pooling', 'article'],
      ]),
    );
    expect(rows.every(({ verdict }) => verdict === null)).toBe(true);
  });

  it('counts the runs of each claim in a dry run, and trains none', async () => {
    const { rows } = await runCliJson<{ claim: string; finalRuns: number; minutes: number }>(place, [
      ...['claims', 'run', 'article', '--preset', 'standard', '--dry-run'],
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ claim: 'article', finalRuns: 50, tuningRuns: 0, toTrain: 50 });
    expect(rows[0]!.minutes).toBeGreaterThan(0);
  });

  it('names the claims that there are where one is not known', async () => {
    const { code, stderr } = await runCli(place, ['claims', 'run', 'optimisers']);
    expect(code).toBe(2);
    expect(stderr).toContain(
      '"optimisers" is none (did you mean "optimizers"?); there are: 1 loss, 2 softmax',
    );
  });
});
