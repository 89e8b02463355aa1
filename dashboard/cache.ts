/** Keeps the `size` results asked for last. */
export function createCache<T>(size: number): (key: string, make: () => T) => T {
  const kept = new Map<string, T>();
  return (key, make) => {
    const found = kept.get(key) ?? make();
    // a Map remembers the order of insertion: the oldest stands first
    kept.delete(key);
    kept.set(key, found);
    if (kept.size > size) kept.delete(kept.keys().next().value!);
    return found;
  };
}
