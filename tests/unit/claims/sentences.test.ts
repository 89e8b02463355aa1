/** What the definitions say: a sentence for every outcome, comparisons that the statement names, sizes in words. */
import { describe, expect, it } from 'vitest';
import { type ClaimDefinition, loadClaims, planClaim } from '../../../src/claims/index.ts';
import { remedySentences } from '../../../src/claims/remedies.ts';
import { quickestFromSaddle, stepsToLeaveSaddle } from '../../../src/claims/saddle.ts';
import { workloadText } from '../../../src/claims/workload.ts';
import { factsOf } from './support.ts';

const claims = await loadClaims();
const claim = (id: string): ClaimDefinition => claims.find((one) => one.id === id)!;
const hypothesis = (id: string, name: string) => claim(id).hypotheses.find((one) => one.id === name)!;

describe('every hypothesis', () => {
  it.each(claims.map((one) => ({ id: one.id, one })))('of $id has a sentence for each outcome', ({ one }) => {
    for (const { id, remember, strata } of one.hypotheses) {
      const several = Object.values(one.presets).some(
        (preset) => (strata ?? preset.strata).filter((name) => preset.strata.includes(name)).length > 1,
      );
      const outcomes = ['supported', 'contradicted', 'equivalent', 'inconclusive'] as const;
      for (const verdict of several ? ([...outcomes, 'conditional'] as const) : outcomes) {
        expect(remember[verdict], `${one.id}/${id}: ${verdict}`).toMatch(/\S/);
      }
    }
  });

  it.each(claims.map((one) => ({ id: one.id, one })))(
    'of $id that was added later needs no training that the others do not need, unless it says so',
    ({ one }) => {
      const keys = (hypotheses: ClaimDefinition['hypotheses']) => {
        const plan = planClaim({ ...one, hypotheses }, 'standard', factsOf);
        return new Set(
          plan.arms.flatMap(({ stratum, candidates, finalSeeds }) =>
            candidates.map(({ hash }) => `${stratum} ${hash} ${finalSeeds.length}`),
          ),
        );
      };
      const told = one.hypotheses.filter(({ added }) => !added?.includes('runs of its own'));
      const before = keys(one.hypotheses.filter(({ added }) => added === undefined));
      expect([...keys(told)].filter((key) => !before.has(key))).toEqual([]);
      // and those that say so do need some
      for (const hypothesis of one.hypotheses.filter(({ added }) => added?.includes('runs of its own'))) {
        const needed = keys([...told, hypothesis]);
        expect(
          [...needed].filter((key) => !before.has(key)),
          hypothesis.id,
        ).not.toEqual([]);
      }
    },
  );
});

