/** The state of the compare page, as it stands in its address. */
import type { BandKind } from '../../src/stats/index.ts';
import { parseChartView } from '../charts/view.ts';
import { joinNames, splitNames } from '../runs/view.ts';

export const X_KINDS = ['step', 'epoch', 'time', 'samples'] as const;
export type XKind = (typeof X_KINDS)[number];

export const BANDS = ['std', 'se', 'ci', 'range', 'none'] as const;
export type Band = BandKind | 'none';

export type Scale = 'linear' | 'log';

export interface CompareView {
  /** ids; null: those that the filter means */
  readonly runs: readonly string[] | null;
  /** null: nothing was chosen, where `runs` is null too */
  readonly filter: string | null;
  /** names of settings; `all`: everything but the seed; null: single runs */
  readonly group: readonly string[] | 'all' | null;
  /** of the charts; null: those that fit */
  readonly metrics: readonly string[] | null;
  /** of table and boxes; null: the one that fits */
  readonly final: string | null;
  readonly x: XKind;
  readonly xScale: Scale;
  readonly y: Scale;
  readonly band: Band;
  /** half-life in units of x; 0: off */
  readonly smooth: number;
  /** a parameter; null: by what tells the groups apart */
  readonly color: string | null;
  /** single runs behind the means */
  readonly single: boolean;
  /** labels of groups */
  readonly hide: readonly string[];
  readonly zoom: readonly [number, number] | null;
  /** x at which the tooltips stay */
  readonly pin: number | null;
  /** labels of two groups; null: the best two */
  readonly pair: readonly [string, string] | null;
  /** id of the run that differences are taken to */
  readonly baseline: string | null;
}

export const DEFAULT_VIEW: CompareView = {
  runs: null,
  filter: null,
  group: 'all',
  metrics: null,
  final: null,
  x: 'step',
  xScale: 'linear',
  y: 'linear',
  band: 'std',
  smooth: 0,
  color: null,
  single: true,
  hide: [],
  zoom: null,
  pin: null,
  pair: null,
  baseline: null,
};

export const MOST_RUNS = 1000;
const MOST_CHARTS = 12;
const MOST_GROUP_KEYS = 12;

/** What is missing or not understood takes its default: an address typed by hand must not fail. */
export function parseCompareView(query: URLSearchParams): CompareView {
  const names = (name: string, most: number) => {
    const text = query.get(name);
    return text === null || text === '' ? null : [...new Set(splitNames(text))].slice(0, most);
  };
  const runs = names('runs', MOST_RUNS);
  const group = query.get('group');
  const pair = names('pair', 2);
  const { hide, zoom, pin } = parseChartView(query);
  const smooth = Number(query.get('smooth'));
  return {
    runs,
    filter: query.get('filter')?.trim() ?? null,
    group:
      group === 'all' || (group === null && runs === null)
        ? 'all'
        : group === null || group === ''
          ? null
          : splitNames(group).slice(0, MOST_GROUP_KEYS),
    metrics: names('metrics', MOST_CHARTS),
    final: query.get('final') || null,
    x: oneOf(query.get('x'), X_KINDS, DEFAULT_VIEW.x),
    xScale: oneOf(query.get('xscale'), ['linear', 'log'], DEFAULT_VIEW.xScale),
    y: oneOf(query.get('y'), ['linear', 'log'], DEFAULT_VIEW.y),
    band: oneOf(query.get('band'), BANDS, DEFAULT_VIEW.band),
    smooth: Number.isFinite(smooth) && smooth > 0 ? smooth : 0,
    color: query.get('color') || null,
    single: query.get('single') !== '0',
    ...{ hide, zoom, pin },
    pair: pair?.length === 2 ? [pair[0]!, pair[1]!] : null,
    baseline: query.get('baseline') || null,
  };
}

/** Without what is at its default. */
export function compareQuery(view: CompareView): string {
  const query = new URLSearchParams();
  const set = (name: string, value: string | null, otherwise: string | null) => {
    if (value !== null && value !== otherwise) query.set(name, value);
  };
  set('runs', view.runs === null ? null : joinNames(view.runs), null);
  set('filter', view.filter, null);
  const group = view.group === null ? '' : view.group === 'all' ? 'all' : joinNames(view.group);
  set('group', group, view.runs === null ? 'all' : '');
  set('metrics', view.metrics === null ? null : joinNames(view.metrics), null);
  set('final', view.final, null);
  set('x', view.x, DEFAULT_VIEW.x);
  set('xscale', view.xScale, DEFAULT_VIEW.xScale);
  set('y', view.y, DEFAULT_VIEW.y);
  set('band', view.band, DEFAULT_VIEW.band);
  set('smooth', String(view.smooth), '0');
  set('color', view.color, null);
  set('single', view.single ? null : '0', null);
  set('hide', view.hide.length === 0 ? null : joinNames(view.hide), null);
  set('zoom', view.zoom === null ? null : view.zoom.join(','), null);
  set('pin', view.pin === null ? null : String(view.pin), null);
  set('pair', view.pair === null ? null : joinNames(view.pair), null);
  set('baseline', view.baseline, null);
  return query.toString().replaceAll('%2F', '/').replaceAll('%2C', ',');
}

/** Another x, or other lines: what was zoomed to or hidden is not there any more. */
export function compareHref(view: CompareView, change: Partial<CompareView> = {}, path = '/compare'): string {
  const next = { ...view, ...change };
  const moved = next.x !== view.x;
  const query = compareQuery({
    ...next,
    zoom: moved ? null : next.zoom,
    pin: moved ? null : next.pin,
    smooth: moved ? 0 : next.smooth,
    hide: 'group' in change ? [] : next.hide,
    pair: 'group' in change ? null : next.pair,
  });
  return query === '' ? path : `${path}?${query}`;
}

function oneOf<T extends string>(value: string | null, options: readonly T[], otherwise: T): T {
  return options.find((option) => option === value) ?? otherwise;
}
