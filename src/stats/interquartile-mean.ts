/** Aggregates over workloads. Source: Agarwal et al., "Deep RL at the Edge of the Statistical Precipice", NeurIPS 2021. */
import { type ResampledOptions, resampledInterval } from './resampled-interval.ts';

/** Mean of the middle half: a quarter of the values, rounded down, is cut at each end. @throws RangeError without values */
export function interquartileMean(values: readonly number[] | Float64Array): number {
  if (values.length === 0) throw new RangeError('an interquartile mean needs at least one value');
  const ascending = Float64Array.from(values).sort();
  const cut = Math.floor(ascending.length / 4);
  let total = 0;
  for (let i = cut; i < ascending.length - cut; i++) total += ascending[i]!;
  return total / (ascending.length - 2 * cut);
}

/** Of the scores of all workloads together, resampled within each workload. */
export function stratifiedInterquartileMean(
  scoresByWorkload: readonly (readonly number[])[],
  options: ResampledOptions = {},
) {
  const all = new Float64Array(scoresByWorkload.reduce((sum, { length }) => sum + length, 0));
  return resampledInterval(
    scoresByWorkload,
    (samples) => {
      let next = 0;
      for (const sample of samples) {
        all.set(sample, next);
        next += sample.length;
      }
      return interquartileMean(all);
    },
    options,
  );
}
