/** What a person has chosen to see of a sweep; all of it stands in the address. */
import { joinNames, splitNames } from '../runs/view.ts';
import { type Pick, parsePicks, printPick } from './picks.ts';

export interface SweepView {
  /** by what heat map, curves, importance and effects go */
  readonly metric: string;
  /** settings of the heat map's axes; null: the telling ones */
  readonly rows: string | null;
  readonly cols: string | null;
  /** over settings that are not on the axes: their mean, or the best of them */
  readonly over: 'mean' | 'best';
  /** settings that the leaderboard groups by; null: all that vary, the learning rate at its best */
  readonly by: readonly string[] | null;
  /** setting on the x axis of the sensitivity curves; null: the learning rate, else the first of numbers */
  readonly x: string | null;
  /** the cards are about the runs that fulfil all of them */
  readonly picks: readonly Pick[];
}

export const DEFAULT_VIEW: SweepView = {
  metric: 'validation/accuracy',
  rows: null,
  cols: null,
  over: 'mean',
  by: null,
  x: null,
  picks: [],
};

const MOST_GROUP_KEYS = 8;

/** What is missing or not understood takes its default. */
export function parseView(query: URLSearchParams): SweepView {
  // check boxes come one by one
  const by = query.getAll('by').join(',');
  return {
    metric: query.get('metric') || DEFAULT_VIEW.metric,
    rows: query.get('rows') || null,
    cols: query.get('cols') || null,
    over: query.get('over') === 'best' ? 'best' : 'mean',
    by: by ? splitNames(by).slice(0, MOST_GROUP_KEYS) : null,
    x: query.get('x') || null,
    picks: parsePicks(query.getAll('pick')),
  };
}

/** Without what is at its default. */
export function viewQuery(view: SweepView): string {
  const query = new URLSearchParams();
  if (view.metric !== DEFAULT_VIEW.metric) query.set('metric', view.metric);
  if (view.rows !== null) query.set('rows', view.rows);
  if (view.cols !== null) query.set('cols', view.cols);
  if (view.over !== DEFAULT_VIEW.over) query.set('over', view.over);
  if (view.by !== null) query.set('by', joinNames(view.by));
  if (view.x !== null) query.set('x', view.x);
  for (const pick of view.picks) query.append('pick', printPick(pick));
  return query.toString().replaceAll('%2F', '/').replaceAll('%2C', ',');
}

export function sweepHref(id: string, view: SweepView, change: Partial<SweepView> = {}): string {
  const query = viewQuery({ ...view, ...change });
  return `/sweeps/${id}${query === '' ? '' : `?${query}`}`;
}
