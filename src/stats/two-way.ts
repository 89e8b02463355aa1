/**
 * Accuracy effects where both the seeds and the test images are samples.
 *
 * An interval over seeds says how another training would score on these images; a sentence about a dataset's images at
 * large needs their spread too. Each cell (seed, image) holds correct(a) − correct(b); with crossed random effects
 * Var(mean) = σ²(seed)/n + σ²(image)/N + σ²(rest)/(nN), estimated from the mean squares of the two-way table and never
 * below what either way alone gives; the t interval has Satterthwaite's degrees of freedom.
 * Sources: Searle, Casella & McCulloch, Variance Components (1992), chapter 4; Satterthwaite (1946).
 */
import { boundsAround, tCritical } from './critical-values.ts';
import type { Bounds } from './verdict.ts';

/** Correct flags of one run: bit i & 7 of byte i >> 3 is image i. */
export type PackedFlags = Uint8Array;

export interface TwoWayOptions {
  /** default 0.95 */
  readonly confidence?: number;
  /** what choosing by few tuning seeds adds to the variance; default none */
  readonly tuning?: { readonly variance: number; readonly seeds: number };
}

export interface TwoWayEstimate {
  /** mean accuracy of a, less that of b, as a fraction */
  readonly effect: number;
  readonly interval: Bounds;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  readonly seeds: number;
  readonly images: number;
  /** variance components of one cell; estimates, so they may fall below 0 */
  readonly components: { readonly seed: number; readonly image: number; readonly rest: number };
}

/**
 * @param a flags by seed, @param b those of the rival in the same order of seeds and images; null: accuracy of `a` alone
 * @throws RangeError below two seeds or two images, or where the flags do not fit
 */
export function twoWayInterval(
  a: readonly PackedFlags[],
  b: readonly PackedFlags[] | null,
  images: number,
  { confidence = 0.95, tuning }: TwoWayOptions = {},
): TwoWayEstimate {
  const seeds = a.length;
  if (seeds < 2 || images < 2) {
    throw new RangeError(`two-way intervals need at least 2 seeds and 2 images, got ${seeds} and ${images}`);
  }
  checkFlags(a, b, images);
  const { bySeed, byImage, squares } = sums(a, b, images);
  const cells = seeds * images;
  const effect = bySeed.reduce((total, value) => total + value, 0) / cells;
  const ofSeeds = squaredDeviations(bySeed, images, effect) * images;
  const ofImages = squaredDeviations(byImage, seeds, effect) * seeds;
  const ofRest = squares - cells * effect ** 2 - ofSeeds - ofImages;
  const degrees = [seeds - 1, images - 1, (seeds - 1) * (images - 1)] as const;
  const seedSquare = ofSeeds / degrees[0];
  const imageSquare = ofImages / degrees[1];
  // the subtraction may leave -1e-17 of a table without rest
  const restSquare = Math.max(0, ofRest) / degrees[2];
  const crossed = Math.max(seedSquare + imageSquare - restSquare, seedSquare, imageSquare) / cells;
  const variance = crossed + (tuning?.variance ?? 0);
  const spread =
    (seedSquare / cells) ** 2 / degrees[0] +
    (imageSquare / cells) ** 2 / degrees[1] +
    (restSquare / cells) ** 2 / degrees[2] +
    (tuning === undefined ? 0 : tuning.variance ** 2 / (tuning.seeds - 1));
  const degreesOfFreedom = spread > 0 ? variance ** 2 / spread : seeds - 1;
  const standardError = Math.sqrt(variance);
  return {
    effect,
    interval: boundsAround(effect, tCritical(confidence, degreesOfFreedom), standardError),
    standardError,
    degreesOfFreedom,
    seeds,
    images,
    components: {
      seed: (seedSquare - restSquare) / images,
      image: (imageSquare - restSquare) / seeds,
      rest: restSquare,
    },
  };
}

function checkFlags(a: readonly PackedFlags[], b: readonly PackedFlags[] | null, images: number): void {
  if (b !== null && b.length !== a.length) {
    throw new RangeError(
      `both arms need the same seeds, got ${a.length} and ${b.length}; leave out pairs without flags`,
    );
  }
  const bytes = Math.ceil(images / 8);
  for (const flags of [...a, ...(b ?? [])]) {
    if (flags.length !== bytes) {
      throw new RangeError(`flags of ${images} images take ${bytes} bytes, got ${flags.length}`);
    }
  }
}

/** Sums of the cells by seed and by image, and the sum of their squares. */
function sums(a: readonly PackedFlags[], b: readonly PackedFlags[] | null, images: number) {
  const bySeed = new Float64Array(a.length);
  const byImage = new Float64Array(images);
  let squares = 0;
  a.forEach((flags, seed) => {
    const rival = b?.[seed] ?? null;
    for (let image = 0; image < images; image++) {
      const byte = image >> 3;
      const bit = image & 7;
      const cell = ((flags[byte]! >> bit) & 1) - (rival === null ? 0 : (rival[byte]! >> bit) & 1);
      bySeed[seed]! += cell;
      byImage[image]! += cell;
      squares += cell * cell;
    }
  });
  return { bySeed, byImage, squares };
}

/** Σ (total / size − center)². */
function squaredDeviations(totals: Float64Array, size: number, center: number): number {
  let squares = 0;
  for (const total of totals) squares += (total / size - center) ** 2;
  return squares;
}
