import type { Condition, Field, Filter, Scalar } from './ast.ts';
import { isKeyword } from './keywords.ts';
import { isRunField } from './vocabulary.ts';

/** The source of a filter; parsing it again (with any vocabulary that has its names) gives the same tree. */
export function printFilter(filter: Filter): string {
  const parts: string[] = [];
  if (filter.where !== null) parts.push(printCondition(filter.where));
  if (filter.orderBy.length > 0) {
    const terms = filter.orderBy.map(({ field, direction }) => `${printField(field)} ${direction}`);
    parts.push(`order by ${terms.join(', ')}`);
  }
  if (filter.limit !== null) parts.push(`limit ${filter.limit}`);
  return parts.join(' ');
}

export function printCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'compare':
      return `${printField(condition.field)} ${condition.operator} ${printScalar(condition.value)}`;
    case 'in':
      return `${printField(condition.field)} in (${condition.values.map(printScalar).join(', ')})`;
    case 'like':
      return `${printField(condition.field)} like ${printText(condition.pattern)}`;
    case 'contains':
      return `${printField(condition.field)} ~ ${printText(condition.text)}`;
    case 'isNull':
      return `${printField(condition.field)} is null`;
    case 'not':
      return `not ${printOperand(condition.operand)}`;
    case 'and':
    case 'or':
      return condition.operands.map(printOperand).join(` ${condition.kind} `);
    default:
      throw condition satisfies never;
  }
}

function printOperand(condition: Condition): string {
  const compound = condition.kind === 'and' || condition.kind === 'or';
  return compound ? `(${printCondition(condition)})` : printCondition(condition);
}

export function printField(field: Field): string {
  if (field.kind === 'run') return field.name;
  const name = printName(field.key);
  if (field.kind === 'parameter') {
    return field.key.includes('/') || isRunField(field.key) ? `param(${name})` : name;
  }
  const bare = field.statistic === 'last' && field.key.includes('/');
  return bare ? name : `${field.statistic}(${name})`;
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*(?:[./:-][A-Za-z0-9_]+)*$/;

function printName(name: string): string {
  if (PLAIN_NAME.test(name) && !isKeyword(name)) return name;
  return `\`${name.replaceAll(/[\\`]/g, '\\$&')}\``;
}

function printScalar(value: Scalar): string {
  return typeof value === 'string' ? printText(value) : String(value);
}

function printText(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, '\\$&')}"`;
}
