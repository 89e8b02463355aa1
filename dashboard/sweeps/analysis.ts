/** Everything that the cards of a sweep's page show, for one view. */
import { type Database, inferDefinition, listMetricDefinitions, type SweepRecord } from '../../db/index.ts';
import type { Factor } from '../../src/stats/index.ts';
import { metricHead } from '../format.ts';
import { type DeepAnalysis, deepAnalysis } from './deep.ts';
import { type HeatMap, heatMap } from './heat.ts';
import { type Leaderboard, leaderboard } from './leaderboard.ts';
import { pickedWork } from './picks.ts';
import { mainMetrics, type Trial, trialsOf } from './values.ts';
import type { SweepView } from './view.ts';
import { type SweepWork, sweepWork } from './work.ts';

export interface Analysis {
  readonly sweep: SweepRecord;
  readonly view: SweepView;
  /** the runs that are picked: all of them at first */
  readonly work: SweepWork;
  /** all runs of the sweep */
  readonly whole: SweepWork;
  readonly metrics: readonly string[];
  readonly direction: 'min' | 'max';
  /** `validation/accuracy, %` */
  readonly headOf: (metric: string) => string;
  readonly trials: readonly Trial[];
  readonly heat: HeatMap | null;
  readonly board: Leaderboard;
  /** setting that gives curves their colour; null: one curve for all */
  readonly color: Factor | null;
  /** settings of numbers, which curves may go over */
  readonly numeric: readonly Factor[];
  /** the one that they go over; null: there is none */
  readonly x: Factor | null;
  readonly deep: DeepAnalysis;
}

export function analyse(db: Database, sweep: SweepRecord, view: SweepView): Analysis {
  const whole = sweepWork(db, sweep);
  const work = pickedWork(whole, view.picks);
  const definitions = listMetricDefinitions(db);
  const find = (metric: string) => definitions.find(({ name }) => name === metric) ?? inferDefinition(metric);
  const directionOf = (metric: string) => find(metric).direction ?? 'max';
  const direction = directionOf(view.metric);
  const trials = trialsOf(work, view.metric);
  const { factors } = work;
  // what cards there are does not hang on what is picked
  const numeric = factors.filter((_, i) => isNumeric(whole.factors[i]!));
  const x =
    numeric.find(({ name }) => name === view.x) ??
    numeric.find(({ name }) => name === 'learningRate') ??
    numeric[0] ??
    null;
  return {
    ...{ sweep, view, work, whole, direction, trials, numeric, x },
    metrics: mainMetrics(definitions),
    headOf: (metric) => metricHead(metric, find(metric).unit),
    heat: heatMap(trials, factors, { rows: view.rows, cols: view.cols, over: view.over, direction }),
    board: leaderboard(work, view, directionOf),
    color: colorFactor(whole.factors, factors, x),
    deep: deepAnalysis(db, sweep, work, view.metric, direction, view.picks),
  };
}

/** What is compared, as opposed to what it is compared over. */
function colorFactor(whole: readonly Factor[], picked: readonly Factor[], x: Factor | null): Factor | null {
  const others = picked.filter((factor, i) => factor !== x && whole[i]!.levels.length <= MOST_CURVES);
  return others.find(({ name }) => name === 'optimizer') ?? others[0] ?? null;
}

const MOST_CURVES = 12;

function isNumeric({ levels }: Factor): boolean {
  return levels.length > 1 && levels.every((level) => typeof level === 'number');
}
