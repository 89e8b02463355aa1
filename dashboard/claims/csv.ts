/** Figures and arms of a claim as tables at full precision. */
import type { ClaimEvidence } from '../../src/claims/index.ts';
import type { Line } from '../../src/claims/report/chart.ts';
import type { FigureData } from '../../src/claims/report/figure-data.ts';
import { learntNothing } from '../../src/claims/report/final-runs.ts';
import type { Cell } from '../../src/export/index.ts';
import { csvOf } from '../csv.ts';

/** Every run and every point, in the unit shown. `series` is `mean` or `run`; a mean has its band and n. */
export function figureCsv(data: FigureData): string {
  if (data.kind === 'heat') return heatCsv(data.map);
  return csvOf(
    {
      arm: 'text',
      series: 'text',
      run: 'text',
      seed: 'integer',
      [data.x.title]: 'number',
      [data.y.title]: 'number',
      low: 'number',
      high: 'number',
      n: 'integer',
    },
    data.lines.flatMap(rowsOf),
  );
}

function rowsOf({ name, points, run, band, n, each }: Line): Cell[][] {
  if (run !== undefined) {
    return points.map(([x, y]) => [name, 'run', run.id, run.seed, x, known(y), null, null, null]);
  }
  return points.flatMap(([x, y], i) => [
    ...(each?.[i] ?? []).map(({ id, seed, value }) => [name, 'run', id, seed, x, value, null, null, null]),
    [name, 'mean', null, null, x, known(y), band?.low[i] ?? null, band?.high[i] ?? null, n?.[i] ?? null],
  ]);
}

function heatCsv({ columns, rows, values, x, y }: Extract<FigureData, { kind: 'heat' }>['map']): string {
  return csvOf(
    { [x]: 'text', [y]: 'text', value: 'number' },
    values.flatMap((row, i) => row.map((value, j) => [columns[j]!, rows[i]!, known(value)])),
  );
}

/** Unknown, not NaN: there is no such value. */
function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Every arm in every stratum: what tuning chose, and its final runs. */
export function armsCsv({ id, preset, arms }: ClaimEvidence): string {
  return csvOf(
    {
      ...{ claim: 'text', preset: 'text', stratum: 'text', arm: 'text', label: 'text' },
      ...{ trials: 'integer', chosen: 'text', edge_of_grid: 'boolean', share: 'number' },
      ...{ final_runs: 'integer', diverged: 'integer', never_learnt: 'integer', run_ids: 'text' },
    },
    arms.map(({ stratum, arm, label, tuning, chosen, runs }) => [
      ...[id, preset, stratum, arm, label],
      ...[tuning?.trials ?? null, chosen, tuning?.atEdge ?? null],
      tuning?.candidates.find((one) => one.label === chosen)?.share ?? null,
      runs.length,
      runs.filter(({ diverged }) => diverged).length,
      runs.filter(learntNothing).length,
      runs.map((run) => run.id).join(' '),
    ]),
  );
}
