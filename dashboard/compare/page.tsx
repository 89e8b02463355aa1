/** The block of the compare page that each change replaces. */
import type { FC } from 'hono/jsx';
import type { Database } from '../../db/index.ts';
import { counted } from '../format.ts';
import { ChartCard } from '../views/components/chart.tsx';
import { Icon } from '../views/components/icons.tsx';
import { chartOf, type DrawnChart } from './charts.ts';
import { ConfigCard } from './config-card.tsx';
import { Controls } from './controls.tsx';
import { metricCurves } from './curves.ts';
import { boxSpec, finalRows } from './final.ts';
import { footnoteOf } from './footnote.ts';
import { GroupsCard } from './groups-card.tsx';
import { type CompareModel, MOST_LINES } from './model.ts';
import { positionsOf } from './positions.ts';
import { compareHref } from './view.ts';

const MAIN_HEIGHT = 360;
const HEIGHT = 250;
/** More lines than this are hard to tell apart. */
const MANY_LINES = 10;

export function chartsOf(db: Database, model: CompareModel): DrawnChart[] {
  const positions = positionsOf(db, model.table, model.rows, model.view.x);
  return model.shown.map((metric, i) => chartOf(model, metricCurves(db, model, metric, positions), i === 0));
}

/** `curve-validation-accuracy` */
export function chartId(metric: string): string {
  return `curve-${metric.replaceAll(/[^\w-]/g, '-')}`;
}

export const CompareBlock: FC<{ db: Database; model: CompareModel }> = ({ db, model }) => {
  const { view } = model;
  const charts = chartsOf(db, model);
  const rows = finalRows(model);
  // one value makes no box
  const boxes = model.groupBy === null ? null : boxSpec(model, rows);
  const [main, ...others] = charts;
  const places = placesOf(others.length + (boxes === null ? 0 : 1));
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
    >
      <div class="page-head">
        <h1>Compare</h1>
        <span class="summary">{summaryOf(model)}</span>
        <div class="page-tools">
          <a class="button" href={runsHref(model)} hx-boost="false">
            <Icon name="list" /> Change runs
          </a>
          <button type="button" class="button" data-copy="">
            <Icon name="link" /> Copy link
          </button>
          <a class="button" href={csvHref(model)} hx-boost="false" data-csv download>
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
        {main === undefined ? null : <CurveCard model={model} chart={main} />}
        <GroupsCard model={model} rows={rows} />
        {others.map((chart, i) => (
          <CurveCard model={model} chart={chart} place={places[i]} />
        ))}
        {boxes === null ? null : (
          <ChartCard
            id="compare-boxes"
            title={`${model.final!.key}, final`}
            spec={boxes}
            class={places.at(-1) ?? ''}
            height={HEIGHT}
            footnote={`Box: quartiles and median, whiskers to the furthest value within 1.5 interquartile ranges. Points: each of ${counted(
              rows.reduce((sum, { values }) => sum + values.length, 0),
              'run',
            )}.`}
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

const CurveCard: FC<{ model: CompareModel; chart: DrawnChart; place?: string | undefined }> = (props) => {
  const { model, chart, place = 'main-chart' } = props;
  const { metric, name } = chart.curves;
  return (
    <ChartCard
      id={chartId(metric)}
      title={name}
      remark={chart.remark}
      spec={chart.spec}
      height={place === 'main-chart' ? MAIN_HEIGHT : HEIGHT}
      footnote={footnoteOf(model, chart)}
      csvHref={csvHref(model, metric)}
      fixedScale
      class={place}
    />
  );
};

const Notes: FC<{ model: CompareModel }> = ({ model }) => {
  const { view, groups, rows, left, regrouped } = model;
  return (
    <>
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
          <a href={compareHref(view, { group: 'all' })}>Group by all but seed</a>
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
    </>
  );
};

/** `6 groups, 60 runs, grouped by optimizer and learningRate` */
function summaryOf({ groups, rows, groupBy, left, view }: CompareModel): string {
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

function xMaxOf(charts: readonly DrawnChart[]): number {
  const ends = charts.flatMap(({ curves }) => curves.groups.map(({ mean }) => mean.x.at(-1) ?? 0));
  return Math.max(0, ...ends);
}

export function csvHref({ view }: CompareModel, metric?: string): string {
  return compareHref(view, metric === undefined ? {} : { metrics: [metric] }, '/compare.csv');
}

/** The same runs in the table, to choose others. */
function runsHref({ view }: CompareModel): string {
  const query = new URLSearchParams();
  const filter = view.runs === null ? view.filter : null;
  if (filter !== null && filter !== '') query.set('filter', filter);
  if (view.group !== null && view.group !== 'all') query.set('group', view.group.join(','));
  return query.size === 0 ? '/runs' : `/runs?${query}`;
}
