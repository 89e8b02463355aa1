/** What the claims pages show, as their addresses say it. */
import { PRESET_NAMES, type PresetName } from '../../src/claims/index.ts';
import type { Verdict } from '../views/components/badge.tsx';

export const VERDICTS: readonly Verdict[] = [
  'supported',
  'contradicted',
  'equivalent',
  'conditional',
  'inconclusive',
];

export interface ClaimsView {
  /** null: of each claim the largest that was judged */
  readonly preset: PresetName | null;
  /** null: all */
  readonly verdict: Verdict | null;
}

export function parseClaimsView(query: URLSearchParams): ClaimsView {
  return {
    preset: PRESET_NAMES.find((name) => name === query.get('preset')) ?? null,
    verdict: VERDICTS.find((name) => name === query.get('verdict')) ?? null,
  };
}

export function boardHref(view: ClaimsView): string {
  const query = new URLSearchParams();
  if (view.preset !== null) query.set('preset', view.preset);
  if (view.verdict !== null) query.set('verdict', view.verdict);
  return query.size === 0 ? '/claims' : `/claims?${query}`;
}

/** A figure of one stratum as CSV. */
export function figureCsvHref(
  id: string,
  preset: PresetName,
  stratum: string | null,
  figure: string,
): string {
  const [path, query = ''] = claimHref(id, preset, stratum).split('?');
  return `${path}/csv/figures/${encodeURIComponent(figure)}?${query}`;
}

export function claimHref(id: string, preset: PresetName | null, stratum: string | null = null): string {
  const query = new URLSearchParams();
  if (preset !== null) query.set('preset', preset);
  if (stratum !== null) query.set('stratum', stratum);
  const path = `/claims/${encodeURIComponent(id)}`;
  return query.size === 0 ? path : `${path}?${query}`;
}
