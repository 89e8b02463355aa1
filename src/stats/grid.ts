/** Learning-rate grids that grow until no arm has its best at an edge. */

/** Rates 10^(i / 2) for i = from … to, to four digits as they are written in tables: 0.001, 0.003162, 0.01, … */
export function halfDecades(from: number, to: number): number[] {
  if (!Number.isInteger(from) || !Number.isInteger(to) || from > to) {
    throw new RangeError(`half decades run from an integer up to an integer, got ${from} to ${to}`);
  }
  return Array.from({ length: to - from + 1 }, (_, i) => Number((10 ** ((from + i) / 2)).toPrecision(4)));
}

export interface TunedGrid {
  readonly arm: string;
  /** rates tried, half a decade apart, ascending */
  readonly rates: readonly number[];
  /** index of the best; null: no rate has an accuracy */
  readonly chosen: number | null;
}

/**
 * What each arm has to try next: [] for all where no best lies at an edge. Where one does, its grid grows by `points`
 * beyond that edge, and every other arm's grid by as many, so that all have the same number of trials: beyond the edge
 * that is nearer to its own best (upwards from the middle). A grid in which no rate learnt has no best: it says nothing of
 * where to look, and grows at its upper and its lower end in turn.
 */
export function extendGrids(grids: readonly TunedGrid[], points = 1): { arm: string; rates: number[] }[] {
  const open = grids.some(
    ({ rates, chosen }) => chosen === null || chosen === 0 || chosen === rates.length - 1,
  );
  return grids.map(({ arm, rates, chosen }) => {
    if (!open) return { arm, rates: [] };
    const down = chosen === null ? rates.length % 2 === 0 : chosen < rates.length - 1 - chosen;
    const edge = Math.round(2 * Math.log10(down ? rates[0]! : rates.at(-1)!));
    return { arm, rates: down ? halfDecades(edge - points, edge - 1) : halfDecades(edge + 1, edge + points) };
  });
}
