import { describe, expect, it } from 'vitest';
import { wholeBudget } from '../../../src/claims/report/survival.ts';
import { resolveConfig } from '../../../src/config/index.ts';
import { factsOf } from './support.ts';

describe('a time to a target that was not reached', () => {
  const stopped = { 'train/loss': { lastStep: 12 } } as never;

  it('counts with the whole budget, also where the run diverged on the way', () => {
    const config = resolveConfig({ dataset: 'mnist10k', steps: 300 }, factsOf);
    expect(wholeBudget({ config, summary: stopped })).toBe(300);
  });

  it('counts with what was logged where a run has no budget', () => {
    expect(wholeBudget({ config: null, summary: stopped })).toBe(12);
  });
});
