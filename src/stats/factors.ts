/** Which settings tell runs apart. */

export type Level = string | number | boolean | null;
export type Levels = Readonly<Record<string, Level>>;

export interface Factor {
  readonly name: string;
  /** in order of `priority` of the first run that has each, i.e. of the definition for runs of a sweep */
  readonly levels: readonly Level[];
}

export interface Factors {
  /** settings that vary on their own */
  readonly factors: readonly Factor[];
  /** settings that vary, but only together with the factor named: a function of it */
  readonly dependent: readonly { readonly name: string; readonly of: string }[];
}

/**
 * The settings that vary between the rows, less those that another one determines (the momentum that comes with an
 * optimizer, the hash that comes with a dataset). A setting that a row lacks counts as null.
 *
 * A setting with a value of its own in every row combination (a sampled learning rate) determines all others, which
 * says nothing: it takes none away that stands before it.
 * @param priority names in order: of two that determine each other the earlier stays; names not in it come after,
 *   in the order of first occurrence
 */
export function findFactors(rows: readonly Levels[], priority: readonly string[] = []): Factors {
  const names = new Set(priority);
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  const varying: Factor[] = [];
  for (const name of names) {
    const levels = new Set<Level>(rows.map((row) => row[name] ?? null));
    if (levels.size > 1) varying.push({ name, levels: [...levels] });
  }
  const order = varying.map(({ name }) => name);
  const combinations = new Set(rows.map((row) => JSON.stringify(order.map((name) => row[name] ?? null))))
    .size;
  const dependent: { name: string; of: string }[] = [];
  const removed = new Set<string>();
  varying.forEach(({ name }, i) => {
    const of = varying.find((other, j) => {
      if (j === i || removed.has(other.name) || !determines(rows, other.name, name)) return false;
      return j < i || (other.levels.length < combinations && !determines(rows, name, other.name));
    });
    if (of === undefined) return;
    removed.add(name);
    dependent.push({ name, of: of.name });
  });
  return { factors: varying.filter(({ name }) => !removed.has(name)), dependent };
}

/** Whether rows that agree in `a` always agree in `b`. */
function determines(rows: readonly Levels[], a: string, b: string): boolean {
  const seen = new Map<Level, Level>();
  for (const row of rows) {
    const key = row[a] ?? null;
    const value = row[b] ?? null;
    if (!seen.has(key)) seen.set(key, value);
    else if (seen.get(key) !== value) return false;
  }
  return true;
}
