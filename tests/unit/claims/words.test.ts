import { describe, expect, it } from 'vitest';
import { effectText, sentenceToRemember, spanText } from '../../../src/claims/words.ts';
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
      'a is better Shown for batch 1; batch 3 only: elsewhere these runs do not tell.',
    );
  });

  it('names none where a stratum speaks against it', () => {
    expect(sentence('inconclusive', 'supported', 'contradicted', 'inconclusive')).toBe('');
  });
});
