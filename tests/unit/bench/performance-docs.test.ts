import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { performanceDocument } from '../../../scripts/generate-performance-docs.ts';

it('docs/performance.md is what the committed results say (npm run docs:performance)', () => {
  const committed = readFileSync(new URL('../../../docs/performance.md', import.meta.url), 'utf8');
  expect(committed).toBe(performanceDocument());
});
