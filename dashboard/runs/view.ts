/** The state of the runs page, as it stands in its address: what a person sees can be shared and comes back. */
import type { Spread } from '../views/components/numbers.tsx';

export type Density = 'compact' | 'normal' | 'relaxed';

export interface SortTerm {
  readonly column: string;
  readonly descending: boolean;
}

export interface RunsView {
  readonly filter: string;
  /** names of settings; `all`: everything but the seed; null: single runs */
  readonly group: readonly string[] | 'all' | null;
  /** null: by the main metric, best first; single runs newest first */
  readonly sort: readonly SortTerm[] | null;
  /** null: those that fit the runs */
  readonly columns: readonly string[] | null;
  readonly spread: Spread;
  readonly density: Density;
  /** counts from 1 */
  readonly page: number;
  /** id of the run that differences are taken to */
  readonly baseline: string | null;
}

export const DEFAULT_VIEW: RunsView = {
  filter: '',
  group: 'all',
  sort: null,
  columns: null,
  spread: 'std',
  density: 'normal',
  page: 1,
  baseline: null,
};

const MOST_COLUMNS = 40;
const MOST_GROUP_KEYS = 12;
const MOST_SORTS = 4;

/** What is missing or not understood takes its default: an address typed by hand must not fail. */
export function parseView(query: URLSearchParams): RunsView {
  const group = query.get('group');
  const sort = query.get('sort');
  const columns = query.get('columns');
  return {
    filter: query.get('filter')?.trim() ?? '',
    group:
      group === null || group === 'all'
        ? 'all'
        : group === ''
          ? null
          : splitNames(group).slice(0, MOST_GROUP_KEYS),
    sort: sort === null || sort === '' ? null : splitNames(sort).slice(0, MOST_SORTS).map(parseSort),
    columns:
      columns === null || columns === '' ? null : [...new Set(splitNames(columns))].slice(0, MOST_COLUMNS),
    spread: oneOf(query.get('spread'), ['std', 'se', 'ci'], DEFAULT_VIEW.spread),
    density: oneOf(query.get('density'), ['compact', 'normal', 'relaxed'], DEFAULT_VIEW.density),
    page: Math.max(1, Math.min(100_000, Math.floor(Number(query.get('page')) || 1))),
    baseline: query.get('baseline') || null,
  };
}

/** Without what is at its default. */
export function viewQuery(view: RunsView): string {
  const query = new URLSearchParams();
  if (view.filter !== '') query.set('filter', view.filter);
  if (view.group !== 'all') query.set('group', view.group === null ? '' : joinNames(view.group));
  if (view.sort !== null) {
    query.set('sort', joinNames(view.sort.map(({ column, descending }) => (descending ? '-' : '') + column)));
  }
  if (view.columns !== null) query.set('columns', joinNames(view.columns));
  if (view.spread !== DEFAULT_VIEW.spread) query.set('spread', view.spread);
  if (view.density !== DEFAULT_VIEW.density) query.set('density', view.density);
  if (view.page > 1) query.set('page', String(view.page));
  if (view.baseline !== null) query.set('baseline', view.baseline);
  return readable(query.toString());
}

/** `/runs` with a changed view; a changed view starts at its first page. */
export function runsHref(view: RunsView, change: Partial<RunsView> = {}, path = '/runs'): string {
  const query = viewQuery({ ...view, page: 1, ...change });
  return query === '' ? path : `${path}?${query}`;
}

/** Slashes, commas and parentheses may stand in a query as they are. */
function readable(query: string): string {
  return query.replaceAll('%2F', '/').replaceAll('%2C', ',').replaceAll('%28', '(').replaceAll('%29', ')');
}

function parseSort(text: string): SortTerm {
  return text.startsWith('-')
    ? { column: text.slice(1), descending: true }
    : { column: text, descending: false };
}

/** Separated by commas; a comma inside a name has a backslash before it. */
export function splitNames(text: string): string[] {
  const names: string[] = [];
  let name = '';
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '\\' && i + 1 < text.length) {
      i += 1;
      name += text[i];
    } else if (text[i] === ',') {
      names.push(name);
      name = '';
    } else name += text[i];
  }
  names.push(name);
  return names.map((one) => one.trim()).filter((one) => one !== '');
}

export function joinNames(names: readonly string[]): string {
  return names.map((name) => name.replaceAll(/[\\,]/g, '\\$&')).join(',');
}

function oneOf<T extends string>(value: string | null, options: readonly T[], otherwise: T): T {
  return options.find((option) => option === value) ?? otherwise;
}
