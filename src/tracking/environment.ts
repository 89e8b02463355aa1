/** Where this process runs: what a reader needs to judge, and repeat, its numbers. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { EnvironmentRecord } from '../../db/types.ts';

let captured: EnvironmentRecord | undefined;

/** Looked up once a process; the git commit is that of the working folder (null: no repository, or no git). */
export function captureEnvironment(): EnvironmentRecord {
  captured ??= {
    descent: packageVersion(),
    node: process.version,
    os: `${os.type()} ${os.release()}`,
    arch: os.arch(),
    cpu: os.cpus()[0]?.model.trim() || 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    ...gitState(),
  };
  return captured;
}

function gitState(): Pick<EnvironmentRecord, 'gitCommit' | 'gitDirty'> {
  try {
    const gitCommit = git('rev-parse', 'HEAD');
    // untracked files do not change what a commit trains; databases and exports would make every tree dirty
    return { gitCommit, gitDirty: git('status', '--porcelain', '--untracked-files=no') !== '' };
  } catch {
    return { gitCommit: null, gitDirty: null };
  }
}

function git(...words: string[]): string {
  return execFileSync('git', words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 10_000,
  }).trim();
}

/** The package.json above this file: two folders up in a checkout, three in dist. */
export function packageVersion(): string {
  for (const up of ['../../package.json', '../../../package.json']) {
    try {
      const found = JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8'));
      if (found.name === 'descent') return found.version;
    } catch {
      // not there: look further up
    }
  }
  return 'unknown';
}
