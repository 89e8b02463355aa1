import type { FC } from 'hono/jsx';
import { CsvIcon } from '../views/components/csv-icon.tsx';
import type { Analysis } from './analysis.ts';
import type { CsvTable } from './csv.ts';
import { viewQuery } from './view.ts';

export function csvHref({ sweep, view }: Pick<Analysis, 'sweep' | 'view'>, table: CsvTable): string {
  const query = viewQuery(view);
  return `/sweeps/${sweep.id}/csv/${table}${query === '' ? '' : `?${query}`}`;
}

export const CsvLink: FC<{ analysis: Analysis; table: CsvTable }> = ({ analysis, table }) => (
  <CsvIcon href={csvHref(analysis, table)} what={table} />
);
