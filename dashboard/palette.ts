/** Which slot of the categorical palette (tokens.css: `--slot-1` … `--slot-10`) a name has, on every page. */

/** 1 to 10: colour, dash and marker. */
export type Slot = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

const FIXED: Readonly<Record<string, Readonly<Record<string, Slot>>>> = {
  optimizer: {
    ...{ nesterov: 1, adam: 2, sgd: 3, rmsprop: 4, nadam: 5, momentum: 6, adamax: 7, adagrad: 8, lion: 9 },
  },
  activation: { relu: 1, sigmoid: 2, tanh: 3 },
  batchNorm: { none: 10, before: 1, after: 2 },
  split: { train: 1, validation: 2, test: 3 },
};
/** Names of an optimizer without a slot of its own share the last one. */
const OTHER_OPTIMIZER: Slot = 10;
const SLOTS = 10;

/**
 * The slot of a value of a parameter (`optimizer`, `activation`, `split`, …).
 * @param all every value of that parameter in the database, not only those shown: so that the colour stays
 */
export function slotOf(parameter: string, value: string, all: readonly string[] = []): Slot {
  const fixed = FIXED[parameter]?.[value];
  if (fixed !== undefined) return fixed;
  if (parameter === 'optimizer') return OTHER_OPTIMIZER;
  const taken = new Set(Object.values(FIXED[parameter] ?? {}));
  const others = [...new Set(all)].filter((one) => FIXED[parameter]?.[one] === undefined).sort(byValue);
  const free = Array.from({ length: SLOTS }, (_, i) => (i + 1) as Slot).filter((slot) => !taken.has(slot));
  const at = Math.max(0, others.indexOf(value));
  return free[at % free.length] ?? 1;
}

/** Numbers by size, before text. */
function byValue(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  return Number.isNaN(x) ? (a < b ? -1 : 1) : x - y;
}
