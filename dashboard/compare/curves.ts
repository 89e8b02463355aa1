/** The curves of one metric: every run of every group, the mean over all of them, its band; in the unit shown. */
import { type Database, readCurves } from '../../db/index.ts';
import {
  type BandKind,
  bandOf,
  type Curve,
  halfLifeAverage,
  type MeanCurve,
  meanCurve,
} from '../../src/stats/index.ts';
import { isShare } from '../format.ts';
import { type ComparedGroup, type CompareModel, runsOf } from './model.ts';
import { mayGrow, type Positions } from './positions.ts';

export interface RunCurve extends Curve {
  readonly id: string;
  readonly seed: number | null;
  /** it ends before its time */
  readonly diverged: boolean;
}

export interface GroupCurves {
  readonly group: ComparedGroup;
  /** index of the group, for its colour */
  readonly index: number;
  readonly runs: readonly RunCurve[];
  /** over all runs */
  readonly mean: MeanCurve;
  readonly band: { readonly low: Float64Array; readonly high: Float64Array } | null;
  /** the mean smoothed, and the band with it; null: smoothing is off */
  readonly smooth: Float64Array | null;
}

export interface MetricCurves {
  readonly metric: string;
  /** as shown: the error in place of the accuracy on a log axis */
  readonly name: string;
  readonly groups: readonly GroupCurves[];
  /** runs that have begun and have not logged the metric */
  readonly without: number;
  /** runs whose x is not known: left out */
  readonly unplaced: number;
  /** values that are NaN or infinite: gaps */
  readonly notFinite: number;
}

/** `validation/accuracy` is drawn as `validation/error` where the axis is logarithmic: accuracies all lie near 1. */
export function asError(metric: string, log: boolean): boolean {
  return log && /(^|\/)accuracy$/.test(metric);
}

/** Values as shown: shares in percent. */
export function shownValues(metric: string, values: Float64Array, log: boolean): Float64Array {
  if (asError(metric, log)) return values.map((value) => 100 * (1 - value));
  return isShare(metric) ? values.map((value) => 100 * value) : values;
}

export function metricCurves(
  db: Database,
  model: CompareModel,
  metric: string,
  positions: Positions,
): MetricCurves {
  const { view } = model;
  let [without, unplaced, notFinite] = [0, 0, 0];
  const groups = model.groups.map((group, index): GroupCurves => {
    const members = runsOf(model, group.members);
    const wanted = members.map(({ no, attempt, status }) => ({ no, attempt, running: mayGrow(status) }));
    const runs = readCurves(db, metric, wanted).flatMap(({ steps, values }, i): RunCurve[] => {
      const { no, id, seed, status } = members[i]!;
      if (steps.length === 0) {
        if (status !== 'queued') without += 1;
        return [];
      }
      const x = positions.get(no)?.(steps);
      if (x === undefined) {
        unplaced += 1;
        return [];
      }
      for (const value of values) if (!Number.isFinite(value)) notFinite += 1;
      const y = shownValues(metric, values, view.y === 'log');
      return [{ id, seed, diverged: status === 'diverged', x, y }];
    });
    const mean = meanCurve(runs);
    const band = view.band === 'none' || runs.length < 2 ? null : bandOf(mean, view.band as BandKind);
    const smoothed = (values: Float64Array) => halfLifeAverage(mean.x, values, view.smooth);
    if (view.smooth === 0) return { group, index, runs, mean, band, smooth: null };
    return {
      ...{ group, index, runs, mean },
      band: band === null ? null : { low: smoothed(band.low), high: smoothed(band.high) },
      smooth: smoothed(mean.mean),
    };
  });
  const name = asError(metric, view.y === 'log') ? metric.replace(/accuracy$/, 'error') : metric;
  return { metric, name, groups, without, unplaced, notFinite };
}
