/** The block of the compare page that each change replaces. */
import type { FC } from 'hono/jsx';
import type { Database } from '../../db/index.ts';
import { counted } from '../format.ts';
import { joinNames } from '../runs/view.ts';
import { Card } from '../views/components/card.tsx';
import { ChartCard } from '../views/components/chart.tsx';
import { Icon } from '../views/components/icons.tsx';
import { refusalText } from './budget.ts';
import type { DrawnChart } from './charts.ts';
import { ConfigCard } from './config-card.tsx';
import { Controls } from './controls.tsx';
import { tableHref } from './csv.ts';
import {
  boxesFootnote,
  type CompareData,
  chartId,
  compareData,
  outlineOf,
  summaryOf,
  topicOf,
} from './data.ts';
import { footnoteOf } from './footnote.ts';
import { GroupsCard } from './groups-card.tsx';
import { type CompareModel, MOST_LINES } from './model.ts';
import { compareHref } from './view.ts';

const MAIN_HEIGHT = 360;
const HEIGHT = 250;
/** More lines than this are hard to tell apart. */
const MANY_LINES = 10;

export const CompareBlock: FC<{ db: Database; model: CompareModel }> = ({ db, model }) => {
  const { view } = model;
  const data = compareData(db, model);
  const { charts, rows, boxes } = data;
  const topic = topicOf(view);
  const places = placesOf(model.shown.length - 1 + (boxes === null ? 0 : 1));
  return (
    <div
      id="compare"
      hx-boost="true"
      hx-target="#compare"
      hx-swap="outerHTML"
      hx-push-url="true"
      hx-sync="this:replace"
      data-hide={JSON.stringify(view.hide)}
      data-zoom={view.zoom === null ? '' : view.zoom.join(',')}
      data-pin={view.pin === null ? '' : String(view.pin)}
      data-outline={outlineOf(data)}
      {...(topic === null ? {} : { 'data-topic': topic })}
    >
      <div class="page-head">
        <h1>Compare</h1>
        <span class="summary" data-live="compare-summary">
          {summaryOf(model)}
        </span>
        <div class="page-tools">
          <a class="button" id="change-runs" href={runsHref(model)} hx-boost="false">
            <Icon name="list" /> Change runs
          </a>
          <button type="button" class="button" data-copy="">
            <Icon name="link" /> Copy link
          </button>
          <a class="button" id="csv-curves" href={csvHref(model)} hx-boost="false" data-csv download>
            <Icon name="download" /> CSV of curves
          </a>
        </div>
      </div>
      <details class="controls-sheet">
        <summary class="button">Axes, band, smoothing, groups</summary>
      </details>
      <Controls model={model} xMax={xMaxOf(charts)} />
      <Notes model={model} />
      <div class="compare-grid">
        {model.shown.slice(0, 1).map((metric) => (
          <MetricCard data={data} metric={metric} />
        ))}
        <GroupsCard model={model} rows={rows} />
        {model.shown.slice(1).map((metric, i) => (
          <MetricCard data={data} metric={metric} place={places[i]} />
        ))}
        {boxes === null ? null : (
          <ChartCard
            id="compare-boxes"
            title={`${model.final!.key}, final`}
            spec={boxes}
            class={places.at(-1) ?? ''}
            height={HEIGHT}
            csvHref={tableHref(model, 'final')}
            footnote={<span data-live="compare-boxes-note">{boxesFootnote(rows)}</span>}
          />
        )}
        <ConfigCard model={model} />
      </div>
    </div>
  );
};

/** Three cards a row, the last ones wider, so that no row has a hole. */
function placesOf(cards: number): string[] {
  if (cards === 1) return ['whole'];
  const halves = cards % 3 === 0 ? 0 : cards % 3 === 2 ? 2 : 4;
  return Array.from({ length: cards }, (_, i) => (i < cards - halves ? 'third' : 'half'));
}

const MetricCard: FC<{ data: CompareData; metric: string; place?: string | undefined }> = (props) => {
  const { data, metric, place = 'main-chart' } = props;
  const chart = data.charts.find(({ curves }) => curves.metric === metric);
  if (chart !== undefined) return <CurveCard model={data.model} chart={chart} place={place} />;
  return <RefusedCard data={data} metric={metric} place={place} />;
};

