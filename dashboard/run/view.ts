/** The state of a run's page, as it stands in its address. */
import { type ChartView, parseChartView } from '../charts/view.ts';
import { isSignal, type Signal } from './metric-names.ts';

export const TABS = ['log', 'metrics', 'environment', 'artifacts'] as const;
export type Tab = (typeof TABS)[number];

export interface RunView {
  /** layer telemetry that is shown; null: the first that was recorded */
  readonly layers: Signal | null;
  readonly tab: Tab;
  readonly charts: ChartView;
}

/** What is missing or not understood takes its default. */
export function parseRunView(query: URLSearchParams): RunView {
  const layers = query.get('layers') ?? '';
  return {
    layers: isSignal(layers) ? layers : null,
    tab: TABS.find((tab) => tab === query.get('tab')) ?? 'log',
    charts: parseChartView(query),
  };
}

/** What is done to the charts is added by the browser, which knows it. */
export function runHref(id: string, view: RunView, change: Partial<RunView> = {}): string {
  const { layers, tab } = { ...view, ...change };
  const query = new URLSearchParams();
  if (layers !== null) query.set('layers', layers);
  if (tab !== 'log') query.set('tab', tab);
  return query.size === 0 ? `/runs/${id}` : `/runs/${id}?${query}`;
}
