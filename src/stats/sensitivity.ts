/** How closely a learning rate must be hit: the width of the band of rates that are nearly as good as the best. */

export interface SensitivityBand {
  /** log10(high / low) */
  readonly decades: number;
  readonly low: number;
  readonly high: number;
  /** the band reaches the end of the grid, so that it is at least this wide */
  readonly openLow: boolean;
  readonly openHigh: boolean;
  /** rate of the best mean, the lowest of equals */
  readonly best: number;
}

/**
 * The band around the best rate in which accuracy stays within `tolerance` (default 0.01, one point) of the best, or at
 * least at `atLeast`.
 * Between grid points accuracy is taken as linear in log10(rate). Next to a rate that diverged (null) the band ends at
 * the last rate that trained: there is no accuracy to interpolate towards.
 * @param rates ascending, > 0; @param accuracies mean by rate, as fractions
 * @returns null where no rate has an accuracy, or none that is enough
 */
export function sensitivityBand(
  rates: readonly number[],
  accuracies: readonly (number | null)[],
  { tolerance = 0.01, atLeast }: { readonly tolerance?: number; readonly atLeast?: number } = {},
): SensitivityBand | null {
  if (rates.length !== accuracies.length || rates.some((rate, i) => !(rate > (rates[i - 1] ?? 0)))) {
    throw new RangeError('rates must be > 0 and ascend, with one accuracy each');
  }
  if (!(tolerance > 0)) throw new RangeError(`tolerance must be > 0, got ${tolerance}`);
  let best: number | null = null;
  accuracies.forEach((accuracy, i) => {
    if (accuracy !== null && (best === null || accuracy > accuracies[best]!)) best = i;
  });
  if (best === null) return null;
  const from: number = best;
  const level = atLeast ?? accuracies[from]! - tolerance;
  if (accuracies[from]! < level) return null;
  const low = edge(rates, accuracies, level, from, -1);
  const high = edge(rates, accuracies, level, from, 1);
  return {
    decades: high.exponent - low.exponent,
    low: 10 ** low.exponent,
    high: 10 ** high.exponent,
    openLow: low.open,
    openHigh: high.open,
    best: rates[from]!,
  };
}

/** log10 of the rate at which accuracy falls below `level`, going from index `from` in `direction`. */
function edge(
  rates: readonly number[],
  accuracies: readonly (number | null)[],
  level: number,
  from: number,
  direction: 1 | -1,
): { exponent: number; open: boolean } {
  let inside = from;
  for (let i = from + direction; i >= 0 && i < rates.length; i += direction) {
    const accuracy = accuracies[i]!;
    const exponent = Math.log10(rates[inside]!);
    if (accuracy === null) return { exponent, open: false };
    const above = accuracies[inside]!;
    if (accuracy < level) {
      const share = (above - level) / (above - accuracy);
      return { exponent: exponent + share * (Math.log10(rates[i]!) - exponent), open: false };
    }
    inside = i;
  }
  return { exponent: Math.log10(rates[inside]!), open: true };
}
