/**
 * Choosing a candidate (a learning rate, a configuration) by its tuning runs, and how sure that choice is.
 * The rule: highest mean validation accuracy over the tuning seeds, ties by the lower mean loss; a candidate that
 * diverged on some seed loses to every one that did not. Where no candidate has an accuracy at all there is nothing to go
 * by, and the middle one is taken: of a grid of rates, neither the lowest nor the highest.
 */
import { RandomStream } from '../random/index.ts';
import type { TuningScore } from './arms.ts';
import { mean } from './describe.ts';

/** Means closer than this are equal: accuracies are counts over images, their sums differ in rounding alone. */
const TIE = 1e-12;

/** Index of the candidate that the rule chooses; the first of equals, the middle one where none has an accuracy. @throws RangeError without candidates */
export function chooseCandidate(candidates: readonly (readonly TuningScore[])[]): number {
  if (candidates.length === 0) throw new RangeError('nothing to choose from: no candidate');
  return bestOf(candidates.map(scoresOf), everyIndex(candidates), null, 0);
}

/** Whether any candidate has an accuracy on any tuning seed; if not, a choice among them says nothing. */
export function hasAccuracy(candidates: readonly (readonly TuningScore[])[]): boolean {
  return candidates.some((scores) => scores.some(({ accuracy }) => accuracy !== null));
}

export interface ChoiceStability {
  /** index of the candidate that all tuning seeds together choose */
  readonly chosen: number;
  /** by candidate: share of the resamples that choose it; the sum is 1 */
  readonly shares: readonly number[];
  /** indices of the candidates to train with the final seeds: the chosen one and those with a share of at least 5 % */
  readonly kept: readonly number[];
}

/** Share of resamples from which on a candidate is trained with all final seeds. */
export const KEPT_SHARE = 0.05;

/**
 * Chooses again from resampled tuning seeds (the same seeds in every candidate).
 * @throws RangeError where candidates differ in their number of tuning seeds
 */
export function choiceStability(
  candidates: readonly (readonly TuningScore[])[],
  { resamples = 1000, seed = 0 }: { readonly resamples?: number; readonly seed?: number } = {},
): ChoiceStability {
  const chosen = chooseCandidate(candidates);
  const counts = new Array<number>(candidates.length).fill(0);
  const draws = drawIndices(candidates[0]!.length, resamples, seed, TUNING_SEEDS);
  for (const choice of choicesUnder(candidates, draws)) counts[choice]! += 1;
  const shares = counts.map((count) => count / resamples);
  const kept = shares.flatMap((share, i) => (share >= KEPT_SHARE || i === chosen ? [i] : []));
  return { chosen, shares, kept };
}

/** Stream of the resampled tuning seeds: the same in every arm, and in the intervals. */
export const TUNING_SEEDS = 'tuning seeds';

/** Rows of indices in 0 .. size − 1, drawn with replacement. */
export interface Draws {
  readonly size: number;
  readonly count: number;
  /** (count, size) */
  readonly indices: Uint16Array;
}

/** `count` bootstrap samples of `size` indices from the Philox stream (seed, "bootstrap/<name>"). */
export function drawIndices(size: number, count: number, seed: number, name: string): Draws {
  const indices = new Uint16Array(count * size);
  const stream = new RandomStream(seed, `bootstrap/${name}`);
  for (let i = 0; i < indices.length; i++) indices[i] = stream.integer(size);
  return { size, count, indices };
}

/**
 * The choice under each row of resampled tuning seeds, among the candidates in `allowed` (default all).
 *
 * A resample of m seeds varies too little, by the factor (m − 1)/m in variance, which matters at m = 3: deviations from
 * the mean of all seeds are stretched by √(m/(m − 1)) (the rescaled bootstrap of Rao & Wu, JASA 1988). Stretched, a
 * candidate that collapsed on one seed would reach accuracies above 1 without that seed, and win; so one that another
 * beats on every seed is left out: no plain resample could prefer it.
 */
