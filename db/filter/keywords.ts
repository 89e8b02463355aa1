/** Words of the language, in any case; a field of that name is written in backticks. */
export const KEYWORDS = [
  'and',
  'or',
  'not',
  'in',
  'is',
  'null',
  'like',
  'contains',
  'order',
  'by',
  'asc',
  'desc',
  'limit',
  'true',
  'false',
] as const;
export type Keyword = (typeof KEYWORDS)[number];

export function isKeyword(word: string): boolean {
  return (KEYWORDS as readonly string[]).includes(word.toLowerCase());
}
