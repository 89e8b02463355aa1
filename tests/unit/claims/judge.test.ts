import { describe, expect, it } from 'vitest';
import type { Database } from '../../../db/index.ts';
import { type ClaimDefinition, type PresetName, planClaim, progressOf } from '../../../src/claims/index.ts';
import { judgeClaim } from '../../../src/claims/judge.ts';
import type { RunConfig } from '../../../src/config/index.ts';
import { halfDecades } from '../../../src/stats/index.ts';
import { everyConfig, factsOf, inventedRuns, noise, type Outcome, smallClaim, tunedArms } from './support.ts';

/** No hypothesis here reads series or artifacts. */
const db = null as unknown as Database;
const engine = { name: 'native', numerics: 'test' } as const;

function judge(
  outcome: (config: RunConfig, seed: number) => Outcome,
  claim = smallClaim(),
  preset: PresetName = 'standard',
) {
  const plan = planClaim(claim, preset, factsOf);
  const arms = tunedArms(plan, inventedRuns(outcome, everyConfig(plan)));
  return judgeClaim({ db, plan, arms, engine, now: 0 });
}

/** Best at the rate 0.1, losing a point a half decade away; adam is ahead by `lead`. */
const peaked =
  (lead: number, spread = 0.0005) =>
  ({ optimizer, learningRate }: RunConfig, seed: number): Outcome => {
    const away = Math.abs(Math.log10(learningRate / 0.1)) * 2;
    const ahead = optimizer === 'adam' ? lead : 0;
    const accuracy = 0.97 + ahead - 0.01 * away + spread * noise(seed, optimizer, learningRate);
    return { metrics: { 'validation/accuracy': accuracy, 'validation/loss': 1 - accuracy } };
  };

const verdicts = (lead: number, spread?: number) =>
  judge(peaked(lead, spread)).hypotheses.map(({ verdict }) => verdict);

