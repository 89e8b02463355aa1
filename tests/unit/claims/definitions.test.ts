import { describe, expect, it } from 'vitest';
import { armsOf, loadClaims, PRESET_NAMES, planClaim } from '../../../src/claims/index.ts';
import { budgetOf } from '../../../src/train/index.ts';
import { FACTS, factsOf } from './support.ts';

const claims = await loadClaims();

describe('the claims of the primer', () => {
  it('are numbered, named and each a list of hypotheses with one that is primary', () => {
    const numbers = claims.map(({ number }) => number);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    for (const { hypotheses } of claims) {
      expect(hypotheses.length).toBeGreaterThanOrEqual(2);
      expect(hypotheses.filter(({ primary }) => primary)).toHaveLength(1);
    }
    const optimizers = claims.find(({ id }) => id === 'optimizers')!;
    expect(optimizers.hypotheses.length).toBeGreaterThanOrEqual(8);
    expect(claims.find(({ id }) => id === 'batch-norm')!.hypotheses.length).toBeGreaterThanOrEqual(5);
  });

  it.each(claims.flatMap((claim) => PRESET_NAMES.map((preset) => ({ id: claim.id, claim, preset }))))(
    '$id expands under $preset, with tuning seeds that are never final seeds',
    ({ claim, preset }) => {
      const plan = planClaim(claim, preset, factsOf);
      expect(plan.hypotheses.length).toBeGreaterThanOrEqual(2);
      for (const arm of plan.arms) {
        expect(arm.finalSeeds.filter((seed) => plan.tuningSeeds.includes(seed))).toEqual([]);
        expect(arm.candidates.every(({ config }) => budgetOf(config).totalSteps > 0)).toBe(true);
        if (arm.definition.tuning) expect(plan.tuningSeeds.length).toBeGreaterThanOrEqual(3);
        if (preset !== 'smoke') expect(arm.finalSeeds.length).toBeGreaterThanOrEqual(10);
        expect(new Set(arm.candidates.map(({ hash }) => hash)).size).toBe(arm.candidates.length);
      }
    },
  );

  it.each(claims.map((claim) => ({ id: claim.id, claim })))(
    '$id tests every one of its hypotheses under standard',
    ({ claim }) => {
      expect(planClaim(claim, 'standard', factsOf).hypotheses).toEqual(claim.hypotheses);
    },
  );

  it.each(claims.map((claim) => ({ id: claim.id, claim })))(
    '$id gives tuned arms of one stratum and kind the same number of trials',
    ({ claim }) => {
      const plan = planClaim(claim, 'standard', factsOf);
      const trials = new Map<string, Set<number>>();
      for (const { stratum, definition, candidates } of plan.arms) {
        if (definition.tuning === undefined) continue;
        const key = `${stratum} ${definition.tuning.kind}`;
        trials.set(key, (trials.get(key) ?? new Set()).add(candidates.length));
      }
      for (const counts of trials.values()) expect([...counts]).toHaveLength(1);
    },
  );

  it('shares the runs of claims 1 and 2', () => {
    const hashes = (id: string) =>
      new Set(
        planClaim(claims.find((one) => one.id === id)!, 'standard', factsOf).arms.flatMap(({ candidates }) =>
          candidates.map(({ hash }) => hash),
        ),
      );
    const loss = hashes('loss');
    expect([...hashes('softmax')].every((hash) => loss.has(hash))).toBe(true);
  });

  it('trains the primer’s network as its code does', () => {
    const plan = planClaim(claims.find(({ id }) => id === 'article')!, 'standard', factsOf);
    const [coded] = plan.arms.find(({ arm }) => arm === 'coded')!.candidates;
    expect(coded!.config).toMatchObject({
      dataset: 'mnist',
      optimizer: 'adam',
      learningRate: 0.001,
      epsilonForm: 'hat',
      epsilon: 1e-8,
      batchSize: 128,
      steps: 2000,
      lastBatch: 'wrap',
      trainSize: 55_000,
      validationSize: 5000,
      dropout: 0.75,
    });
    expect(plan.arms.find(({ arm }) => arm === 'coded')!.finalSeeds).toHaveLength(20);
    const relu = plan.arms.find(({ arm }) => arm === 'codedRelu')!.candidates[0]!.config.layers;
    const linear = coded!.config.layers;
    const kinds = (layers: typeof linear) => layers.map(({ type }) => type);
    expect(kinds(relu).filter((type) => type === 'activation')).toHaveLength(3);
    expect(kinds(linear).filter((type) => type === 'activation')).toHaveLength(2);
    expect(relu.filter(({ type }) => type !== 'activation')).toEqual(
      linear.filter(({ type }) => type !== 'activation'),
    );
  });
});

describe('planClaim', () => {
  const [claim] = claims;

  it('names what is wrong in a claim before anything is trained', () => {
    const [first, ...rest] = claim!.hypotheses;
    const wrong = (change: object) => () =>
      planClaim({ ...claim!, hypotheses: [{ ...first!, ...change }, ...rest] }, 'smoke', factsOf);
    expect(wrong({ arm: 'nobody' })).toThrow(
      /claim "loss": hypotheses.faster names the arm "nobody"; there are: ce/,
    );
    expect(wrong({ strata: ['mars'] })).toThrow(/names the stratum "mars"/);
    expect(wrong({ primary: false })).toThrow(/must have one that is primary, got 0/);
    expect(wrong({ margin: 1 })).toThrow(/must have a margin > 1, got 1/);
    expect(() => planClaim({ ...claim!, hypotheses: [first!] }, 'smoke', factsOf)).toThrow(
      /must be at least two, got 1/,
    );
    const bad = { ...claim!.arms, ce: { ...claim!.arms.ce!, settings: { optimizer: 'sgdd' as 'sgd' } } };
    expect(() => planClaim({ ...claim!, arms: bad }, 'smoke', factsOf)).toThrow(/arm mnist\/ce:.*sgdd/);
  });

  it('trains an arm only in the strata whose hypotheses read runs of it', () => {
    const optimizers = claims.find(({ id }) => id === 'optimizers')!;
    const plan = planClaim(optimizers, 'standard', factsOf);
    expect(plan.arms.filter(({ stratum }) => stratum === 'aligned')).toEqual([]);
    const constant = plan.arms.filter(({ stratum }) => stratum === 'constant').map(({ arm }) => arm);
    const wanted = optimizers.hypotheses.filter(({ strata }) => strata?.includes('constant')).flatMap(armsOf);
    expect(new Set(constant)).toEqual(new Set(wanted));
    expect(FACTS.mnist.trainCount).toBe(60_000);
  });
});