export function choicesUnder(
  candidates: readonly (readonly TuningScore[])[],
  draws: Draws,
  allowed: readonly number[] = everyIndex(candidates),
): Uint16Array {
  const m = draws.size;
  candidates.forEach((scores, c) => {
    if (scores.length === m) return;
    throw new RangeError(
      `every candidate needs the same ${m} tuning seeds, candidate ${c} has ${scores.length}`,
    );
  });
  const choices = new Uint16Array(draws.count);
  const scores = candidates.map(scoresOf);
  if (allowed.length === 1 || m < 2) return choices.fill(bestOf(scores, allowed, null, 0));
  const open = allowed.filter((c) => !allowed.some((rival) => beatsOnEverySeed(scores[rival]!, scores[c]!)));
  for (let b = 0; b < draws.count; b++) choices[b] = bestOf(scores, open, draws.indices, b * m);
  return choices;
}

/** No value is below every value. */
function beatsOnEverySeed(a: Scores, b: Scores): boolean {
  return a.accuracy.every((value, i) => known(value, -1) > known(b.accuracy[i]!, -1));
}

function everyIndex(items: readonly unknown[]): number[] {
  return items.map((_, i) => i);
}

interface Scores {
  /** by tuning seed; NaN: no value */
  readonly accuracy: Float64Array;
  readonly loss: Float64Array;
  readonly accuracyMean: number;
  readonly lossMean: number;
}

function scoresOf(scores: readonly TuningScore[]): Scores {
  const accuracy = Float64Array.from(scores, (score) => score.accuracy ?? Number.NaN);
  const loss = Float64Array.from(scores, (score) => score.loss ?? Number.NaN);
  return { accuracy, loss, accuracyMean: knownMean(accuracy), lossMean: knownMean(loss) };
}

/** The best of the allowed candidates over the seeds in `rows` from `offset` on (all seeds: null). */
function bestOf(
  candidates: readonly Scores[],
  allowed: readonly number[],
  rows: Uint16Array | null,
  offset: number,
): number {
  const nothingKnown = allowed.every((c) => Number.isNaN(candidates[c]!.accuracyMean));
  if (nothingKnown) return allowed[allowed.length >> 1]!;
  let best = allowed[0]!;
  let bestWhole = false;
  let bestAccuracy = Number.NEGATIVE_INFINITY;
  let bestLoss = Number.POSITIVE_INFINITY;
  for (const c of allowed) {
    const scores = candidates[c]!;
    const whole = isWhole(scores.accuracy, rows, offset);
    if (bestWhole && !whole) continue;
    const accuracy = known(stretchedMean(scores.accuracy, scores.accuracyMean, rows, offset), -1);
    const gain = accuracy === bestAccuracy ? 0 : accuracy - bestAccuracy;
    if (whole === bestWhole && gain < -TIE) continue;
    const loss = known(stretchedMean(scores.loss, scores.lossMean, rows, offset), 1);
    if (whole === bestWhole && gain <= TIE && !(loss < bestLoss)) continue;
    best = c;
    bestWhole = whole;
    bestAccuracy = accuracy;
    bestLoss = loss;
  }
  return best;
}

function isWhole(values: Float64Array, rows: Uint16Array | null, offset: number): boolean {
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[rows === null ? i : rows[offset + i]!]!)) return false;
  }
  return true;
}

/** What is not known is the worst there is. */
function known(value: number, sign: 1 | -1): number {
  return Number.isNaN(value) ? sign * Number.POSITIVE_INFINITY : value;
}

/** Mean of what is known over the rows, stretched about the mean of all; NaN of nothing. */
function stretchedMean(values: Float64Array, all: number, rows: Uint16Array | null, offset: number): number {
  if (rows === null) return all;
  const size = values.length;
  let total = 0;
  let count = 0;
  for (let i = 0; i < size; i++) {
    const value = values[rows[offset + i]!]!;
    if (Number.isNaN(value)) continue;
    total += value;
    count += 1;
  }
  return all + Math.sqrt(size / (size - 1)) * (total / count - all);
}

function knownMean(values: Float64Array): number {
  return mean([...values].filter((value) => !Number.isNaN(value)));
}
