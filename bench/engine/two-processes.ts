/** What a second process on a second core adds: the sum of both over one alone. */
import { median } from '../support/stats.ts';
import { Contender, type Launch } from './contender.ts';
import { Windows } from './measure.ts';
import type { Options } from './options.ts';
import type { DataFiles } from './synthetic-digits.ts';
import type { Workload } from './workloads.ts';

export interface Doubling {
  readonly workload: string;
  /** samples/s of one process alone, and of both together, a round */
  readonly alone: readonly number[];
  readonly together: readonly number[];
  readonly ratio: number;
  /** windows that another process disturbed and that were measured again, single ones and those of both */
  readonly repeated: number;
}

export const DOUBLING_BAR = 1.9;

/** @throws Error when an engine cannot start */
export async function twoProcesses(
  launch: Launch,
  workloads: readonly Workload[],
  batch: number,
  data: DataFiles,
  options: Options,
): Promise<readonly Doubling[]> {
  const core = options.core ?? 0;
  const second = core === 0 ? 1 : 0;
  const pin = (wanted: number) => (options.core === null ? null : wanted);
  const pair = [
    await Contender.start(launch, pin(core)),
    await Contender.start(launch, pin(second)),
  ] as const;
  try {
    const results: Doubling[] = [];
    for (const { name, network, optimizer, learningRate } of workloads) {
      for (const one of pair) await one.setup({ network, optimizer, learningRate, batch, data, setting: {} });
      results.push({ workload: name, ...(await rounds(pair, options)) });
    }
    return results;
  } finally {
    for (const one of pair) await one.stop();
  }
}

async function rounds(pair: readonly [Contender, Contender], options: Options) {
  const windows = new Windows(options);
  const alone: number[] = [];
  const together: number[] = [];
  for (let round = 0; round < options.pairs; round++) {
    const single: number[] = [];
    for (const one of pair) single.push(await windows.rate(one, options.windowSec));
    alone.push((single[0]! + single[1]!) / 2);
    together.push(await windows.rateTogether(pair, options.windowSec));
  }
  const ratio = median(alone.map((rate, round) => together[round]! / rate)) ?? 0;
  return { alone, together, ratio, repeated: windows.repeated };
}
