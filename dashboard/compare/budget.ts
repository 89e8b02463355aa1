/** Points that one answer reads. Beyond them it says so: a mean over a sample of them would be another mean. */
import { countPointsByMetric, type Database } from '../../db/index.ts';
import { count, counted } from '../format.ts';
import { type CompareModel, drawnRows } from './model.ts';

/** About two seconds of reading where nothing is in memory; twice as many are kept there (MOST_POINTS_KEPT). */
export const MOST_POINTS = 2_000_000;

export interface Refusal {
  readonly metric: string;
  readonly points: number;
  /** points of the charts before it */
  readonly before: number;
}

export interface Budget {
  /** points of all that was asked for */
  readonly points: number;
  readonly most: number;
  /** by metric */
  readonly refused: ReadonlyMap<string, Refusal>;
}

/** Charts in their order, each as long as its points fit; epochs are read of a metric, too. */
export function budgetOf(db: Database, model: CompareModel, most = MOST_POINTS): Budget {
  const numbers = drawnRows(model).map((row) => model.table.rows[row]!.no);
  const epochs = model.view.x === 'epoch' ? ['epoch'] : [];
  const sizes = countPointsByMetric(db, [...model.shown, ...epochs], numbers);
  let taken = epochs.length === 0 ? 0 : (sizes.get('epoch') ?? 0);
  let points = taken;
  const refused = new Map<string, Refusal>();
  for (const metric of model.shown) {
    const own = sizes.get(metric) ?? 0;
    points += own;
    if (taken + own > most) refused.set(metric, { metric, points: own, before: taken });
    else taken += own;
  }
  return { points, most, refused };
}

const WAY_OUT =
  'No mean is taken over a sample of them: show fewer metrics, or compare fewer runs by a narrower filter.';

export function refusalText(model: CompareModel, { points, before }: Refusal, { most }: Budget): string {
  const runs = counted(drawnRows(model).length, 'run');
  const further = before === 0 ? '' : ` after ${count(before)} of the charts before it`;
  return `${count(points)} points of ${runs}${further}, and at most ${count(most)} are read at once. ${WAY_OUT}`;
}

/** Of the file as a whole; null: it can be written. */
export function csvRefusal({ points, most, refused }: Budget): string | null {
  if (refused.size === 0) return null;
  return (
    `These curves have ${count(points)} points, and at most ${count(most)} are read at once. ${WAY_OUT} ` +
    '`descent export metrics` writes as many as there are, without means.'
  );
}
