import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

/** What a measurement depends on and no reader could guess. */
export interface Hardware {
  readonly cpu: string;
  /** family, model and stepping as the kernel names them; virtual machines often hide the brand */
  readonly cpuId: string | null;
  readonly cores: number;
  readonly memoryGiB: number;
  /** the vector extensions among the CPU's flags */
  readonly vectorFlags: readonly string[];
  readonly hypervisor: boolean;
  readonly os: string;
}

export interface Versions {
  readonly node: string;
  readonly descent: string;
  readonly gitCommit: string | null;
  readonly gitDirty: boolean | null;
}

export function hardware(): Hardware {
  const info = cpuInfo();
  const flags = new Set((info.get('flags') ?? info.get('Features') ?? '').split(' '));
  const id = ['cpu family', 'model', 'stepping'].map((key) => info.get(key));
  return {
    cpu: info.get('model name') ?? cpus()[0]?.model ?? 'unknown',
    cpuId: id.every((part) => part !== undefined) ? id.join('/') : null,
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    vectorFlags: [...flags].filter((flag) => /^(sse4_2|avx2?|fma|avx512(f|dq|bw|vl)|asimd|neon)$/.test(flag)),
    hypervisor: flags.has('hypervisor'),
    os: `${type()} ${release()}`,
  };
}

export function versions(): Versions {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const status = git('status', '--porcelain', '--untracked-files=no');
  return {
    node: process.version,
    descent: manifest.version,
    gitCommit: git('rev-parse', '--short=12', 'HEAD'),
    gitDirty: status === null ? null : status !== '',
  };
}

/** /proc/cpuinfo of the first processor; empty where there is none. */
function cpuInfo(): Map<string, string> {
  try {
    const first = readFileSync('/proc/cpuinfo', 'utf8').split('\n\n')[0] ?? '';
    return new Map(
      first.split('\n').map((line) => {
        const [key = '', value = ''] = line.split(':');
        return [key.trim(), value.trim()] as const;
      }),
    );
  } catch {
    return new Map();
  }
}

function git(...args: string[]): string | null {
  try {
    const cwd = new URL('../..', import.meta.url);
    return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}
