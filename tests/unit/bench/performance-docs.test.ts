import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { doublingText, performanceDocument } from '../../../scripts/generate-performance-docs.ts';

it('docs/performance.md is what the committed results say (npm run docs:performance)', () => {
  const committed = readFileSync(new URL('../../../docs/performance.md', import.meta.url), 'utf8');
  expect(committed).toBe(performanceDocument());
});

it('a doubling is said to hold or to miss its bar, and none is rounded up to it', () => {
  const text = (ratio: number) => doublingText({ workload: 'lenet5 sgd', ratio });
  expect(text(1.9)).toBe('Two processes on two cores, lenet5 sgd: 1.900 × one, bar ≥ 1.9: holds.');
  expect(text(1.8977)).toBe('Two processes on two cores, lenet5 sgd: 1.897 × one, bar ≥ 1.9: **missed**.');
  expect(text(1.89999)).toMatch(/: 1\.899 × one, .*missed/);
});
