/** Runs picked out of a sweep, by the levels of settings or by a range of a metric: every card is about them alone. */
import type { Condition } from '../../db/filter/index.ts';
import type { Factor, Level } from '../../src/stats/index.ts';
import { isShare, metricText } from '../format.ts';
import { joinNames, splitNames } from '../runs/view.ts';
import { levelName, trialsOf } from './values.ts';
import type { SweepWork } from './work.ts';

export interface Pick {
  /** a setting that varies, or a metric */
  readonly name: string;
  /** levels as `levelKey` has them, or ranges `low..high`; one of them holds */
  readonly of: readonly string[];
}

const MOST_PICKS = 12;
const RANGE = /^(-?[\d.]+(?:e[+-]?\d+)?)\.\.(-?[\d.]+(?:e[+-]?\d+)?)$/;

/** `optimizer,adam,sgd`; several of one name add up, as check boxes send them. */
export function parsePicks(texts: readonly string[]): Pick[] {
  const picks = new Map<string, Set<string>>();
  for (const text of texts) {
    const [name, ...of] = splitNames(text);
    if (name === undefined || of.length === 0) continue;
    picks.set(name, new Set([...(picks.get(name) ?? []), ...of]));
  }
  return [...picks].slice(0, MOST_PICKS).map(([name, of]) => ({ name, of: [...of] }));
}

export function printPick({ name, of }: Pick): string {
  return joinNames([name, ...of]);
}

export function levelKey(level: Level): string {
  return String(level);
}

/** Both ends included; null: it is a level. */
export function rangeOf(text: string): readonly [low: number, high: number] | null {
  const found = RANGE.exec(text);
  return found === null ? null : [Number(found[1]), Number(found[2])];
}

export function isPicked({ of }: Pick, value: Level): boolean {
  return of.some((one) => {
    const range = rangeOf(one);
    if (range === null || typeof value !== 'number') return one === levelKey(value);
    return value >= range[0] && value <= range[1];
  });
}

/** The sweep with only the runs that fulfil all picks; a run without a value of a metric is not picked by it. */
export function pickedWork(work: SweepWork, picks: readonly Pick[]): SweepWork {
  if (picks.length === 0) return work;
  const tests = picks.map((pick) => {
    if (isSetting(work, pick.name)) {
      return (row: number) => isPicked(pick, work.levels.get(row)![pick.name] ?? null);
    }
    const values = new Map(trialsOf(work, pick.name).map(({ row, value }) => [row, value]));
    return (row: number) => isPicked(pick, values.get(row) ?? null);
  });
  const rows = work.rows.filter((row) => tests.every((holds) => holds(row)));
  const has = (name: string) => new Set(rows.map((row) => work.levels.get(row)![name] ?? null));
  const { rows: all } = work.table;
  return {
    ...work,
    rows,
    factors: work.factors.map(({ name, levels }) => {
      const left = has(name);
      return { name, levels: levels.filter((level) => left.has(level)) };
    }),
    configs: new Set(rows.map((row) => all[row]!.configHash ?? all[row]!.id)).size,
    seeds: new Set(rows.map((row) => all[row]!.seed)).size,
  };
}

function isSetting({ factors }: SweepWork, name: string): boolean {
  return factors.some((factor) => factor.name === name);
}

/** `optimizer adam or sgd`, `validation/accuracy 97.00 to 98.20 %` */
export function pickWords({ name, of }: Pick, factors: readonly Factor[]): string {
  const levels = factors.find((factor) => factor.name === name)?.levels ?? [];
  const words = of.map((one) => {
    const range = rangeOf(one);
    if (range !== null) {
      const unit = isShare(name) ? ' %' : '';
      return `${metricText(name, range[0])} to ${metricText(name, range[1])}${unit}`;
    }
    const level = levels.find((known) => levelKey(known) === one);
    return level === undefined ? one : levelName(level);
  });
  return `${name} ${words.join(' or ')}`;
}

/** Ranges of metrics in the language of filters: for links to the runs behind a figure. */
export function rangeConditions(work: SweepWork, picks: readonly Pick[]): Condition[] {
  return picks.flatMap(({ name, of }): Condition[] => {
    if (isSetting(work, name)) return [];
    const field = { kind: 'metric', key: name, statistic: 'last' } as const;
    const ranges = of.flatMap((one): Condition[] => {
      const range = rangeOf(one);
      if (range === null) return [];
      const [low, high] = range;
      return [
        {
          kind: 'and',
          operands: [
            { kind: 'compare', field, operator: '>=', value: low },
            { kind: 'compare', field, operator: '<=', value: high },
          ],
        },
      ];
    });
    return ranges.length < 2 ? ranges : [{ kind: 'or', operands: ranges }];
  });
}
