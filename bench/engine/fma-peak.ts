import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Measures the fused multiply-adds that one core can do at best; null where no compiler is. */
export class FmaPeak {
  readonly #program: string;
  readonly #prefix: readonly string[];

  private constructor(program: string, prefix: readonly string[]) {
    this.#program = program;
    this.#prefix = prefix;
  }

  /** Compiled into `folder` for this very machine. */
  static build(folder: string, core: number | null): FmaPeak | null {
    mkdirSync(folder, { recursive: true });
    const program = join(folder, 'fma-peak');
    const source = fileURLToPath(new URL('fma-peak.cpp', import.meta.url));
    const flags = ['-std=c++17', '-O2', '-march=native', '-ffp-contract=fast'];
    const built = spawnSync(process.env.CXX ?? 'c++', [...flags, source, '-o', program]);
    if (built.status !== 0) return null;
    return new FmaPeak(program, core === null ? [] : ['taskset', '-c', String(core)]);
  }

  /** GFLOP/s, the best of some dozens of short bursts */
  measure(seconds = 0.2): number {
    const [command, ...args] = [...this.#prefix, this.#program, String(seconds)];
    return Number.parseFloat(spawnSync(command!, args, { encoding: 'utf8' }).stdout);
  }
}
