/** What the runs that are there already say of a plan: learning rates at which an optimizer diverges nearly always. */
import { type Database, type RunTable, runTable } from '../../db/index.ts';
import type { ExpandedSweep, Match, SweepDefinition } from '../../src/config/index.ts';

export interface Advice {
  /** `87 of 90 runs at rmsprop ≥ 0.03 diverged` */
  readonly text: string;
  /** runs of the plan that are like those */
  readonly runs: number;
  /** leaves them out; null: the definition does not set these keys, or nothing else would be left */
  readonly exclude: Match | null;
}

/** Divergence of fewer runs, or of a smaller share of them, is no reason. */
const FEWEST_RUNS = 5;
const LEAST_SHARE = 0.9;

interface Past {
  readonly rate: number;
  readonly runs: number;
  readonly diverged: number;
}

export function adviceFor(db: Database, definition: SweepDefinition, expanded: ExpandedSweep): Advice[] {
  const architectures = new Set<unknown>(expanded.runs.map(({ architecture }) => architecture));
  const past = pastOf(runTable(db), architectures);
  return [...new Set(expanded.runs.map(({ optimizer }) => optimizer))].flatMap((optimizer) => {
    const limit = divergingFrom(past.get(optimizer) ?? []);
    if (limit === null) return [];
    const planned = expanded.runs.filter(
      (run) => run.optimizer === optimizer && run.learningRate >= limit.rate,
    );
    if (planned.length === 0) return [];
    const rates = [...new Set(planned.map(({ learningRate }) => learningRate))].sort((a, b) => a - b);
    const excludes = planned.length < expanded.runs.length && sets(definition, 'learningRate');
    return {
      text: `${limit.diverged} of ${limit.runs} runs at ${optimizer} ≥ ${limit.rate} diverged`,
      runs: planned.length,
      exclude: excludes
        ? { ...(sets(definition, 'optimizer') ? { optimizer } : {}), learningRate: rates }
        : null,
    };
  });
}

/** By optimizer: its learning rates on these architectures, and how many runs ended how. */
function pastOf(table: RunTable, architectures: ReadonlySet<unknown>): Map<unknown, Past[]> {
  const of = (key: string) => {
    const column = table.parameters.get(key);
    return (row: number) => (column === undefined ? null : column.values[column.codes[row] ?? 0]);
  };
  const [architecture, optimizer, learningRate] = [of('architecture'), of('optimizer'), of('learningRate')];
  const counts = new Map<unknown, Map<number, Past>>();
  table.rows.forEach((run, row) => {
    const rate = learningRate(row);
    if (run?.status !== 'completed' && run?.status !== 'diverged') return;
    if (typeof rate !== 'number' || !architectures.has(architecture(row))) return;
    const rates = counts.get(optimizer(row)) ?? new Map<number, Past>();
    counts.set(optimizer(row), rates);
    const { runs, diverged } = rates.get(rate) ?? { runs: 0, diverged: 0 };
    rates.set(rate, { rate, runs: runs + 1, diverged: diverged + Number(run.status === 'diverged') });
  });
  return new Map([...counts].map(([name, rates]) => [name, [...rates.values()]]));
}

/** The lowest rate from which on nearly all runs diverged; null: there is none. */
function divergingFrom(past: readonly Past[]): Past | null {
  let [runs, diverged] = [0, 0];
  let lowest: Past | null = null;
  for (const one of [...past].sort((a, b) => b.rate - a.rate)) {
    runs += one.runs;
    diverged += one.diverged;
    if (one.diverged < LEAST_SHARE * one.runs || diverged < LEAST_SHARE * runs) break;
    if (runs >= FEWEST_RUNS) lowest = { rate: one.rate, runs, diverged };
  }
  return lowest;
}

function sets(definition: SweepDefinition, key: 'learningRate' | 'optimizer'): boolean {
  return [definition.fixed, definition.axes].some((part) => part !== undefined && key in part);
}
