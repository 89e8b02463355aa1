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

/** As createCache, for what takes time: one that fails is not kept, it may work the next time. */
export function createAsyncCache<T>(size: number): (key: string, make: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  return (key, make) => {
    const found = kept.get(key) ?? make();
    kept.delete(key);
    kept.set(key, found);
    found.catch(() => {
      if (kept.get(key) === found) kept.delete(key);
    });
    if (kept.size > size) kept.delete(kept.keys().next().value!);
    return found;
  };
}
