import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../db/support.ts';

const home = process.cwd();
afterEach(() => process.chdir(home));

/** As a process sees it that was started there: it looks once. */
async function gitStateIn(folder: string) {
  process.chdir(folder);
  vi.resetModules();
  const { captureEnvironment } = await import('../../../src/tracking/environment.ts');
  const { gitCommit, gitDirty } = captureEnvironment();
  return { gitCommit, gitDirty };
}

function git(folder: string, ...words: string[]): string {
  const identity = [
    '-c',
    'user.name=test',
    '-c',
    'user.email=test@example.org',
    '-c',
    'commit.gpgsign=false',
  ];
  return execFileSync('git', [...identity, ...words], { cwd: folder, encoding: 'utf8' }).trim();
}

it('a run records the commit of the working folder, and whether a tracked file differs from it', async () => {
  const folder = temporaryFolder();
  vi.stubEnv('GIT_CEILING_DIRECTORIES', path.dirname(folder));
  try {
    expect(await gitStateIn(folder)).toEqual({ gitCommit: null, gitDirty: null });
    git(folder, 'init', '-q');
    writeFileSync(path.join(folder, 'mine.ts'), 'export default 1;\n');
    git(folder, 'add', 'mine.ts');
    git(folder, 'commit', '-qm', 'one');
    const gitCommit = git(folder, 'rev-parse', 'HEAD');
    expect(gitCommit).toMatch(/^[0-9a-f]{40}$/);
    writeFileSync(path.join(folder, 'descent.db'), 'untracked');
    expect(await gitStateIn(folder)).toEqual({ gitCommit, gitDirty: false });
    writeFileSync(path.join(folder, 'mine.ts'), 'export default 2;\n');
    expect(await gitStateIn(folder)).toEqual({ gitCommit, gitDirty: true });
  } finally {
    vi.unstubAllEnvs();
  }
});
