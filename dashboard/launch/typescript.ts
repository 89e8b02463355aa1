import type { SweepDefinition } from '../../src/config/index.ts';

const LINE = 100;

/** The definition as a file for `descent sweep`. */
export function typescriptOf(definition: SweepDefinition): string {
  return `import { defineSweep } from 'descent';\n\nexport default defineSweep(${literal(definition, 0)});\n`;
}

/** Data as a TypeScript expression: on one line where it fits. */
function literal(value: unknown, depth: number): string {
  const flat = inline(value);
  if (typeof value !== 'object' || value === null || flat.length + 2 * depth <= LINE) {
    if (depth > 0) return flat;
  }
  const indent = '  '.repeat(depth + 1);
  const items = Array.isArray(value)
    ? value.map((item) => literal(item, depth + 1))
    : Object.entries(value as object).flatMap(([key, item]) =>
        item === undefined ? [] : [`${name(key)}: ${literal(item, depth + 1)}`],
      );
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${items.map((item) => `${indent}${item},\n`).join('')}${'  '.repeat(depth)}${close}`;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{ ${entries.map(([key, item]) => `${name(key)}: ${inline(item)}`).join(', ')} }`;
  }
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}

function quoted(text: string): string {
  return /['\\\n\u2028\u2029]/.test(text) ? JSON.stringify(text) : `'${text}'`;
}

function name(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}