describe('statements and comparisons', () => {
  const compared = (id: string, name: string) => {
    const { arm, against } = hypothesis(id, name);
    return [arm, ...against];
  };

  it('of claims 1 and 2 cross head and loss', () => {
    expect(compared('loss', 'faster')).toEqual(['ce', 'softmaxMse']);
    expect(compared('loss', 'faster-than-all')).toEqual(['ce', 'sigmoidMse', 'linearMse']);
    const square = ['solves-vanishing', 'loss-solves-vanishing', 'loss-with-softmax', 'softmax-with-loss'];
    expect(square.map((name) => compared('softmax', name))).toEqual([
      ['softmaxMse', 'sigmoidMse'],
      ['bce', 'sigmoidMse'],
      ['ce', 'softmaxMse'],
      ['ce', 'bce'],
    ]);
    expect(hypothesis('softmax', 'saturated-softmax').metric).toMatchObject({
      name: 'measure/saturatedStart/saturated_over_normal',
      at: 0,
    });
  });

  it('of claim 3 take activation and initialisation apart, at each depth', () => {
    expect(compared('activations', 'relu-glorot-tanh')).toEqual(['reluGlorot', 'tanh']);
    expect(compared('activations', 'relu-glorot-sigmoid')).toEqual(['reluGlorot', 'sigmoid']);
    expect(compared('activations', 'relu-sigmoid4')).toEqual(['relu', 'sigmoid4']);
    const plan = planClaim(claim('activations'), 'standard', factsOf);
    const depths = plan.arms.filter(({ arm }) => arm === 'sigmoid4').map(({ settings }) => settings.units);
    expect(depths.map((units) => (units as number[]).length)).toEqual([2, 6, 10]);
    expect(plan.arms.find(({ arm }) => arm === 'sigmoid4')!.settings).toMatchObject({
      ...{ activation: 'sigmoid', initializerScale: 4, steps: 1000 },
    });
  });

  it('of claim 4 set Adam against each of the others, and each against the one before', () => {
    expect(compared('optimizers', 'adam-best')).toEqual([
      ...['adam', 'sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'nadam'],
    ]);
    const chain = ['momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'nadam'];
    expect(chain.map((name) => compared('optimizers', name))).toEqual(
      chain.map((name, i) => [name, i === 0 ? 'sgd' : chain[i - 1]]),
    );
    expect(hypothesis('optimizers', 'gearbox').bases).toEqual({ adam: 'adamDefault', sgd: 'sgdDefault' });
  });

  it('of claim 8 compare the numbers of kernels that they name', () => {
    const filters = (arm: string) => claim('depth-pooling').arms[arm]!.settings.filters ?? [6, 16];
    expect(compared('depth-pooling', 'more-kernels').map(filters)).toEqual([
      [12, 32],
      [6, 16],
      [3, 8],
    ]);
    expect(compared('depth-pooling', 'more-kernels-small').map(filters)).toEqual([
      [6, 16],
      [3, 8],
    ]);
  });
});

describe('the sizes in words', () => {
  const words = (id: string) => workloadText(planClaim(claim(id), 'standard', factsOf));

  it('name the networks and data that the arms train', () => {
    expect(words('loss')).toBe('mnist or fashion-mnist, 20,000 images to train, lenet5, 3 epochs, batch 128');
    expect(words('article')).toBe('mnist, article or layers of its own, 2,000 steps, batch 128');
    expect(words('cnn')).toBe(
      'mnist or fashion-mnist, 20,000 images to train, lenet5 or mlp, 2 epochs, batch 128',
    );
    expect(words('depth-pooling')).toBe(
      'mnist, 5,000 or 1,000 images to train, deep or lenet5, 3 epochs or 8 epochs, batch 64 or 32',
    );
  });
});

describe('leaving a saddle', () => {
  it('takes SGD as many steps as x² − y² says, at the best rate of the grid', () => {
    // at rate 1 y grows by 3 a step: 3¹³ is the first power beyond 1e6
    expect(quickestFromSaddle({ optimizer: 'sgd', rotation: 0, seed: 100 })).toEqual({ rate: 1, steps: 13 });
    expect(stepsToLeaveSaddle({ optimizer: 'sgd', rotation: 45, seed: 100 })).toBe(13);
  });

  it('is quickest at the rates that the page names', () => {
    for (const optimizer of ['momentum', 'rmsprop', 'adam'] as const) {
      const rates = [100, 101].map((seed) => quickestFromSaddle({ optimizer, rotation: 45, seed }).rate);
      expect(rates, optimizer).toEqual(optimizer === 'rmsprop' ? [0.3162, 1] : [1, 1]);
    }
  });

  it('takes Adam two steps where the axes are those of the parameters, and more where they are not', () => {
    expect(stepsToLeaveSaddle({ optimizer: 'adam', rotation: 0, seed: 100 })).toBe(2);
    expect(stepsToLeaveSaddle({ optimizer: 'adam', rotation: 45, seed: 100 })).toBeGreaterThan(13);
  });
});

describe('gap and accuracy together', () => {
  it('call a remedy one only where the gap narrows and accuracy does not fall', () => {
    const judged = (id: string, verdict: string) => ({
      id,
      strata: [{ stratum: 's', label: '500 images', verdict }],
    });
    const sentence = (gap: string, accuracy: string) =>
      remedySentences({ remedies: [{ label: 'Dropout', gap: 'g', accuracy: 'a' }] }, {
        hypotheses: [judged('g', gap), judged('a', accuracy)],
      } as never)[0];
    expect(sentence('supported', 'equivalent')).toBe(
      'Dropout: 500 images: suppresses overfitting: the gap narrows at the same accuracy.',
    );
    expect(sentence('supported', 'contradicted')).toContain('narrows the gap and loses accuracy');
    expect(sentence('supported', 'inconclusive')).toContain('what happens to accuracy is not settled');
    expect(sentence('contradicted', 'supported')).toContain('does not suppress overfitting: the gap widens');
  });

  it('stand for every remedy of the claim', () => {
    const { remedies, hypotheses } = claim('overfitting');
    const ids = hypotheses.map(({ id }) => id);
    expect(
      remedies!.flatMap(({ gap, accuracy }) => [gap, accuracy]).filter((id) => !ids.includes(id)),
    ).toEqual([]);
    expect(remedies).toHaveLength(5);
  });
});
