/** PNG, SVG and CSV of a card that is no chart: its picture is drawn from a spec that only the export uses. */
import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import type { ChartSpec } from '../charts/spec.ts';
import { scriptJson } from '../views/components/chart.tsx';
import { Icon } from '../views/components/icons.tsx';
import type { Analysis } from './analysis.ts';
import type { CsvTable } from './csv.ts';
import { csvHref } from './csv-link.tsx';

/** Served by static/js/sweep.js. */
export const ExportMenu: FC<{ analysis: Analysis; table: CsvTable; title: string; spec: ChartSpec }> = (
  props,
) => (
  <details class="menu" data-picture={props.title}>
    <summary class="icon-button" aria-label={`Save ${props.title}`}>
      <Icon name="download" />
    </summary>
    <div class="menu-items">
      <button type="button" data-save="png">
        Save as PNG
      </button>
      <button type="button" data-save="svg">
        Save as SVG
      </button>
      <a href={csvHref(props.analysis, props.table)} download>
        Save as CSV
      </a>
    </div>
    <script type="application/json">{raw(scriptJson(props.spec))}</script>
  </details>
);
