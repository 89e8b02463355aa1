/** Pairwise covering arrays: rows in which every two values of any two factors meet at least once. */

export type Factors = Readonly<Record<string, readonly string[]>>;
export type Row<F extends Factors> = { readonly [Name in keyof F]: F[Name][number] };

/**
 * In-parameter-order (Lei & Tai 1998): the product of the two largest factors, then one factor after the other, each row
 * taking the value that covers most pairs yet uncovered; rows are added for what is left. Deterministic.
 */
export function pairwise<F extends Factors>(factors: F): Row<F>[] {
  const names = Object.keys(factors).sort((a, b) => factors[b]!.length - factors[a]!.length);
  const [first, second, ...others] = names as [string, string, ...string[]];
  let rows: Record<string, string>[] = factors[first]!.flatMap((a) =>
    factors[second]!.map((b) => ({ [first]: a, [second]: b })),
  );
  const known = [first, second];
  for (const name of others) {
    rows = extend(rows, known, name, factors);
    known.push(name);
  }
  // what no pair asked for takes turns
  return rows.map((row, i) =>
    Object.fromEntries(
      Object.keys(factors).map((name) => [name, row[name] ?? factors[name]![i % factors[name]!.length]]),
    ),
  ) as Row<F>[];
}

function extend(
  rows: readonly Record<string, string>[],
  known: readonly string[],
  name: string,
  factors: Factors,
): Record<string, string>[] {
  const uncovered = new Set(
    factors[name]!.flatMap((value) =>
      known.flatMap((other) => factors[other]!.map((otherValue) => pair(name, value, other, otherValue))),
    ),
  );
  const newPairs = (row: Record<string, string>, value: string) =>
    known
      .filter((other) => row[other] !== undefined)
      .map((other) => pair(name, value, other, row[other]!))
      .filter((each) => uncovered.has(each));
  const extended = rows.map((row, i) => {
    const values = factors[name]!;
    // starting at another value each row: equals take turns
    const turns = values.map((_, j) => values[(i + j) % values.length]!);
    const best = turns.reduce((a, b) => (newPairs(row, b).length > newPairs(row, a).length ? b : a));
    for (const each of newPairs(row, best)) uncovered.delete(each);
    return { ...row, [name]: best };
  });
  for (const each of uncovered) {
    const [value, other, otherValue] = unpair(each);
    const open = extended.find(
      (row) => (row[name] ?? value) === value && (row[other] ?? otherValue) === otherValue,
    );
    if (open) Object.assign(open, { [name]: value, [other]: otherValue });
    else extended.push({ [name]: value, [other]: otherValue });
  }
  return extended;
}

const pair = (name: string, value: string, other: string, otherValue: string) =>
  JSON.stringify([name, value, other, otherValue]);

function unpair(text: string): [value: string, other: string, otherValue: string] {
  const [, value, other, otherValue] = JSON.parse(text) as [string, string, string, string];
  return [value, other, otherValue];
}

/** Pairs of values of two factors that no row has. */
export function missingPairs<F extends Factors>(factors: F, rows: readonly Row<F>[]): string[] {
  const names = Object.keys(factors);
  const met = new Set<string>();
  for (const row of rows) for (const a of names) for (const b of names) met.add(pair(a, row[a]!, b, row[b]!));
  return names.flatMap((a, i) =>
    names
      .slice(i + 1)
      .flatMap((b) =>
        factors[a]!.flatMap((x) => factors[b]!.map((y) => pair(a, x, b, y))).filter((p) => !met.has(p)),
      ),
  );
}
