/** The values of a contrast by final seed, for each combination of candidates that tuning may choose. */
import type { Candidate, Contrast } from './arms.ts';

export interface Term {
  readonly weight: number;
  readonly arm: { readonly id: string; readonly candidates: readonly Candidate[] };
}

/** What a sample of seeds says; written anew in place, since a bootstrap asks thousands of times. */
export interface Moments {
  effect: number;
  /** of the effect, from the spread over seeds; 0 where there is none */
  standardError: number;
  /** seeds drawn that have a value in every arm */
  n: number;
}

export function emptyMoments(): Moments {
  return { effect: 0, standardError: 0, n: 0 };
}

export class PairedValues {
  /** those that every candidate with final runs has, ascending */
  readonly seeds: readonly number[];
  readonly #scale: Contrast['scale'];
  readonly #terms: readonly Term[];
  readonly #combinations = new Map<number, Combination>();

  /** @throws RangeError where the arms share no final seed */
  constructor(scale: Contrast['scale'], terms: readonly Term[]) {
    this.#scale = scale;
    this.#terms = terms;
    const maps = terms
      .flatMap(({ arm }) => arm.candidates.map(({ finals }) => finals))
      .filter((f) => f !== null);
    const [first, ...others] = maps;
    this.seeds = [...(first?.keys() ?? [])]
      .filter((seed) => others.every((finals) => finals.has(seed)))
      .sort((a, b) => a - b);
    if (this.seeds.length === 0) {
      throw new RangeError(
        `no final seed is common to the arms ${terms.map(({ arm }) => `"${arm.id}"`).join(', ')}; train them with the same seeds`,
      );
    }
  }

  /** @param candidates index of the candidate of each term */
  of(candidates: readonly number[]): Combination {
    let key = 0;
    candidates.forEach((candidate, i) => {
      key = key * this.#terms[i]!.arm.candidates.length + candidate;
    });
    const known = this.#combinations.get(key);
    if (known !== undefined) return known;
    const rows = this.#terms.map(({ arm }, i) => {
      const { finals } = arm.candidates[candidates[i]!]!;
      return Float64Array.from(this.seeds, (seed) => {
        const value = finals?.get(seed) ?? null;
        if (value !== null && !Number.isFinite(value)) {
          throw new RangeError(
            `a value must be finite or null, got ${value} (arm "${arm.id}", seed ${seed}); a diverged run has none`,
          );
        }
        return value ?? Number.NaN;
      });
    });
    const weights = this.#terms.map(({ weight }) => weight);
    const made = this.#scale === 'mean' ? new SumOfMeans(rows, weights) : new SumOfLogMeans(rows, weights);
    this.#combinations.set(key, made);
    return made;
  }
}

export interface Combination {
  /**
   * Of the seeds `indices[offset .. offset + seeds − 1]` (null: each seed once); seeds without a value in some arm are
   * left out.
   */
  moments(indices: Uint16Array | null, offset: number, out: Moments): Moments;
}

/** Σ weight · mean: the mean of the weighted sums by seed. */
class SumOfMeans implements Combination {
  /** sums by seed less `center`, so that squares lose no digits; NaN: no value */
  readonly #sums: Float64Array;
  readonly #center: number;

  constructor(rows: readonly Float64Array[], weights: readonly number[]) {
    const sums = rows[0]!.map((_, i) => rows.reduce((sum, row, k) => sum + weights[k]! * row[i]!, 0));
    const known = sums.filter((value) => !Number.isNaN(value));
    this.#center = known.length === 0 ? 0 : known.reduce((a, b) => a + b, 0) / known.length;
    this.#sums = sums.map((value) => value - this.#center);
  }

  moments(indices: Uint16Array | null, offset: number, out: Moments): Moments {
    let n = 0;
    let total = 0;
    let squares = 0;
    for (let i = 0; i < this.#sums.length; i++) {
      const value = this.#sums[indices === null ? i : indices[offset + i]!]!;
      if (Number.isNaN(value)) continue;
      n += 1;
      total += value;
      squares += value * value;
    }
    return write(out, this.#center + total / n, squares - (total * total) / n, n);
  }
}

/** Σ weight · ln mean; its spread is that of its linear part, Σ weight · value / mean (the delta method). */
class SumOfLogMeans implements Combination {
  /** by term, then seed; NaN in all terms where one has no value */
  readonly #rows: readonly Float64Array[];
  readonly #weights: readonly number[];
  readonly #means: Float64Array;

  /** @throws RangeError for a value < 0, or a mean of 0 over all seeds */
  constructor(rows: readonly Float64Array[], weights: readonly number[]) {
    const whole = (i: number) => rows.every((row) => !Number.isNaN(row[i]!));
    this.#rows = rows.map((row) => row.map((value, i) => (whole(i) ? value : Number.NaN)));
    this.#weights = weights;
    this.#means = new Float64Array(rows.length);
    for (const row of this.#rows) {
      const known = row.filter((value) => !Number.isNaN(value));
      if (known.some((value) => value < 0) || (known.length > 0 && known.every((value) => value === 0))) {
        throw new RangeError(
          'a ratio of means needs values >= 0 that are not all 0; compare on the scale "mean"',
        );
      }
    }
  }

  moments(indices: Uint16Array | null, offset: number, out: Moments): Moments {
    const size = this.#rows[0]!.length;
    const first = this.#rows[0]!;
    let n = 0;
    for (let i = 0; i < size; i++) {
      if (!Number.isNaN(first[indices === null ? i : indices[offset + i]!]!)) n += 1;
    }
    let effect = 0;
    for (let k = 0; k < this.#rows.length; k++) {
      const row = this.#rows[k]!;
      let total = 0;
      for (let i = 0; i < size; i++) {
        const value = row[indices === null ? i : indices[offset + i]!]!;
        if (!Number.isNaN(value)) total += value;
      }
      this.#means[k] = total / n;
      effect += this.#weights[k]! * Math.log(total / n);
    }
    let squares = 0;
    for (let i = 0; i < size; i++) {
      const at = indices === null ? i : indices[offset + i]!;
      if (Number.isNaN(first[at]!)) continue;
      let linear = 0;
      for (let k = 0; k < this.#rows.length; k++) {
        linear += this.#weights[k]! * (this.#rows[k]![at]! / this.#means[k]! - 1);
      }
      squares += linear * linear;
    }
    return write(out, effect, squares, n);
  }
}

/** @param squares sum of squared deviations from the mean */
function write(out: Moments, effect: number, squares: number, n: number): Moments {
  out.effect = effect;
  out.n = n;
  out.standardError = n < 2 ? Number.NaN : Math.sqrt(Math.max(0, squares) / (n * (n - 1)));
  return out;
}
