import { describe, expect, it } from 'vitest';
import {
  accuracySentences,
  effectText,
  laterRemarks,
  reasonText,
  sentenceToRemember,
  spanText,
} from '../../../src/claims/words.ts';
import type { VerdictName } from '../../../src/stats/index.ts';
import { smallClaim } from './support.ts';

describe('a ratio in words', () => {
  const text = (ratio: number) => effectText(Math.log(ratio), { unit: 'steps', scale: 'ratio' });

  it('has three digits, and a power of ten beyond five', () => {
    expect([0.0004, 0.614, 1.1, 13.14, 425.4, 20_176, 955_769].map(text)).toEqual([
      ...['×4.0e-4', '×0.614', '×1.10', '×13.1', '×425', '×20,200', '×9.6e5'],
    ]);
  });

  it('spans an interval', () => {
    const span = { low: Math.log(0.985), high: Math.log(1754) };
    expect(spanText(span, { unit: 'steps', scale: 'ratio' })).toBe('×0.985 … ×1,750');
  });
});

describe('the sentence to remember', () => {
  const hypothesis = smallClaim().hypotheses[0]!;
  const sentence = (verdict: VerdictName, ...strata: VerdictName[]) =>
    sentenceToRemember(
      hypothesis,
      verdict,
      strata.map((one, i) => ({ verdict: one, label: `batch ${i + 1}` })),
    );

  it('is that of the verdict', () => {
    expect(sentence('supported', 'supported', 'supported')).toBe('a is better');
    expect(sentence('contradicted', 'contradicted')).toBe('b is better');
    expect(sentence('inconclusive', 'inconclusive')).toBe('');
  });

  it('names the strata that were shown where the others are open', () => {
    expect(sentence('inconclusive', 'supported', 'inconclusive', 'supported')).toBe(
      'Shown for batch 1; batch 3 only: a is better Elsewhere these runs do not tell.',
    );
  });

  it('says what each stratum says where they disagree', () => {
    expect(sentence('inconclusive', 'supported', 'contradicted', 'inconclusive')).toBe(
      'batch 1: supported; batch 2: contradicted; batch 3: inconclusive.',
    );
    const open = { remember: { inconclusive: 'These runs do not tell.' } };
    const strata = [
      { verdict: 'equivalent', label: 'batch 1' },
      { verdict: 'inconclusive', label: 'batch 2' },
    ] as const;
    expect(sentenceToRemember(open, 'inconclusive', strata)).toBe(
      'These runs do not tell. batch 1: equivalent; batch 2: inconclusive.',
    );
  });
});

describe('what was not written down before the first report', () => {
  it('is said of a hypothesis that was added, and of one that was changed', () => {
    expect(laterRemarks({})).toEqual([]);
    expect(laterRemarks({ added: 'after a look' })).toEqual(['added after a look']);
    expect(laterRemarks({ added: 'after a look', changed: 'ties count' })).toEqual([
      'added after a look',
      'changed after the first report: ties count',
    ]);
  });
});

describe('the reason of a verdict', () => {
  it('speaks of ×1 where a ratio is compared', () => {
    const reason = 'the interval lies above 0 and the effect reaches the margin';
    expect(reasonText(reason, { scale: 'ratio' })).toBe(
      'the interval lies above ×1 and the effect reaches the margin',
    );
    expect(reasonText('the interval includes 0', { scale: 'difference' })).toBe('the interval includes 0');
  });
});

describe('the accuracy that an arm reaches', () => {
  it('comes with its interval over seeds and images', () => {
    const accuracies = [
      {
        ...{
          arm: 'coded',
          label: 'as coded',
          stratumLabel: 'MNIST',
          mean: 0.9912,
          seeds: 20,
          images: 10_000,
        },
        interval: { low: 0.9896, high: 0.9928 },
      },
    ];
    expect(accuracySentences({ accuracies })).toEqual([
      'as coded (MNIST): 99.12 % of the test images, 95 % interval 98.96 … 99.28 % over 20 seeds × 10,000 images.',
    ]);
    expect(accuracySentences({})).toEqual([]);
  });
});
