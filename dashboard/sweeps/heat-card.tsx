/** The heat map as a table: readable by eye and by a screen reader alike. */
import type { FC } from 'hono/jsx';
import type { ChartSpec } from '../charts/spec.ts';
import { isShare, metricText, spreadText } from '../format.ts';
import { StateIcon } from '../views/components/badge.tsx';
import { Card } from '../views/components/card.tsx';
import { HeatBar } from '../views/components/heat-bar.tsx';
import type { Analysis } from './analysis.ts';
import { ExportMenu } from './export-menu.tsx';
import { type HeatMap, shadeOf } from './heat.ts';
import { type Cell, levelName } from './values.ts';

/** Replaced live. */
export const HeatCard: FC<{ analysis: Analysis; tools?: unknown }> = ({ analysis }) => {
  const { heat, view, headOf } = analysis;
  if (heat === null) return null;
  return (
    <Card
      id="sweep-heat"
      class="heat-card"
      title={headOf(view.metric)}
      remark={`${heat.rows === null ? '' : `${heat.rows.name} × `}${heat.cols.name}`}
      tools={
        <ExportMenu
          analysis={analysis}
          table="heat"
          title={headOf(view.metric)}
          spec={heatSpec(analysis, heat)}
        />
      }
      footnote={footnote(analysis, heat)}
    >
      <div class="heat-scroll" tabindex={0} role="region" aria-label="Heat map">
        <table class="heat-map">
          <thead>
            <tr>
              <th scope="col" class="corner">
                {heat.rows?.name ?? ''}
              </th>
              {heat.cols.levels.map((level) => (
                <th scope="col">{levelName(level)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {heat.cells.map((row, r) => (
              <tr>
                <th scope="row">{heat.rows === null ? 'all' : levelName(heat.rows.levels[r] ?? null)}</th>
                {row.map((cell, c) => (
                  <HeatCell cell={cell} heat={heat} metric={view.metric} best={heat.best[r] === c} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Legend heat={heat} metric={view.metric} />
    </Card>
  );
};

/** As a picture; cells without a value are empty. */
export function heatSpec({ view, headOf }: Analysis, heat: HeatMap): ChartSpec {
  const factor = isShare(view.metric) ? 100 : 1;
  const { cols, cells, low, high } = heat;
  const rows = heat.rows?.levels.map(levelName) ?? ['all'];
  return {
    x: { title: cols.name, scale: 'category', categories: cols.levels.map(levelName) },
    // an axis goes up, a table down
    y: { title: heat.rows?.name ?? '', scale: 'category', categories: rows.toReversed() },
    series: [
      {
        ...{ kind: 'heat', name: headOf(view.metric) },
        cells: cells.flatMap((row, r) =>
          row.map(
            (cell, c) => [c, rows.length - 1 - r, cell?.mean == null ? null : factor * cell.mean] as const,
          ),
        ),
        scale: { low: factor * low, high: factor * high, palette: 'sequential' },
      },
    ],
  };
}

const HeatCell: FC<{ cell: Cell | null; heat: HeatMap; metric: string; best: boolean }> = (props) => {
  const { cell, heat, metric, best } = props;
  if (cell === null) return <td class="heat none" title="no run has these settings" />;
  const title = cellTitle(cell, metric);
  if (cell.mean === null) {
    const state = cell.diverged > 0 ? 'diverged' : cell.waiting > 0 ? 'queued' : 'failed';
    return (
      <td class={`heat ${state}`} title={title}>
        <StateIcon state={state} label={state} />
      </td>
    );
  }
  return (
    <td class={`heat heat-${shadeOf(cell.mean, heat)}${best ? ' best' : ''}`} title={title}>
      {metricText(metric, cell.mean)}
      {cell.n < heat.planned ? <sup>{cell.n}</sup> : null}
    </td>
  );
};

function cellTitle({ mean, std, n, diverged, waiting, of }: Cell, metric: string): string {
  const parts = [
    mean === null
      ? 'no value'
      : `${metricText(metric, mean)} ± ${spreadText(metric, mean, std)}${isShare(metric) ? ' %' : ''}, n ${n}`,
    ...(diverged > 0 ? [`${diverged} diverged`] : []),
    ...(waiting > 0 ? [`${waiting} to come`] : []),
    ...(of === null ? [] : ['best of the other settings']),
  ];
  return parts.join('; ');
}

const Legend: FC<{ heat: HeatMap; metric: string }> = ({ heat, metric }) => (
  <div class="heat-legend">
    <HeatBar
      low={metricText(metric, heat.low)}
      high={`${metricText(metric, heat.high)}${isShare(metric) ? ' %' : ''}`}
    />
    <span class="legend-item">
      <span class="frame" /> best of its row
    </span>
    <span class="legend-item">
      <StateIcon state="diverged" /> all diverged
    </span>
  </div>
);

function footnote({ view }: Analysis, { others, planned }: HeatMap): string {
  const over =
    others.length === 0
      ? 'Mean over the seeds'
      : view.over === 'mean'
        ? `Mean over the seeds and over ${others.join(', ')}`
        : `Mean over the seeds, ${others.join(', ')} at the best in each cell (chosen by this metric itself)`;
  return `${over}. Diverged runs have no value and are left out; a small number is the n of cells with fewer than ${planned} runs. Cells beyond the ends of the scale have the colour of its end.`;
}
