import type { FC } from 'hono/jsx';
import { CsvIcon } from '../views/components/csv-icon.tsx';
import { type CsvTable, tableHref } from './csv.ts';
import type { CompareModel } from './model.ts';

const WORDS: Readonly<Record<CsvTable, string>> = {
  groups: 'this table',
  config: 'the settings',
  final: 'the final values of all runs',
};

export const CsvLink: FC<{ model: CompareModel; table: CsvTable }> = ({ model, table }) => (
  <CsvIcon id={`csv-${table}`} href={tableHref(model, table)} what={WORDS[table]} />
);
