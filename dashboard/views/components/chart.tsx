/** A chart: its data as JSON, drawn by static/js/chart.js. */
import { raw } from 'hono/html';
import type { Child, FC } from 'hono/jsx';
import type { ChartSpec } from '../../charts/spec.ts';
import { Icon } from './icons.tsx';

/** JSON that cannot end its script element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

interface ChartCardProps {
  readonly id: string;
  readonly title: string;
  /** unit and scale: `nats, log scale` */
  readonly remark?: string;
  readonly spec: ChartSpec;
  /** what the lines are, the band, n, what was left out, smoothing */
  readonly footnote: Child;
  /** in px */
  readonly height?: number;
  /** CSV of everything drawn, full precision, from the export code */
  readonly csvHref?: string;
  /** the same curves in Compare */
  readonly compareHref?: string;
  readonly tools?: Child;
  readonly class?: string;
}

export const ChartCard: FC<ChartCardProps> = (props) => (
  <section class={`card chart-card ${props.class ?? ''}`} id={props.id}>
    <header class="card-head">
      <h2>{props.title}</h2>
      {props.remark === undefined ? null : <span class="remark">{props.remark}</span>}
      <div class="card-tools">
        {props.tools}
        <ChartMenu title={props.title} csvHref={props.csvHref} compareHref={props.compareHref} />
      </div>
    </header>
    <div class="card-body">
      <Chart id={`${props.id}-chart`} title={props.title} spec={props.spec} height={props.height} />
    </div>
    <footer class="footnote">{props.footnote}</footer>
  </section>
);

/** Without a card around it. Height by class (`h-220`), since pages carry no inline style. */
export const Chart: FC<{ id: string; title: string; spec: ChartSpec; height?: number | undefined }> = ({
  id,
  title,
  spec,
  height = 220,
}) => (
  <div class="chart" id={id} data-height={String(height)} data-title={title}>
    <div class="chart-canvas" role="img" aria-label={`${title}: see “Show as table” for the numbers`}></div>
    <script type="application/json">{raw(scriptJson(spec))}</script>
  </div>
);

const ChartMenu: FC<{ title: string; csvHref?: string | undefined; compareHref?: string | undefined }> = (
  props,
) => (
  <details class="menu">
    <summary class="icon-button" aria-label={`Save or show ${props.title}`}>
      <Icon name="download" />
    </summary>
    <div class="menu-items">
      <button type="button" data-chart="png">
        Save as PNG
      </button>
      <button type="button" data-chart="svg">
        Save as SVG
      </button>
      {props.csvHref === undefined ? (
        <button type="button" data-chart="csv">
          Save as CSV
        </button>
      ) : (
        <a href={props.csvHref}>Save as CSV</a>
      )}
      {props.compareHref === undefined ? null : <a href={props.compareHref}>Open in Compare</a>}
      <button type="button" data-chart="table" aria-expanded="false">
        Show as table
      </button>
    </div>
  </details>
);
