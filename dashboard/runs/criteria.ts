/** A group as a filter: a group that is selected stays what it is when further seeds join. */
import { type Condition, type Field, printCondition } from '../../db/filter/index.ts';
import type { ParameterValue, RunTable } from '../../db/index.ts';
import { type Column, settingOf } from './columns.ts';

/** The condition that the group's columns have its values, as text. */
export function criteriaOf(table: RunTable, columns: readonly Column[], row: number): string {
  const operands = columns.flatMap((column): Condition[] => {
    const field = fieldOf(column);
    return field === null ? [] : [equals(field, settingOf(table, column, row))];
  });
  if (operands.length === 0) return '';
  return operands.length === 1 ? printCondition(operands[0]!) : printCondition({ kind: 'and', operands });
}

function equals(field: Field, value: ParameterValue): Condition {
  if (value === null) return { kind: 'isNull', field };
  return { kind: 'compare', field, operator: '=', value };
}

function fieldOf(column: Column): Field | null {
  if (column.kind === 'parameter') return { kind: 'parameter', key: column.key };
  if (column.kind === 'run')
    return { kind: 'run', name: column.name as Extract<Field, { kind: 'run' }>['name'] };
  return null;
}
