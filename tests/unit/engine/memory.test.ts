import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../support/memory-cycles.ts', import.meta.url));

it('closed models and datasets give their memory back: after 200 cycles, 1,000 more take less than 32 MB', async () => {
  // one model with its batch takes about 3 MB: a leak of one in ninety would show
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    '--import',
    'tsx',
    script,
    '200',
    '1000',
  ]);
  const { before, after } = JSON.parse(stdout) as { before: number; after: number };
  expect(after - before).toBeLessThan(32);
}, 120_000);
