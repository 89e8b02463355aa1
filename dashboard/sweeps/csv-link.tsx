import type { FC } from 'hono/jsx';
import { Icon } from '../views/components/icons.tsx';
import type { Analysis } from './analysis.ts';
import type { CsvTable } from './csv.ts';
import { viewQuery } from './view.ts';

export function csvHref({ sweep, view }: Pick<Analysis, 'sweep' | 'view'>, table: CsvTable): string {
  const query = viewQuery(view);
  return `/sweeps/${sweep.id}/csv/${table}${query === '' ? '' : `?${query}`}`;
}

export const CsvLink: FC<{ analysis: Analysis; table: CsvTable }> = ({ analysis, table }) => (
  <a
    class="icon-button"
    href={csvHref(analysis, table)}
    download
    aria-label={`Save ${table} as CSV`}
    title="CSV"
  >
    <Icon name="download" />
  </a>
);
