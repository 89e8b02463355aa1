/** What the page shows of a model: charts, final values, boxes. The same for the page and for its live messages. */
import type { Database } from '../../db/index.ts';
import type { ChartSpec } from '../charts/spec.ts';
import { counted } from '../format.ts';
import { type Budget, budgetOf } from './budget.ts';
import { chartOf, type DrawnChart } from './charts.ts';
import { metricCurves } from './curves.ts';
import { boxSpec, type FinalRow, finalRows } from './final.ts';
import { type CompareModel, drawnRows } from './model.ts';
import { positionsOf } from './positions.ts';
import { type CompareView, compareQuery } from './view.ts';

export interface CompareData {
  readonly model: CompareModel;
  readonly budget: Budget;
  /** of the metrics that the budget has room for */
  readonly charts: readonly DrawnChart[];
  readonly rows: readonly FinalRow[];
  /** null: there is nothing to make boxes of */
  readonly boxes: ChartSpec | null;
}

/** @param most points to be read */
export function compareData(db: Database, model: CompareModel, most?: number): CompareData {
  const budget = budgetOf(db, model, most);
  const shown = model.shown.filter((metric) => !budget.refused.has(metric));
  const positions = positionsOf(db, model.table, shown.length === 0 ? [] : drawnRows(model), model.view.x);
  const charts = shown.map((metric) =>
    chartOf(model, metricCurves(db, model, metric, positions), metric === model.shown[0]),
  );
  const rows = finalRows(model);
  // one value makes no box
  const boxes = model.groupBy === null ? null : boxSpec(model, rows);
  return { model, budget, charts, rows, boxes };
}

/** `curve-validation-accuracy` */
export function chartId(metric: string): string {
  return `curve-${metric.replaceAll(/[^\w-]/g, '-')}`;
}

export function boxesFootnote(rows: readonly FinalRow[]): string {
  const runs = rows.reduce((sum, { values }) => sum + values.length, 0);
  return (
    'Box: quartiles and median, whiskers to the furthest value within 1.5 interquartile ranges. ' +
    `Points: each of ${counted(runs, 'completed run')}.`
  );
}

/** `6 groups, 60 runs, grouped by optimizer and learningRate` */
export function summaryOf({ groups, rows, groupBy, left, view }: CompareModel): string {
  const runs = counted(rows.length, 'run');
  if (groupBy === null) return runs;
  const names = groupBy.map(({ name }) => name);
  const by =
    view.group === 'all'
      ? 'all but the seed'
      : names.length < 2
        ? names.join()
        : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `${counted(groups.length + left, 'group')}, ${runs}, grouped by ${by || 'all but the seed'}`;
}

/** Of a page whose runs are not here, or not yet. */
export const NO_OUTLINE = 'none';

/** Which cards the page has: another outline means another page. What they say is no part of it. */
export function outlineOf({ model, charts, budget, boxes }: CompareData): string {
  return JSON.stringify([
    charts.map(({ curves }) => curves.metric),
    [...budget.refused.keys()],
    boxes === null ? null : model.final!.key,
    model.groupBy === null,
    model.colors.by,
    model.baseline === null,
  ]);
}

/** Encoded once more on its way to the server; longer addresses are refused there (MAX_ADDRESS_LENGTH). */
const LONGEST_TOPIC = 11_000;

/** null: so many runs are named one by one that no address holds them. What only the browser knows is left out. */
export function topicOf(view: CompareView): string | null {
  const topic = `compare:${encodeURIComponent(compareQuery({ ...view, hide: [], zoom: null, pin: null }))}`;
  return encodeURIComponent(topic).length > LONGEST_TOPIC ? null : topic;
}
