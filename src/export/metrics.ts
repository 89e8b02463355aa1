import { countPoints, type Database, iterateMetricBatches, type MetricQuery } from '../../db/index.ts';
import type { ExportTable } from './table.ts';

/** One row a point: run id, metric, step, value. Every point that was stored, in the order run, metric, step. */
export function metricsTable(database: Database, query: MetricQuery = {}): ExportTable {
  return {
    columns: [
      { name: 'run', type: 'text' },
      { name: 'metric', type: 'text' },
      { name: 'step', type: 'integer' },
      { name: 'value', type: 'number' },
    ],
    total: query.keys === undefined ? countPoints(database, query) : null,
    *batches() {
      for (const { runId, key, steps, values } of iterateMetricBatches(database, query)) {
        const { length } = steps;
        yield {
          length,
          columns: [
            new Array<string>(length).fill(runId),
            new Array<string>(length).fill(key),
            steps,
            values,
          ],
        };
      }
    },
  };
}
