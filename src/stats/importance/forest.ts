/** Regression trees over a few settings with a known list of levels each, grown until they fit. */
import { RandomStream } from '../../random/index.ts';

/** A setting as the trees see it: runs hold the index of a level. */
export interface Feature {
  readonly levels: number;
  /** levels have an order: splits are at a threshold; otherwise one level against the rest */
  readonly ordered: boolean;
}

/** Runs (n) by features (d), row by row: `codes[i * d + j]` is the level of feature j in run i. */
export interface Sample {
  readonly features: readonly Feature[];
  readonly codes: Int32Array;
  readonly values: Float64Array;
}

/** The box that a leaf covers: of each feature which levels, and the mean of the runs in it. */
export interface Leaf {
  readonly allowed: readonly Uint8Array[];
  readonly value: number;
}

/** A tree grown on a bootstrap sample of the runs; each split looks at `tried` features drawn anew. */
export function growTree(sample: Sample, seed: number, tree: number): Leaf[] {
  const stream = new RandomStream(seed, 'importance', tree);
  const n = sample.values.length;
  const drawn = Int32Array.from({ length: n }, () => stream.integer(n));
  const leaves: Leaf[] = [];
  const everything = sample.features.map(({ levels }) => new Uint8Array(levels).fill(1));
  split(sample, drawn, everything, stream, leaves);
  return leaves;
}

/** Share of the features that a split looks at: trees that differ, and none that misses what matters. */
const TRIED_SHARE = 5 / 6;

function split(
  sample: Sample,
  runs: Int32Array,
  allowed: readonly Uint8Array[],
  stream: RandomStream,
  leaves: Leaf[],
): void {
  const found = bestSplit(sample, runs, stream);
  if (found === null) {
    let sum = 0;
    for (const run of runs) sum += sample.values[run]!;
    leaves.push({ allowed, value: sum / runs.length });
    return;
  }
  const { feature, level } = found;
  const inside = isInside(sample, feature, level);
  const d = sample.features.length;
  const within = (code: number) => inside(code);
  const left = runs.filter((run) => within(sample.codes[run * d + feature]!));
  const right = runs.filter((run) => !within(sample.codes[run * d + feature]!));
  const restrict = (keep: (code: number) => boolean) =>
    allowed.map((levels, j) => (j === feature ? levels.map((yes, code) => (keep(code) ? yes : 0)) : levels));
  split(sample, left, restrict(within), stream, leaves);
  split(
    sample,
    right,
    restrict((code) => !within(code)),
    stream,
    leaves,
  );
}

function isInside({ features }: Sample, feature: number, level: number): (code: number) => boolean {
  return features[feature]!.ordered ? (code) => code <= level : (code) => code === level;
}

/** The split that leaves the least squared error; null: the runs are alike, in value or in settings. */
function bestSplit(
  sample: Sample,
  runs: Int32Array,
  stream: RandomStream,
): { feature: number; level: number } | null {
  const { features, codes, values } = sample;
  const d = features.length;
  if (runs.length < 2) return null;
  let total = 0;
  for (const run of runs) total += values[run]!;
  let best: { feature: number; level: number } | null = null;
  let bestGain = (total * total) / runs.length + 1e-18;
  for (const feature of drawnFeatures(d, stream)) {
    const { levels, ordered } = features[feature]!;
    const counts = new Float64Array(levels);
    const sums = new Float64Array(levels);
    for (const run of runs) {
      const code = codes[run * d + feature]!;
      counts[code]! += 1;
      sums[code]! += values[run]!;
    }
    let count = 0;
    let sum = 0;
    for (let level = 0; level < levels; level++) {
      count = ordered ? count + counts[level]! : counts[level]!;
      sum = ordered ? sum + sums[level]! : sums[level]!;
      if (count === 0 || count === runs.length || counts[level] === 0) continue;
      const gain = (sum * sum) / count + (total - sum) ** 2 / (runs.length - count);
      if (gain > bestGain) [best, bestGain] = [{ feature, level }, gain];
    }
  }
  return best;
}

function drawnFeatures(d: number, stream: RandomStream): number[] {
  const all = Array.from({ length: d }, (_, j) => j);
  for (let j = d - 1; j > 0; j--) {
    const other = stream.integer(j + 1);
    [all[j], all[other]] = [all[other]!, all[j]!];
  }
  return all.slice(0, Math.max(1, Math.ceil(d * TRIED_SHARE)));
}
