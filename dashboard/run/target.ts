/** Steps that a run took to a validation accuracy, beside those of its seeds. */
import { type Database, type RunDetail, type RunRow, readMetric, runTable } from '../../db/index.ts';
import { createCache } from '../cache.ts';
import { count, metricText } from '../format.ts';

const TARGET = 0.98;
const METRIC = 'validation/accuracy';

/** The first step at which the metric is at least the target; null: at none of those that were logged. */
export function stepsTo(
  { steps, values }: { readonly steps: readonly number[]; readonly values: readonly number[] },
  target: number,
): number | null {
  const at = values.findIndex((value) => value >= target);
  return at === -1 ? null : steps[at]!;
}

const caches = new WeakMap<Database, ReturnType<typeof createCache<number | null>>>();

/** Of a run that has ended: it does not change any more. */
function stepsOf(db: Database, id: string): number | null {
  const cache = caches.get(db) ?? createCache<number | null>(2000);
  caches.set(db, cache);
  return cache(id, () => stepsTo(readMetric(db, id, METRIC), TARGET));
}

/** `steps to 98 %`: when first reached, `> 2 345` where it was not; null: the run did not log the metric. */
export function targetFigure(db: Database, run: RunDetail, siblings: readonly RunRow[]) {
  const summary = run.summary[METRIC];
  if (summary === undefined) return null;
  const label = `steps to ${100 * TARGET} %`;
  const reached = summary.max !== null && summary.max >= TARGET;
  const steps = reached ? stepsTo(readMetric(db, run.id, METRIC), TARGET) : null;
  const best = `best ${metricText(METRIC, summary.best ?? null)} %`;
  return {
    label,
    value: steps === null ? `> ${count(summary.lastStep)}` : count(steps),
    note: seedsNote(db, siblings) ?? (steps === null ? best : `of ${METRIC}, ${best}`),
  };
}

/** `median of 10 seeds 2 110, 2 missed`; null: there are no others to compare with */
function seedsNote(db: Database, siblings: readonly RunRow[]): string | null {
  const table = runTable(db);
  const { max } = table.summary(METRIC);
  const ended = siblings.filter(({ status }) => status === 'completed' || status === 'diverged');
  if (ended.length < 2) return null;
  const times = ended
    .map(({ id, no }) => (max[table.indexOf(no)!]! >= TARGET ? stepsOf(db, id) : null))
    .map((steps) => steps ?? Number.POSITIVE_INFINITY)
    .sort((a, b) => a - b);
  const missed = times.filter((time) => time === Number.POSITIVE_INFINITY).length;
  if (missed === times.length) return `none of ${count(times.length)} seeds got there`;
  const [low, high] = [times[(times.length - 1) >> 1]!, times[times.length >> 1]!];
  const median = (low + high) / 2;
  const words = Number.isFinite(median)
    ? `median of ${count(times.length)} seeds ${count(median)}`
    : `${count(times.length)} seeds`;
  return missed === 0 ? words : `${words}, ${count(missed)} missed`;
}
