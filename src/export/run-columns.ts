/** The columns of a run that are neither parameter nor metric, shared by the runs and summary tables. */
import type { RunRecord } from '../../db/index.ts';
import type { Cell, ExportColumn } from './table.ts';

export interface RunColumn extends ExportColumn {
  readonly value: (run: RunRecord) => Cell;
}

export const RUN_COLUMNS: readonly RunColumn[] = [
  { name: 'id', type: 'text', value: (run) => run.id },
  { name: 'name', type: 'text', value: (run) => run.name },
  { name: 'project', type: 'text', value: (run) => run.project },
  { name: 'status', type: 'text', value: (run) => run.status },
  { name: 'configHash', type: 'text', value: (run) => run.configHash },
  { name: 'seed', type: 'integer', value: (run) => run.seed },
  { name: 'engine', type: 'text', value: (run) => run.engine },
  { name: 'engineVersion', type: 'text', value: (run) => run.engineVersion },
  { name: 'numerics', type: 'text', value: (run) => run.numerics },
  { name: 'isa', type: 'text', value: (run) => run.isa },
  { name: 'attempt', type: 'integer', value: (run) => run.attempt },
  { name: 'created', type: 'time', value: (run) => run.createdAt },
  { name: 'started', type: 'time', value: (run) => run.startedAt },
  { name: 'finished', type: 'time', value: (run) => run.finishedAt },
  { name: 'wallMs', type: 'number', value: (run) => run.wallMs },
  { name: 'samplesPerSecond', type: 'number', value: (run) => run.samplesPerSecond },
  { name: 'peakMemoryBytes', type: 'integer', value: (run) => run.peakMemoryBytes },
  { name: 'epochsDone', type: 'integer', value: (run) => run.epochsDone },
  { name: 'bestEpoch', type: 'integer', value: (run) => run.bestEpoch },
  { name: 'divergedAtStep', type: 'integer', value: (run) => run.divergedAtStep },
  { name: 'error', type: 'text', value: (run) => run.error },
  { name: 'tags', type: 'text', value: (run) => (run.tags.length === 0 ? null : run.tags.join(',')) },
];
