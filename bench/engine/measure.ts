/** Runs in turns: every contender measured once a round, so that a slow minute of the machine hits all alike. */
import type { Contender } from './contender.ts';
import { type Peer, type Setting, settingText } from './contenders.ts';
import type { FmaPeak } from './fma-peak.ts';
import type { Job, Measurement } from './job.ts';
import type { Options } from './options.ts';
import type { DataFiles } from './synthetic-digits.ts';
import type { Variant, Workload } from './workloads.ts';

/** One way a peer was told to do it, and how fast it was in a short trial. */
export interface Trial {
  readonly peer: string;
  readonly setting: string;
  /** samples/s; null when it failed */
  readonly rate: number | null;
  readonly error: string | null;
}

export interface Comparison {
  readonly workload: string;
  readonly batch: number;
  /** GFLOP of one sample of training, dense count */
  readonly gflopPerSample: number;
  readonly bars: Workload['bars'];
  readonly trials: readonly Trial[];
  /** the fastest peer; null when none could run */
  readonly peer: { readonly name: string; readonly setting: string } | null;
  /** samples/s of each round; in the same order for all */
  readonly peerRates: readonly number[];
  readonly ourRates: Readonly<Partial<Record<Variant, readonly number[]>>>;
  /** GFLOP/s, one a round */
  readonly peaks: readonly number[];
  /** windows that another process disturbed and that were measured again */
  readonly repeated: number;
}

export interface RunningPeer {
  readonly peer: Peer;
  readonly contender: Contender;
}

export interface Field {
  readonly ours: Readonly<Partial<Record<Variant, Contender>>>;
  readonly peers: readonly RunningPeer[];
  readonly peak: FmaPeak | null;
  readonly data: DataFiles;
}

interface Candidate extends RunningPeer {
  readonly setting: Setting;
  readonly rate: number;
}

/** Less than this share of its core in a wall-clock window: something else ran there. */
const UNDISTURBED = 0.93;
const TRIES = 4;

export async function compare(
  workload: Workload,
  batch: number,
  field: Field,
  options: Options,
  /** of the same workload at another batch size: only its fastest settings are tried again */
  before: Comparison | null,
  say: (line: string) => void,
): Promise<Comparison> {
  const job = (setting: Setting): Job => ({
    network: workload.network,
    optimizer: workload.optimizer,
    learningRate: workload.learningRate,
    batch,
    data: field.data,
    setting,
  });
  const windows = new Windows(options);
  const worthTrying = before === null ? null : fastest(before.trials);
  const { best, trials } = await fastestPeer(workload, field, job, windows, worthTrying, say);
  for (const contender of Object.values(field.ours)) await contender.setup(job({}));

  const ours = Object.entries(field.ours) as [Variant, Contender][];
  const ourRates = Object.fromEntries(ours.map(([name]) => [name, [] as number[]]));
  const peerRates: number[] = [];
  const peaks: number[] = [];
  for (let round = 0; round < options.pairs; round++) {
    const turn: (() => Promise<void>)[] = ours.map(([name, contender]) => async () => {
      ourRates[name]!.push(await windows.rate(contender, options.windowSec));
    });
    if (best !== null) {
      turn.push(async () => void peerRates.push(await windows.rate(best.contender, options.windowSec)));
    }
    // every other round backwards: being first or last must not matter
    for (const measure of round % 2 === 0 ? turn : turn.reverse()) await measure();
    if (field.peak !== null) peaks.push(field.peak.measure());
  }
  return {
    workload: workload.name,
    batch,
    gflopPerSample: workload.flops / 1e9,
    bars: workload.bars,
    trials,
    peer: best === null ? null : { name: best.peer.name, setting: settingText(best.setting) },
    peerRates,
    ourRates,
    peaks,
    repeated: windows.repeated,
  };
}

/** Tries every peer with every setting, the three fastest twice; leaves the winner set up. */
async function fastestPeer(
  workload: Workload,
  field: Field,
  job: (setting: Setting) => Job,
  windows: Windows,
  worthTrying: ReadonlySet<string> | null,
  say: (line: string) => void,
): Promise<{ best: Candidate | null; trials: readonly Trial[] }> {
  const trials: Trial[] = [];
  const candidates: Candidate[] = [];
  for (const running of field.peers) {
    for (const setting of running.peer.settings(workload.network)) {
      const entry = { peer: running.peer.name, setting: settingText(setting) };
      if (worthTrying?.has(nameOf(entry)) === false) continue;
      try {
        await running.contender.setup(job(setting));
        const rate = await windows.rate(running.contender, 0.5);
        candidates.push({ ...running, setting, rate });
        trials.push({ ...entry, rate, error: null });
      } catch (error) {
        trials.push({ ...entry, rate: null, error: (error as Error).message });
      }
      const { rate } = trials.at(-1)!;
      say(
        `  ${entry.peer} (${entry.setting}): ${rate === null ? 'failed' : `${Math.round(rate)} samples/s`}`,
      );
    }
  }
  let best: Candidate | null = null;
  for (const candidate of candidates.sort((a, b) => b.rate - a.rate).slice(0, 3)) {
    await candidate.contender.setup(job(candidate.setting));
    const rate = (candidate.rate + (await windows.rate(candidate.contender, 0.5))) / 2;
    if (best === null || rate > best.rate) best = { ...candidate, rate };
  }
  if (best !== null) await best.contender.setup(job(best.setting));
  return { best, trials };
}

function nameOf({ peer, setting }: Pick<Trial, 'peer' | 'setting'>): string {
  return `${peer} ${setting}`;
}

function fastest(trials: readonly Trial[]): ReadonlySet<string> {
  const ran = trials.filter((trial): trial is Trial & { rate: number } => trial.rate !== null);
  return new Set(
    ran
      .sort((a, b) => b.rate - a.rate)
      .slice(0, 3)
      .map(nameOf),
  );
}

/** Measures windows and repeats those that were disturbed. */
export class Windows {
  readonly #clock: Options['clock'];
  repeated = 0;

  constructor({ clock }: Pick<Options, 'clock'>) {
    this.#clock = clock;
  }

  /** samples/s of one window */
  async rate(contender: Contender, seconds: number): Promise<number> {
    return this.rateTogether([contender], seconds);
  }

  /** samples/s of all contenders in one window at the same time, summed */
  async rateTogether(contenders: readonly Contender[], seconds: number): Promise<number> {
    const measure = () => Promise.all(contenders.map((contender) => contender.measure(seconds)));
    let results = await measure();
    for (let tries = 1; results.some((result) => this.#disturbed(result)) && tries < TRIES; tries++) {
      this.repeated++;
      results = await measure();
    }
    return results.reduce((sum, result) => sum + this.#rateOf(result), 0);
  }

  #rateOf({ samples, wallSec, cpuSec }: Measurement): number {
    return samples / (this.#clock === 'cpu' ? cpuSec : wallSec);
  }

  #disturbed({ cpuSec, wallSec }: Measurement): boolean {
    return this.#clock === 'wall' && cpuSec < UNDISTURBED * wallSec;
  }
}