describe('the verdict of a claim', () => {
  it('flips when the data flips', () => {
    expect(verdicts(0.004)).toEqual(['supported', 'contradicted']);
    expect(verdicts(-0.004)).toEqual(['contradicted', 'supported']);
    expect(verdicts(0, 0.0003)).toEqual(['equivalent', 'equivalent']);
    expect(verdicts(0.001, 0.004)).toEqual(['inconclusive', 'inconclusive']);
  });

  it('is inconclusive with too few seeds, however large the effect', () => {
    const { hypotheses } = judge(peaked(0.02), smallClaim(), 'smoke');
    expect(hypotheses.map(({ verdict, reason }) => `${verdict}: ${reason}`)).toEqual([
      'inconclusive: too few seeds',
      'inconclusive: too few seeds',
    ]);
    expect(hypotheses[0]!.wouldChange).toBe('At least 8 final seeds a side; there are 3.');
  });

  it('comes with effect, intervals, n, runs and what could have been seen', () => {
    const { hypotheses, arms, totals } = judge(peaked(0.004));
    const [comparison] = hypotheses[0]!.strata[0]!.comparisons;
    expect(comparison!.effect).toBeCloseTo(0.004, 3);
    expect(comparison!.interval95.low!).toBeLessThan(comparison!.interval90.low!);
    expect(comparison!.n).toBe(10);
    expect(comparison!.sides.map(({ runs }) => runs.length)).toEqual([10, 10]);
    expect(comparison!.sides[0].mean! - comparison!.sides[1].mean!).toBeCloseTo(comparison!.effect!, 12);
    expect(comparison!.superiority!.probability).toBe(1);
    expect(comparison!.detectable!).toBeGreaterThan(0.001);
    expect(arms.map(({ chosen }) => chosen)).toEqual(['0.1', '0.1']);
    // two arms: 5 rates × 3 tuning seeds, and 10 final seeds at the one rate that every resample chooses
    expect(totals.runs).toBe(2 * (15 + 10));
  });

  it('counts a diverged run and averages it into nothing', () => {
    const { hypotheses } = judge((config, seed) =>
      config.optimizer === 'adam' && seed === 104 ? { metrics: null } : peaked(0.004)(config, seed),
    );
    const [comparison] = hypotheses[0]!.strata[0]!.comparisons;
    expect(comparison!.n).toBe(9);
    expect(comparison!.missing).toBe(1);
    expect(comparison!.sides[0]).toMatchObject({ n: 9, diverged: 1 });
    expect(comparison!.effect).toBeCloseTo(0.004, 3);
    // in ranks it stands at chance level, below all others
    expect(comparison!.superiority!.probability).toBeCloseTo(0.9, 12);
  });

  const stalling = (config: RunConfig, seed: number) =>
    config.optimizer === 'adam' && seed === 104
      ? { metrics: { 'validation/accuracy': 0.11, 'validation/loss': 2.3 } }
      : peaked(0.004)(config, seed);

  it('counts a run that never learnt, and compares those that did', () => {
    const [comparison] = judge(stalling).hypotheses[0]!.strata[0]!.comparisons;
    expect(comparison!.sides[0]).toMatchObject({ n: 9, diverged: 0, stalled: 1 });
    expect(comparison!.missing).toBe(1);
    expect(comparison!.effect).toBeCloseTo(0.004, 3);
    expect(comparison!.superiority!.probability).toBeCloseTo(0.9, 12);
  });

  it('names a seed that ends far from the others, and gives the effect without it', () => {
    const { hypotheses } = judge((config, seed) => {
      const { metrics } = peaked(0.004)(config, seed);
      const late = config.optimizer === 'sgd' && seed === 108 ? 0.035 : 0;
      return {
        metrics: { ...metrics, 'validation/accuracy': metrics!['validation/accuracy']! - late },
      };
    });
    const [comparison] = hypotheses[0]!.strata[0]!.comparisons;
    expect(comparison!.sides[0].farOff).toEqual([]);
    expect(comparison!.sides[1].farOff!.map(({ seed }) => seed)).toEqual([108]);
    expect(comparison!.effect).toBeCloseTo(0.0075, 3);
    expect(comparison!.withoutFarOff).toBeCloseTo(0.004, 3);
    expect(hypotheses[0]!.wouldChange).not.toBe('');
  });

  it('lists the effect at each rate that tuning might have chosen, with its share', () => {
    const { hypotheses, arms } = judge(({ optimizer, learningRate }, seed) => {
      const away = Math.abs(Math.log10(learningRate / 0.1)) * 2;
      const ahead = optimizer === 'adam' ? 0.004 : 0;
      const accuracy = 0.97 + ahead - 0.0005 * away ** 4 + 0.002 * noise(seed, optimizer, learningRate);
      return { metrics: { 'validation/accuracy': accuracy, 'validation/loss': 1 - accuracy } };
    });
    const [comparison] = hypotheses[0]!.strata[0]!.comparisons;
    const { alternatives, tuningShare, sides } = comparison!;
    expect(tuningShare).toBeGreaterThan(0);
    expect(sides.map(({ chosen }) => chosen)).toEqual(arms.map(({ chosen }) => chosen));
    expect(alternatives!.length).toBeGreaterThan(0);
    for (const { arm, candidate, share, effect } of alternatives!) {
      expect(candidate).not.toBe(arms.find((one) => one.arm === arm)!.chosen);
      expect(share).toBeGreaterThan(0);
      expect(Math.abs(effect! - 0.004)).toBeLessThan(0.01);
    }
  });

  const onWholeGrids = ({ arms }: ClaimDefinition) =>
    Object.fromEntries(Object.entries(arms).map(([id, arm]) => [id, { ...arm, wholeGrid: true }]));

  it('compares the share of the rates of a grid at which runs fail', () => {
    const claim = smallClaim();
    const [first, second] = claim.hypotheses;
    const arms = onWholeGrids(claim);
    const failing = { ...first!, metric: { kind: 'failedRates' }, margin: 0.05 } as const;
    const { hypotheses } = judge(
      (config, seed) =>
        config.optimizer === 'adam' && config.learningRate >= 0.3
          ? { metrics: null }
          : peaked(0)(config, seed),
      { ...claim, arms, hypotheses: [failing, second!] },
    );
    // rates 0.01 … 1, half a decade apart: adam fails at two of five
    const [comparison] = hypotheses[0]!.strata[0]!.comparisons;
    expect(comparison!.sides.map(({ mean }) => mean)).toEqual([0.4, 0]);
    expect(hypotheses[0]!.verdict).toBe('supported');
  });

  it('compares failures over the rates that both grids have, where each grew to its own side', () => {
    const claim = smallClaim();
    const [first, second] = claim.hypotheses;
    const arms = onWholeGrids(claim);
    const failing = { ...first!, metric: { kind: 'failedRates' }, margin: 0.05 } as const;
    const { arms: tuned, hypotheses } = judge(
      ({ optimizer, learningRate }, seed) => {
        if (optimizer === 'adam' && seed >= 100 && learningRate >= 0.3) return { metrics: null };
        const best = optimizer === 'adam' ? 10 : 0.001;
        const accuracy = 0.97 - 0.01 * Math.abs(Math.log10(learningRate / best));
        return { metrics: { 'validation/accuracy': accuracy, 'validation/loss': 1 - accuracy } };
      },
      { ...claim, arms, hypotheses: [failing, second!] },
    );
    const grids = tuned.map(({ tuning }) => tuning!.candidates.map(({ learningRate }) => learningRate!));
    expect(grids.map((rates) => [rates.length, Math.min(...rates), Math.max(...rates)])).toEqual([
      [8, 0.01, 31.62],
      [8, 0.0003162, 1],
    ]);
    // of 0.01 … 1, which both have, adam fails at two of five; of its own eight at five
    const [comparison] = hypotheses[0]!.strata[0]!.comparisons;
    expect(comparison!.sides.map(({ mean }) => mean)).toEqual([0.4, 0]);
  });

  it('measures epochs in seconds, and speaks of arms by their labels', () => {
    const claim = smallClaim();
    const [first, second] = claim.hypotheses;
    const seconds: ClaimDefinition['hypotheses'][number] = {
      ...first!,
      ...{ metric: { kind: 'epochSeconds' }, unit: '', better: 'lower', scale: 'ratio', margin: 1.25 },
      against: ['b', 'c'],
      added: 'after a look',
    };
    const arms = { ...claim.arms, c: { ...claim.arms.b!, label: 'the third' } };
    const { hypotheses, workload } = judge(peaked(0), { ...claim, arms, hypotheses: [seconds, second!] });
    const [one] = hypotheses;
    // 55,000 images at 1,000 a second
    expect(one!.strata[0]!.comparisons[1]!.sides.map(({ mean }) => mean)).toEqual([55, 55]);
    expect(one!.reason).toMatch(/\(against (b|the third)\)$/);
    expect(one!.added).toBe('after a look');
    expect(workload).toBe('mnist, logreg, 1 epoch, batch 128');
  });

  it('leaves it out of a measure, too, where the hypothesis says so', () => {
    const claim = smallClaim();
    const [first, second] = claim.hypotheses;
    const measure = { kind: 'metric', name: 'measure/sharpness/softmax_share/1' } as const;
    const sharp: typeof stalling = (config, seed) => {
      const { metrics } = stalling(config, seed);
      return { metrics: { ...metrics, [measure.name]: metrics!['validation/accuracy']! } };
    };
    const asked = (stalled: 'left out' | undefined) => {
      const hypothesis = { ...first!, metric: measure, ...(stalled && { stalled }) };
      const { hypotheses } = judge(sharp, { ...claim, hypotheses: [hypothesis, second!] });
      return hypotheses[0]!.strata[0]!.comparisons[0]!;
    };
    expect(asked(undefined).sides[0]).toMatchObject({ n: 10, stalled: 1 });
    expect(asked('left out').sides[0]).toMatchObject({ n: 9, stalled: 1 });
  });

  it('averages it in where the hypothesis is about not learning', () => {
    const claim = smallClaim();
    const hypotheses = claim.hypotheses.map((one) => ({ ...one, stalled: 'counted' as const }));
    const [comparison] = judge(stalling, { ...claim, hypotheses }).hypotheses[0]!.strata[0]!.comparisons;
    expect(comparison!.sides[0]).toMatchObject({ n: 10, stalled: 1 });
    // one of ten loses about 0.86
    expect(comparison!.effect).toBeCloseTo(0.004 - 0.0868, 2);
  });

  it('does not call shares equal because no run failed in either arm', () => {
    const claim = smallClaim();
    const [first, second] = claim.hypotheses;
    const failing = { ...first!, metric: { kind: 'failed' }, margin: 0.05 } as const;
    const { hypotheses } = judge(peaked(0.004), { ...claim, hypotheses: [failing, second!] });
    const [comparison] = hypotheses[0]!.strata[0]!.comparisons;
    expect(comparison).toMatchObject({ effect: 0, n: 10, method: 'Newcombe' });
    // Wilson's interval of 0 of 10 at 97.5 %: up to z² / (n + z²), z = 2.2414
    expect(comparison!.interval95.high).toBeCloseTo(0.3344, 3);
    expect(comparison!.interval95.low).toBeCloseTo(-0.3344, 3);
    expect(hypotheses[0]!.verdict).toBe('inconclusive');
    // five of ten are the fewest that would be seen: P(binomial(10, 0.59) >= 5) = 0.817
    expect(comparison).toMatchObject({ detectable: 0.59, seedsNeeded: 73, tuningShare: 0 });
    // 90 % of one of two: z = 1.96, and z² · 0.95 / 0.05 = 72.99
    expect(hypotheses[0]!.wouldChange).toBe(
      'For “equivalent” about 73 final seeds a side, if the shares stay as they are; now 10.',
    );
  });

  it('never chooses a rate at which a tuning seed did not learn', () => {
    const { arms } = judge((config, seed) =>
      config.learningRate === 0.1 && seed === 1
        ? { metrics: { 'validation/accuracy': 0.1, 'validation/loss': 2.3 } }
        : peaked(0.004)(config, seed),
    );
    expect(arms.map(({ chosen }) => chosen)).not.toContain('0.1');
  });

  it('is conditional where strata disagree beyond doubt', () => {
    const claim: ClaimDefinition = smallClaim();
    const strata = {
      only: claim.strata.only!,
      other: { label: 'the other one', settings: { dataset: 'fashion-mnist' } },
    };
    const presets = { ...claim.presets, standard: { ...claim.presets.standard, strata: ['only', 'other'] } };
    const outcome = (config: RunConfig, seed: number) =>
      peaked(config.dataset === 'mnist' ? 0.008 : -0.008)(config, seed);
    const [better] = judge(outcome, { ...claim, strata, presets }).hypotheses;
    expect(better!.verdict).toBe('conditional');
    expect(better!.strata.map(({ verdict, margin }) => [verdict, margin])).toEqual([
      ['supported', 0.001],
      ['contradicted', 0.003],
    ]);
  });

  it('compares what tuning gains where arms have bases', () => {
    const claim = smallClaim();
    const [first, second] = claim.hypotheses;
    const arms = {
      ...claim.arms,
      aBase: { label: 'a, default', settings: { optimizer: 'adam', learningRate: 0.1 } },
      bBase: { label: 'b, default', settings: { optimizer: 'sgd', learningRate: 0.01 } },
    } as const;
    const gains = { ...first!, better: 'lower', bases: { a: 'aBase', b: 'bBase' } } as const;
    const { hypotheses } = judge(peaked(0.004), { ...claim, arms, hypotheses: [gains, second!] });
    // a loses nothing at its default, b two half decades: 0.02
    expect(hypotheses[0]!.strata[0]!.comparisons[0]!.effect).toBeCloseTo(0.02, 3);
    expect(hypotheses[0]!.verdict).toBe('supported');
  });
});

