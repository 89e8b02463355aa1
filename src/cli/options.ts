import { InvalidArgumentError } from 'commander';

/** For options that take a whole number >= 1. */
export function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) {
    throw new InvalidArgumentError(`Expected a whole number >= 1, got ${JSON.stringify(text)}.`);
  }
  return Number(text);
}

/** For options that take `key=value` and may be repeated. */
export function collectPairs(text: string, previous: Readonly<Record<string, string>> = {}) {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`Expected key=value, got ${JSON.stringify(text)}.`);
  return { ...previous, [text.slice(0, at)]: text.slice(at + 1) };
}
