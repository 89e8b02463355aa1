/** The best config of a sweep in one number: chosen on validation, reported on the test images. */
import type { RunTable } from '../../db/index.ts';
import { type Description, describe, mean } from '../../src/stats/index.ts';

export interface BestConfig {
  readonly metric: string;
  readonly summary: Description;
}

/** null: no run has completed with both metrics */
export function bestConfig(table: RunTable, rows: readonly number[]): BestConfig | null {
  const validation = table.summary('validation/accuracy').last;
  const test = table.summary('test/accuracy').last;
  const configs = new Map<string, { chosenBy: number[]; reported: number[] }>();
  for (const row of rows) {
    const { status, configHash } = table.rows[row]!;
    const [chosenBy, reported] = [validation[row]!, test[row]!];
    if (status !== 'completed' || Number.isNaN(chosenBy) || Number.isNaN(reported)) continue;
    const config = configs.get(configHash ?? '') ?? { chosenBy: [], reported: [] };
    config.chosenBy.push(chosenBy);
    config.reported.push(reported);
    configs.set(configHash ?? '', config);
  }
  let best: { score: number; reported: number[] } | null = null;
  for (const { chosenBy, reported } of configs.values()) {
    const score = mean(chosenBy);
    if (best === null || score > best.score) best = { score, reported };
  }
  return best === null ? null : { metric: 'test/accuracy', summary: describe(best.reported) };
}
