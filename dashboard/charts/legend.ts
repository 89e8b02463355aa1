/** Where the names of lines stand: at their ends, or in a legend. */
import type { ChartSpec, Series } from './spec.ts';

/** More names than this at the ends of lines run into each other. */
export const MOST_LABELS = 8;

/** Names at the ends of up to eight lines; a legend beyond, and in any case where the screen is narrow. */
export function withNames(series: readonly Series[]): Pick<ChartSpec, 'series' | 'legend'> {
  const names = new Set(series.flatMap((one) => (one.kind === 'line' ? (one.label ?? []) : [])));
  if (names.size < 2) return { series };
  if (names.size <= MOST_LABELS) return { series, legend: 'narrow' };
  return { series: series.map(withoutLabel), legend: true };
}

function withoutLabel(one: Series): Series {
  if (one.kind !== 'line') return one;
  const { label: _, ...rest } = one;
  return rest;
}
