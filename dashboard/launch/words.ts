/** The conditions of a definition as sentences. */
import type { SweepDefinition } from '../../src/config/index.ts';

/** One each: axes that apply to some runs only, what varies together, what is drawn, what is left out. */
export function conditionsInWords(definition: SweepDefinition): string[] {
  const { axes = {}, zip, sample, exclude = [] } = definition;
  const words: string[] = [];
  for (const [key, axis] of Object.entries<unknown>(axes)) {
    const cases = isObject(axis) && Array.isArray(axis.cases) ? axis.cases : [axis];
    for (const one of cases) {
      if (!isObject(one) || one.when === undefined) continue;
      words.push(`${key} ${valuesInWords(one.values)} only where ${matchInWords(one.when)}`);
    }
  }
  for (const columns of zip === undefined ? [] : [zip].flat()) {
    words.push(`${listed(Object.keys(columns))} vary together`);
  }
  if (sample !== undefined) {
    const method = sample.method === 'sobol' ? 'by a Sobol sequence' : 'at random';
    words.push(`${listed(Object.keys(sample.axes))} drawn ${method}, ${sample.trials} times`);
  }
  for (const condition of exclude) words.push(`not where ${matchInWords(condition)}`);
  return words;
}

function matchInWords(condition: unknown): string {
  if (!isObject(condition)) return 'a condition written as code holds';
  return listed(Object.entries(condition).map(([key, value]) => `${key} is ${valuesInWords(value)}`));
}

function valuesInWords(values: unknown): string {
  if (Array.isArray(values)) return listed(values.map(valueInWords), 'or');
  if (isObject(values) && Array.isArray(values.logSpace)) {
    return `${values.logSpace.map(valueInWords).join(' … ')} on a log scale`;
  }
  return valueInWords(values);
}

function valueInWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `a, b and c` */
function listed(words: readonly string[], last = 'and'): string {
  const [end = '', ...before] = [...words].reverse();
  return before.length === 0 ? end : `${before.reverse().join(', ')} ${last} ${end}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
