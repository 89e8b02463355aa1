/** Colours of the lines: by a setting, whose values keep their colour on every page, or one for each line. */
import type { ParameterValue, RunTable } from '../../db/index.ts';
import { type Slot, slotOf } from '../palette.ts';
import type { Settings } from '../runs/settings.ts';

const SLOTS = 10;
/** Shades of the sequential scale that stand out from either ground. */
const SHADES = { first: 3, last: 9 };
/** From here on the values of a number are an order, not names. */
const FEW_VALUES = 4;

export interface LineColor {
  readonly slot: Slot;
  /** 1 to 9 of the sequential scale, in place of the slot's colour */
  readonly shade?: number;
  /** slot whose dash it has: lines of one colour differ by their dash */
  readonly dash: Slot;
}

export interface Colors {
  /** the setting that colours tell apart; null: each line has its own */
  readonly by: string | null;
  readonly of: readonly LineColor[];
  /** ends of the sequential scale */
  readonly range: { readonly low: number; readonly high: number; readonly log: boolean } | null;
  /** settings to colour by */
  readonly options: readonly string[];
}

interface Lined {
  readonly members: readonly number[];
}

/** @param asked a setting; null: the first whose values all have colours of their own */
export function colorsOf(
  table: RunTable,
  groups: readonly Lined[],
  asked: string | null,
  settings: Settings,
): Colors {
  const options = [...settings.varying, ...settings.dependent];
  const values = (key: string) => groups.map(({ members }) => settingIn(table, key, members[0]!));
  const by =
    asked !== null && table.parameters.has(asked)
      ? asked
      : asked === null
        ? (settings.varying.find((key) => separates(table, key, values(key))) ?? null)
        : null;
  if (by === null) {
    const of = groups.map((_, i) => ({ slot: slotAt(i), dash: slotAt(i + Math.floor(i / SLOTS)) }));
    return { by, of, range: null, options };
  }
  const found = values(by);
  const scale = asked === null ? null : numericScale(found);
  if (scale !== null) {
    const of = found.map((value, i) => ({
      slot: 10 as Slot,
      shade: scale.shade(value),
      dash: dashAt(found, i),
    }));
    return { by, of, range: scale.range, options };
  }
  const all = allValues(table, by);
  const of = found.map((value, i) => {
    const slot = slotOf(by, String(value), all);
    const nth = earlier(found, i);
    return { slot, dash: nth === 0 ? slot : slotAt(slot + nth) };
  });
  return { by, of, range: null, options };
}

function slotAt(index: number): Slot {
  return ((index % SLOTS) + 1) as Slot;
}

function settingIn(table: RunTable, key: string, row: number): ParameterValue {
  const column = table.parameters.get(key);
  return column?.values[column.codes[row] ?? 0] ?? null;
}

function allValues(table: RunTable, key: string): string[] {
  return (table.parameters.get(key)?.values ?? []).map(String);
}

/** Whether each group has another colour under this setting. */
function separates(table: RunTable, key: string, values: readonly ParameterValue[]): boolean {
  if (values.length > SLOTS || new Set(values).size < values.length) return false;
  const all = allValues(table, key);
  return new Set(values.map((value) => slotOf(key, String(value), all))).size === values.length;
}

/** How many lines before this one have its value. */
function earlier(values: readonly ParameterValue[], at: number): number {
  return values.slice(0, at).filter((value) => value === values[at]).length;
}

function dashAt(values: readonly ParameterValue[], at: number): Slot {
  return slotAt(earlier(values, at));
}

/** Numbers of at least five sizes get shades of one scale, by their logarithm where they span two decades. */
function numericScale(values: readonly ParameterValue[]) {
  const numbers = values.filter((value): value is number => typeof value === 'number');
  if (numbers.length < values.length || new Set(numbers).size <= FEW_VALUES) return null;
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const log = low > 0 && high / low >= 100;
  const at = (value: number) =>
    log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  const shade = (value: ParameterValue) =>
    Math.round(SHADES.first + (SHADES.last - SHADES.first) * at(Number(value)));
  return { shade, range: { low, high, log } };
}
