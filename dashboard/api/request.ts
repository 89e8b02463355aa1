/** Parameters of a request. A mistake is an error that names the parameter, what it takes and what came. */
import type { PageContext } from '../context.ts';

/** Answered with 400. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

/** @throws RequestError for names that the address does not know: a typo must not be ignored */
export function checkNames(c: PageContext, known: readonly string[]): void {
  for (const name of new URL(c.req.url).searchParams.keys()) {
    if (known.includes(name)) continue;
    const names = known.length === 0 ? 'takes none' : `takes ${known.join(', ')}`;
    throw new RequestError(`"${name}" is no parameter here: ${c.req.path} ${names}`);
  }
}

/** @throws RequestError */
export function wholeNumber(
  c: PageContext,
  name: string,
  { from, to, otherwise }: { readonly from: number; readonly to: number; readonly otherwise: number },
): number {
  const text = c.req.query(name);
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new RequestError(
    `${name} must be a whole number from ${from} to ${to}, got ${JSON.stringify(text.slice(0, 40))}`,
  );
}

/** Separated by commas; null where it is not given. @throws RequestError for more than `most` */
export function names(c: PageContext, name: string, most: number): readonly string[] | null {
  const text = c.req.query(name);
  if (text === undefined || text === '') return null;
  const found = [...new Set(text.split(',').map((one) => one.trim()))].filter((one) => one !== '');
  if (found.length <= most) return found;
  throw new RequestError(`${name} must be at most ${most} names, got ${found.length}`);
}

/** @throws RequestError */
export function oneOf<T extends string>(c: PageContext, name: string, options: readonly T[]): T | null {
  const text = c.req.query(name);
  if (text === undefined || text === '') return null;
  const found = options.find((option) => option === text);
  if (found !== undefined) return found;
  throw new RequestError(
    `${name} must be one of ${options.join(', ')}, got ${JSON.stringify(text.slice(0, 40))}`,
  );
}

/** The address of the next part: the same request with other values. */
export function nextAddress(c: PageContext, changes: Readonly<Record<string, number>>): string {
  const url = new URL(c.req.url);
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, String(value));
  return `${url.pathname}?${url.searchParams}`;
}
