/** What a person has done to the charts of a page, as it stands in its address. Scripts write it (static/js/chart-address.js). */
import { splitNames } from '../runs/view.ts';

export interface ChartView {
  /** names of series, or of their groups */
  readonly hide: readonly string[];
  readonly zoom: readonly [number, number] | null;
  /** x at which the tooltips stay */
  readonly pin: number | null;
  /** ids of charts whose y axis was switched from linear to log or back */
  readonly rescaled: readonly string[];
}

const MOST_NAMES = 1000;

/** What is missing or not understood takes its default: an address typed by hand must not fail. */
export function parseChartView(query: URLSearchParams): ChartView {
  const names = (name: string) => [...new Set(splitNames(query.get(name) ?? ''))].slice(0, MOST_NAMES);
  const [from, to] = (query.get('zoom') ?? '').split(',').map(Number);
  return {
    hide: names('hide'),
    zoom: Number.isFinite(from) && Number.isFinite(to) && from! < to! ? [from!, to!] : null,
    pin: numberOf(query.get('pin')),
    rescaled: names('rescaled'),
  };
}

/** For the element around the charts: they are drawn by it. */
export function chartAttributes({ hide, zoom, pin, rescaled }: ChartView) {
  return {
    'data-hide': JSON.stringify(hide),
    'data-zoom': zoom === null ? '' : zoom.join(','),
    'data-pin': pin === null ? '' : String(pin),
    'data-rescaled': JSON.stringify(rescaled),
  };
}

function numberOf(text: string | null): number | null {
  const value = Number(text);
  return text === null || text === '' || !Number.isFinite(value) ? null : value;
}
