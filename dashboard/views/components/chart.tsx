/** A chart: its data as JSON, drawn by static/js/charts.js. */
import { raw } from 'hono/html';
import type { Child, FC } from 'hono/jsx';
import type { ChartSpec } from '../../charts/spec.ts';
import { Swatch } from './controls.tsx';
import { Icon } from './icons.tsx';

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON that cannot end its script element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, (character) => ESCAPES[character]!);
}

interface ChartCardProps {
  readonly id: string;
  readonly title: string;
  /** unit and scale: `nats, log scale` */
  readonly remark?: Child;
  readonly spec: ChartSpec;
  /** what the lines are, the band, n, what was left out, smoothing */
  readonly footnote: Child;
  /** in px */
  readonly height?: number;
  /** CSV of everything drawn, full precision, from the export code */
  readonly csvHref?: string;
  /** the same curves in Compare */
  readonly compareHref?: string;
  /** the page has a switch of its own for the y axis */
  readonly fixedScale?: boolean;
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
        <ChartMenu {...props} />
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
    {spec.legend ? <Legend spec={spec} /> : null}
    <noscript>
      <p class="note">
        This chart is drawn by a script. Its numbers are in the CSV and on this page's tables.
      </p>
    </noscript>
    <script type="application/json">{raw(scriptJson(spec))}</script>
  </div>
);

/** Click hides a series, double click all others. */
const Legend: FC<{ spec: ChartSpec }> = ({ spec }) => (
  <div
    class={spec.legend === 'narrow' ? 'chart-legend narrow-only' : 'chart-legend'}
    role="group"
    aria-label="Series"
    data-legend={spec.sync ?? ''}
  >
    {legendEntries(spec).map(([name, slot]) => (
      <button type="button" data-series={name} aria-pressed="true">
        <Swatch slot={slot ?? 0} />
        {name}
      </button>
    ))}
  </div>
);

/** Each series, or group of series, once; single runs behind a mean belong to its group. */
export function legendEntries(spec: ChartSpec): [name: string, slot: number | null][] {
  const entries = new Map<string, number | null>();
  for (const one of spec.series) {
    if (one.kind !== 'line' && one.kind !== 'dots' && one.kind !== 'bars') continue;
    const name = ('group' in one ? one.group : undefined) ?? one.name;
    if (!entries.has(name)) entries.set(name, one.slot);
  }
  return [...entries];
}

const ChartMenu: FC<ChartCardProps> = (props) => (
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
        <a href={props.csvHref} hx-boost="false" download>
          Save as CSV
        </a>
      )}
      {props.compareHref === undefined ? null : (
        <a href={props.compareHref} hx-boost="false">
          Open in Compare
        </a>
      )}
      {props.fixedScale || !hasSwitchableScale(props.spec) ? null : (
        <button type="button" data-chart="scale">
          {props.spec.y.scale === 'log' ? 'Linear y axis' : 'Log y axis'}
        </button>
      )}
      <button type="button" data-chart="table" aria-expanded="false">
        Show as table
      </button>
    </div>
  </details>
);

function hasSwitchableScale({ y, series }: ChartSpec): boolean {
  return y.scale !== 'category' && series.every(({ kind }) => kind === 'line' || kind === 'dots');
}
