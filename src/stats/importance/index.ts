/**
 * How much of what varies in the results each setting explains, alone and together with another: functional analysis of
 * variance over regression forests. Exact within each tree, over the levels that were tried, all equally likely; a
 * sampled setting with many values is cut into bins of equally many runs.
 * Source: Hutter, Hoos & Leyton-Brown, "An Efficient Approach for Assessing Hyperparameter Importance", ICML 2014.
 */
import { mean, standardDeviation } from '../describe.ts';
import type { Level, Levels } from '../factors.ts';
import { type Feature, growTree, type Leaf, type Sample } from './forest.ts';

export interface ImportanceShare {
  /** one name: alone; two: what they do together beyond each alone */
  readonly names: readonly string[];
  /** of the variance, 0 to 1, mean over the trees */
  readonly share: number;
  /** standard deviation over the trees; null below two */
  readonly std: number | null;
}

export interface ImportanceOptions {
  readonly trees?: number;
  readonly seed?: number;
}

const TREES = 32;
/** A setting with more values is cut into so many bins. */
const MOST_LEVELS = 16;

/**
 * Shares of single settings and of pairs, largest first; what is left of 1 is due to three or more together. Empty
 * where there is nothing to explain: fewer than two runs, no setting that varies, or equal values.
 */
export function parameterImportance(
  runs: readonly { readonly levels: Levels; readonly value: number }[],
  names: readonly string[],
  { trees = TREES, seed = 0 }: ImportanceOptions = {},
): ImportanceShare[] {
  const columns = names.map((name) => columnOf(runs.map(({ levels }) => levels[name] ?? null)));
  const varying = columns.flatMap((column, j) => (column.feature.levels > 1 ? [j] : []));
  if (runs.length < 2 || varying.length === 0) return [];
  const d = varying.length;
  const sample: Sample = {
    features: varying.map((j) => columns[j]!.feature),
    codes: Int32Array.from(
      { length: runs.length * d },
      (_, at) => columns[varying[at % d]!]!.codes[Math.floor(at / d)]!,
    ),
    values: Float64Array.from(runs, ({ value }) => value),
  };
  const terms: number[][] = varying.flatMap((_, a) => [
    [a],
    ...varying.slice(a + 1).map((_, b) => [a, a + 1 + b]),
  ]);
  const shares = terms.map(() => [] as number[]);
  for (let tree = 0; tree < trees; tree++) {
    const explained = varianceOf(growTree(sample, seed, tree), sample.features, terms);
    // a bootstrap sample of equal values has nothing to say
    if (explained !== null) for (const [i, share] of explained.entries()) shares[i]!.push(share);
  }
  if (shares[0]!.length === 0) return [];
  return terms
    .map((term, i) => ({
      names: term.map((j) => names[varying[j]!]!),
      share: mean(shares[i]!),
      std: standardDeviation(shares[i]!),
    }))
    .sort((a, b) => b.share - a.share);
}

/** Levels as codes: numbers in their order, others as they come. */
function columnOf(levels: readonly Level[]): { feature: Feature; codes: Int32Array } {
  const distinct = [...new Set(levels)];
  const ordered = distinct.every((level) => typeof level === 'number');
  if (ordered) distinct.sort((a, b) => Number(a) - Number(b));
  const indexes = new Map(distinct.map((level, i) => [level, i]));
  const bins = Math.min(distinct.length, MOST_LEVELS);
  const binOf = (index: number) =>
    ordered ? Math.floor((index * bins) / distinct.length) : Math.min(index, MOST_LEVELS * 4);
  const codes = Int32Array.from(levels, (level) => binOf(indexes.get(level)!));
  const count = ordered ? bins : Math.min(distinct.length, MOST_LEVELS * 4 + 1);
  return { feature: { levels: count, ordered }, codes };
}

/** Share of each term in a tree's variance over all combinations of levels; null: it is constant. */
function varianceOf(
  leaves: readonly Leaf[],
  features: readonly Feature[],
  terms: readonly (readonly number[])[],
): number[] | null {
  /** by leaf and feature: the share of levels that it covers */
  const covered = leaves.map(({ allowed }) =>
    allowed.map((levels) => levels.reduce((sum, yes) => sum + yes, 0) / levels.length),
  );
  const whole = covered.map((shares) => shares.reduce((product, share) => product * share, 1));
  /** of the box, some features left out: how much of the rest it covers */
  const size = (leaf: number, a?: number, b?: number) =>
    whole[leaf]! / (a === undefined ? 1 : covered[leaf]![a]!) / (b === undefined ? 1 : covered[leaf]![b]!);
  let overall = 0;
  let square = 0;
  for (const [i, { value }] of leaves.entries()) {
    const weight = size(i);
    overall += weight * value;
    square += weight * value * value;
  }
  const total = square - overall * overall;
  if (!(total > 1e-15 * Math.max(1, square))) return null;

  const alone = features.map(({ levels }, j) => {
    const effect = new Float64Array(levels).fill(-overall);
    for (const [i, { allowed, value }] of leaves.entries()) {
      const weight = size(i, j) * value;
      for (let v = 0; v < levels; v++) if (allowed[j]![v]) effect[v]! += weight;
    }
    return effect;
  });
  return terms.map(([a = 0, b]) => {
    const first = alone[a]!;
    if (b === undefined) return meanSquare(first) / total;
    const second = alone[b]!;
    const width = second.length;
    const joint = new Float64Array(first.length * width);
    for (const [i, { allowed, value }] of leaves.entries()) {
      const weight = size(i, a, b) * value;
      for (let v = 0; v < first.length; v++) {
        if (!allowed[a]![v]) continue;
        for (let w = 0; w < width; w++) if (allowed[b]![w]) joint[v * width + w]! += weight;
      }
    }
    const beyond = joint.map(
      (value, at) => value - overall - first[Math.floor(at / width)]! - second[at % width]!,
    );
    return meanSquare(beyond) / total;
  });
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}
