import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { VARIANTS, type Variant, WORKLOADS, type Workload } from './workloads.ts';

export interface Options {
  readonly workloads: readonly Workload[];
  readonly variants: readonly Variant[];
  readonly batches: readonly number[];
  readonly parallel: boolean;
  readonly pairs: number;
  readonly windowSec: number;
  /** `cpu`: samples a CPU second, for a machine that others use at the same time */
  readonly clock: 'wall' | 'cpu';
  /** the core of all measurements; null where nothing can pin */
  readonly core: number | null;
  /** where the raw results go; null: nowhere */
  readonly result: string | null;
}

export const HELP = `usage: npm run bench:engine [-- OPTIONS]

Trains the same networks with descent's engines and with PyTorch and JAX, each on one pinned core, in turns,
and compares each engine with the fastest peer. The first time it installs the peers into bench/.venv (5 GB).

  --workload TEXT   only workloads whose name contains TEXT (repeatable)
  --only TEXT       only engines whose name contains TEXT: ${VARIANTS.join(', ')}; or "parallel" (repeatable)
  --batch N         only this batch size (repeatable; bars hold for 128)
  --quick           batch 128 only, 3 pairs of half a second: a look, no proof
  --pairs N         pairs of runs a result at batch 128 (default 5)
  --clock cpu       count CPU time instead of wall time: for a machine that is busy with other work
  --core N          the core to pin to (default: the last)
  --result NAME     write the raw results to bench/results/NAME.json (default: engine for a full run, none otherwise)
  --help            this text

Exit code: 0 when every bar that was measured holds, 1 when one does not, 2 for wrong options.
`;

export class UsageError extends Error {}

/** @throws UsageError */
export function parseOptions(argv: string[]): Options | 'help' {
  const { values } = parse(argv);
  if (values.help) return 'help';
  const quick = values.quick ?? false;
  const only = values.only ?? [];
  const variants = VARIANTS.filter((name) => only.length === 0 || only.some((text) => name.includes(text)));
  const parallel = only.length === 0 || only.includes('parallel');
  if (variants.length === 0 && !parallel) {
    throw new UsageError(`--only ${only.join(', ')} matches none of ${VARIANTS.join(', ')}, parallel`);
  }
  const wanted = values.workload ?? [];
  const workloads = WORKLOADS.filter(
    ({ name }) => wanted.length === 0 || wanted.some((text) => name.includes(text)),
  );
  if (workloads.length === 0) {
    const names = WORKLOADS.map(({ name }) => name).join('; ');
    throw new UsageError(`--workload ${wanted.join(', ')} matches none of: ${names}`);
  }
  const clock = values.clock ?? 'wall';
  if (clock !== 'wall' && clock !== 'cpu') throw new UsageError(`--clock must be wall or cpu, got ${clock}`);
  const full = !quick && only.length === 0 && wanted.length === 0 && values.batch === undefined;
  const canPin = spawnSync('taskset', ['--version']).status === 0;
  return {
    workloads,
    variants,
    batches: (values.batch ?? (quick ? ['128'] : ['128', '64', '32'])).map((text) => count('--batch', text)),
    parallel,
    pairs: values.pairs === undefined ? (quick ? 3 : 5) : count('--pairs', values.pairs),
    windowSec: quick ? 0.5 : 1,
    clock,
    core: canPin ? count('--core', values.core ?? String(availableParallelism() - 1), 0) : null,
    result: values.result ?? (full ? 'engine' : null),
  };
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        workload: { type: 'string', multiple: true },
        only: { type: 'string', multiple: true },
        batch: { type: 'string', multiple: true },
        quick: { type: 'boolean' },
        pairs: { type: 'string' },
        clock: { type: 'string' },
        core: { type: 'string' },
        result: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function count(option: string, text: string, least = 1): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new UsageError(`${option} must be an integer >= ${least}, got ${text}`);
  }
  return value;
}
