/** For `it.each(named(list))('%s', (_, item) => …)`: '$name' in a title is quoted and cut, '%s' is not. */
export function named<T extends { readonly name: string }>(items: readonly T[]): [name: string, item: T][] {
  return items.map((item) => [item.name, item]);
}
