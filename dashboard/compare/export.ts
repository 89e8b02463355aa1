/** The plotted data, unthinned and with all digits: one row a point, of the means and of every run. */
import type { Database } from '../../db/index.ts';
import { createCsvEncoder } from '../../src/export/csv.ts';
import type { Cell } from '../../src/export/index.ts';
import { type ColumnType, type ExportColumn, toBatch } from '../../src/export/table.ts';
import { X_TITLES } from './charts.ts';
import { metricCurves } from './curves.ts';
import { type CompareModel, drawnRows } from './model.ts';
import { positionsOf } from './positions.ts';

const ROWS = 5000;

/**
 * `series` is `mean` or `run`. A mean has low, high and n; where smoothing is on, `smoothed` beside the mean, and the band
 * is smoothed as drawn. Values are in the unit shown: percent for shares, the error on a log axis.
 */
export function* curvesCsv(db: Database, model: CompareModel): Generator<string> {
  const { view } = model;
  const columns: ExportColumn[] = (
    [
      ['metric', 'text'],
      ['group', 'text'],
      ['series', 'text'],
      ['run', 'text'],
      ['seed', 'integer'],
      [X_TITLES[view.x].replace(', s', '_s').replaceAll(' ', '_'), 'number'],
      ['value', 'number'],
      ['low', 'number'],
      ['high', 'number'],
      ['n', 'integer'],
      ...(view.smooth > 0 ? [['smoothed', 'number'] as const] : []),
    ] satisfies (readonly [string, ColumnType])[]
  ).map(([name, type]) => ({ name, type }));
  const encoder = createCsvEncoder(columns);
  yield encoder.start() as string;
  const positions = positionsOf(db, model.table, drawnRows(model), view.x);
  let rows: Cell[][] = [];
  const flush = () => {
    const text = encoder.encode(toBatch(rows, columns.length)) as string;
    rows = [];
    return text;
  };
  for (const metric of model.shown) {
    const { name, groups } = metricCurves(db, model, metric, positions);
    for (const { group, runs, mean, band, smooth } of groups) {
      for (const [i, x] of mean.x.entries()) {
        const bounds = [band?.low[i], band?.high[i]].map((value) => value ?? Number.NaN).map(known);
        rows.push([name, group.label, 'mean', null, null, x, known(mean.mean[i]!), ...bounds, mean.n[i]!]);
        if (smooth !== null) rows.at(-1)!.push(known(smooth[i]!));
        if (rows.length >= ROWS) yield flush();
      }
      for (const run of runs) {
        for (const [i, x] of run.x.entries()) {
          rows.push([name, group.label, 'run', run.id, run.seed, x, run.y[i]!, null, null, null]);
          if (smooth !== null) rows.at(-1)!.push(null);
          if (rows.length >= ROWS) yield flush();
        }
      }
    }
  }
  if (rows.length > 0) yield flush();
}

/** Unknown, not NaN: there is no such value. */
function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