/** A chart of too many points: why, and what to do. */
const RefusedCard: FC<{ data: CompareData; metric: string; place: string }> = ({ data, metric, place }) => {
  const { model, budget } = data;
  const refusal = budget.refused.get(metric)!;
  const alone = refusal.before > 0 && refusal.points <= budget.most;
  return (
    <Card id={chartId(metric)} title={metric} class={`chart-card ${place}`}>
      <p class="note refusal">{refusalText(model, refusal, budget)}</p>
      {alone ? (
        <a id={`alone-${metric}`} href={compareHref(model.view, { metrics: [metric] })}>
          Show this chart alone
        </a>
      ) : null}
    </Card>
  );
};

const CurveCard: FC<{ model: CompareModel; chart: DrawnChart; place: string }> = (props) => {
  const { model, chart, place } = props;
  const { metric, name } = chart.curves;
  return (
    <ChartCard
      id={chartId(metric)}
      title={name}
      remark={chart.remark}
      spec={chart.spec}
      height={place === 'main-chart' ? MAIN_HEIGHT : HEIGHT}
      footnote={<span data-live={`${chartId(metric)}-note`}>{footnoteOf(model, chart)}</span>}
      csvHref={csvHref(model, metric)}
      fixedScale
      class={place}
    />
  );
};

export const Notes: FC<{ model: CompareModel }> = ({ model }) => {
  const { view, groups, rows, left, regrouped } = model;
  return (
    <div id="compare-notes">
      {regrouped ? (
        <p class="note compare-note">
          {`${counted(rows.length, 'single run')} would be a blur: they are grouped by all settings but the seed. Choose at most ${MOST_LINES} to see each.`}
        </p>
      ) : null}
      {left > 0 ? (
        <p class="note compare-note">
          {`The best ${groups.length} of ${groups.length + left} groups are drawn; each of them with all of its runs.`}
        </p>
      ) : null}
      {left === 0 && groups.length > MANY_LINES && view.group === null ? (
        <p class="note compare-note">
          {`${groups.length} lines. `}
          <a id="group-all-note" href={compareHref(view, { group: 'all' })}>
            Group by all but seed
          </a>
        </p>
      ) : null}
      {model.colors.range === null ? null : (
        <p class="note compare-note shades">
          {`${model.colors.by} ${model.colors.range.low} `}
          {[3, 4, 5, 6, 7, 8, 9].map((shade) => (
            <svg class={`shade-box shade-${shade}`} width="18" height="8" aria-hidden="true">
              <rect width="18" height="8" />
            </svg>
          ))}
          {` ${model.colors.range.high}${model.colors.range.log ? ', log scale' : ''}`}
        </p>
      )}
    </div>
  );
};

function xMaxOf(charts: readonly DrawnChart[]): number {
  const ends = charts.flatMap(({ curves }) => curves.groups.map(({ mean }) => mean.x.at(-1) ?? 0));
  return Math.max(0, ...ends);
}

export function csvHref({ view }: CompareModel, metric?: string): string {
  return compareHref(view, metric === undefined ? {} : { metrics: [metric] }, '/compare.csv');
}

/** Longer addresses are refused (MAX_ADDRESS_LENGTH). */
const LONGEST_ADDRESS = 11_000;

/** The same runs in the table, to choose others. */
export function runsHref({ view }: Pick<CompareModel, 'view'>): string {
  const query = new URLSearchParams();
  const filter =
    view.runs === null
      ? (view.filter ?? '')
      : `id in (${view.runs.map((id) => JSON.stringify(id)).join(', ')})`;
  if (filter !== '') query.set('filter', filter);
  if (view.group === null) query.set('group', '');
  else if (view.group !== 'all') query.set('group', joinNames(view.group));
  if (view.baseline !== null) query.set('baseline', view.baseline);
  const address = query.toString().replaceAll('%2C', ',').replaceAll('%28', '(').replaceAll('%29', ')');
  return address.length > LONGEST_ADDRESS || address === '' ? '/runs' : `/runs?${address}`;
}