describe('progressOf', () => {
  it('asks for tuning runs, then for final runs at every rate that tuning might have chosen', () => {
    const plan = planClaim(smallClaim(), 'standard', factsOf);
    const none = progressOf(plan, { find: () => undefined });
    expect('needed' in none && none.needed).toMatchObject({ stage: 'tuning', batches: [{ missing: 30 }] });
    // flat around the best rate: tuning seeds waver between 0.1 and its neighbours
    const flat = inventedRuns(({ learningRate }, seed) => {
      const away = Math.abs(Math.log10(learningRate / 0.1)) * 2;
      const accuracy = 0.97 - 0.0005 * away ** 4 + 0.002 * noise(seed, learningRate);
      return { metrics: { 'validation/accuracy': accuracy, 'validation/loss': 1 - accuracy } };
    }, everyConfig(plan));
    const tuned = progressOf(plan, {
      find: (hash, seed) => (seed < 100 ? flat.find(hash, seed) : undefined),
    });
    if (!('needed' in tuned)) throw new Error('final runs must be missing');
    expect(tuned.needed.stage).toBe('final');
    const [batch] = tuned.needed.batches;
    expect(batch!.stratum).toBe('only');
    const rates = new Set(batch!.runs.map(({ learningRate }) => learningRate));
    expect(rates.size).toBeGreaterThan(1);
    expect(batch!.runs.length % 10).toBe(0);
  });

  it('grows the grids of all arms alike where a best lies at an edge', () => {
    const plan = planClaim(smallClaim(), 'standard', factsOf);
    const rising = inventedRuns(({ optimizer, learningRate }, seed) => {
      const best = optimizer === 'adam' ? 10 : 0.1;
      const accuracy =
        0.97 - 0.01 * Math.abs(Math.log10(learningRate / best)) + 1e-5 * noise(seed, learningRate);
      return { metrics: { 'validation/accuracy': accuracy, 'validation/loss': 1 - accuracy } };
    }, everyConfig(plan));
    const arms = tunedArms(plan, rising);
    expect(arms.map(({ chosen }) => chosen.learningRate)).toEqual([10, 0.1]);
    expect(new Set(arms.map(({ candidates }) => candidates.length)).size).toBe(1);
    expect(arms.every(({ atEdge }) => !atEdge)).toBe(true);
  });

  it('looks above and below where an arm learns at no rate, and finally compares the middle one', () => {
    const plan = planClaim(smallClaim(), 'standard', factsOf);
    const stuck = (above: number) =>
      inventedRuns(({ optimizer, learningRate }, seed) => {
        const learns = optimizer === 'adam' || learningRate > above;
        const accuracy = learns ? 0.97 - 0.01 * Math.abs(Math.log10(learningRate / 0.1)) : 0.1;
        return {
          metrics: {
            'validation/accuracy': accuracy + 1e-5 * noise(seed, learningRate),
            'validation/loss': 1 - accuracy,
          },
        };
      }, everyConfig(plan));
    const [, nowhere] = tunedArms(plan, stuck(Number.POSITIVE_INFINITY));
    expect(nowhere!.candidates.map(({ learningRate }) => learningRate)).toEqual(halfDecades(-6, 2));
    expect(nowhere).toMatchObject({ atEdge: false, chosen: { learningRate: 0.1 } });
    // the first grid ends at 1
    const [, high] = tunedArms(plan, stuck(2));
    expect(high!.chosen.learningRate).toBe(3.162);
  });

  it('trains again what was recorded without a metric that a hypothesis reads', () => {
    const claim = smallClaim();
    const [first, ...rest] = claim.hypotheses;
    const reads = { ...first!, metric: { kind: 'metric', name: 'measure/sharpness/logit_gap' } } as const;
    const plan = planClaim({ ...claim, hypotheses: [reads, ...rest] }, 'standard', factsOf);
    const progress = progressOf(plan, inventedRuns(peaked(0.004), everyConfig(plan)));
    if (!('needed' in progress)) throw new Error('runs must be trained again');
    const [batch] = progress.needed.batches;
    expect(batch).toMatchObject({ missing: 0 });
    expect(batch!.again).toHaveLength(20);
  });
});
