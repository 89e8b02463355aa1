import type { FC } from 'hono/jsx';
import { Icon } from '../views/components/icons.tsx';
import { type CsvTable, tableHref } from './csv.ts';
import type { CompareModel } from './model.ts';

const WORDS: Readonly<Record<CsvTable, string>> = {
  groups: 'this table',
  config: 'the settings',
  final: 'the final values of all runs',
};

export const CsvLink: FC<{ model: CompareModel; table: CsvTable }> = ({ model, table }) => (
  <a
    id={`csv-${table}`}
    class="icon-button"
    href={tableHref(model, table)}
    hx-boost="false"
    download
    aria-label={`Save ${WORDS[table]} as CSV`}
    title="CSV"
  >
    <Icon name="download" />
  </a>
);
