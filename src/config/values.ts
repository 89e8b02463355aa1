/** Lists of numbers that an axis may be given as: spaced on a log scale, or drawn. */
import { RandomStream } from '../random/index.ts';
import { ConfigError } from './errors.ts';
import { SOBOL_MAX_DIMENSIONS, sobolPoints } from './sobol.ts';
import type { Distribution, LogSpace, Sampling } from './sweep-definition.ts';

/** Computed values keep 6 significant digits: the last bits of `exp` and `pow` differ between machines. */
export function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/** @throws ConfigError unless 0 < from < to and the spacing is positive */
export function logSpaceValues(space: LogSpace, path: string): number[] {
  const [from, to] = space.logSpace;
  if (!(from > 0 && to > from)) {
    throw new ConfigError(path, `must run from a number > 0 to a larger one, got ${from} to ${to}`);
  }
  const decades = Math.log10(to / from);
  if ('count' in space) {
    return Array.from({ length: space.count }, (_, i) =>
      rounded(from * 10 ** ((i * decades) / (space.count - 1))),
    );
  }
  // a thousandth of a step of slack, so that `to` belongs to the axis where it falls on a step
  const steps = Math.floor(decades * space.perDecade + 1e-3);
  return Array.from({ length: steps + 1 }, (_, i) => rounded(from * 10 ** (i / space.perDecade)));
}

/**
 * Trials × axes, one row a trial. Random draws come from the stream `sample/<key>`, so that one more axis does not
 * change the others; Sobol points are shifted by words of the stream `sobol`.
 * @throws ConfigError for more Sobol axes than there are direction numbers
 */
export function sampleRows(sampling: Sampling, path: string): unknown[][] {
  const axes = Object.entries(sampling.axes) as [string, Distribution<unknown>][];
  const seed = sampling.seed ?? 0;
  if (sampling.method !== 'sobol') {
    const columns = axes.map(([key, distribution]) => {
      const stream = new RandomStream(seed, `sample/${key}`);
      return Array.from({ length: sampling.trials }, () => drawn(distribution, stream.uniform()));
    });
    return Array.from({ length: sampling.trials }, (_, trial) => columns.map((column) => column[trial]));
  }
  if (axes.length > SOBOL_MAX_DIMENSIONS) {
    throw new ConfigError(
      `${path}.axes`,
      `must have at most ${SOBOL_MAX_DIMENSIONS} axes under "sobol", got ${axes.length}; use method "random"`,
    );
  }
  const stream = new RandomStream(seed, 'sobol');
  const shift = axes.map(() => stream.uint32());
  return sobolPoints(sampling.trials, axes.length, shift).map((point) =>
    point.map((uniform, axis) => drawn(axes[axis]![1], uniform)),
  );
}

/** The value of a distribution at a quantile in [0, 1). */
function drawn(distribution: Distribution<unknown>, quantile: number): unknown {
  if ('uniform' in distribution) {
    const [low, high] = distribution.uniform;
    return rounded(low + quantile * (high - low));
  }
  if ('logUniform' in distribution) {
    const [low, high] = distribution.logUniform;
    return rounded(low * (high / low) ** quantile);
  }
  if ('integer' in distribution) {
    const [low, high] = distribution.integer;
    return low + Math.floor(quantile * (high - low + 1));
  }
  return distribution.choice[Math.floor(quantile * distribution.choice.length)];
}
