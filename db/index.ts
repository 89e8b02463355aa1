/** The database, for the layers above: no SQL leaves this folder. */
export { artifactPath, logPath, sweepLogPath } from './artifact-files.ts';
export {
  type ClaimHead,
  type ClaimRecord,
  listClaimEvidence,
  listClaimHeads,
  readClaimEvidence,
  storeClaimEvidence,
} from './claims.ts';
export {
  artifactsFolder,
  type Database,
  databasePath,
  type OpenOptions,
  openDatabase,
  openSnapshot,
} from './database.ts';
export { DatabaseError, NotFoundError, RunLostError } from './errors.ts';
export { type BackupReport, backupDatabase } from './maintenance/backup.ts';
export { type CheckReport, checkDatabase, type Problem, type ProblemKind } from './maintenance/check.ts';
export { type MergeReport, mergeDatabase } from './maintenance/merge.ts';
export { describeRemoval, type Removal, runsOnlyOf } from './maintenance/removal.ts';
export {
  collectGarbage,
  type GarbageOptions,
  type GarbageReport,
  removeRuns,
  removeSweep,
} from './maintenance/remove.ts';
export { defineMetric, inferDefinition } from './metric-keys.ts';
export { schemaVersion } from './migrate.ts';
export { flattenParameters } from './parameters.ts';
export { findArtifact, listArtifacts, readArtifact } from './queries/artifacts.ts';
export {
  countPointsByMetric,
  lastSteps,
  listLoggedMetrics,
  readCurves,
  type StoredCurve,
} from './queries/curves.ts';
export { finishedIdentities, latestSpeeds } from './queries/done.ts';
export { countTags, lastNoteOf, listSweepNames, tagsOf } from './queries/labels.ts';
export {
  countPoints,
  iterateMetricBatches,
  iterateMetrics,
  listMetricDefinitions,
  type MetricBatch,
  type MetricQuery,
  readMetric,
} from './queries/metrics.ts';
export {
  countMatching,
  getRun,
  iterateRuns,
  listRuns,
  type RunQuery,
  selectRunNumbers,
} from './queries/runs.ts';
export { readSeries, type SeriesCursor, type SeriesPart } from './queries/series.ts';
export { SPARK_VALUES, sparklines } from './queries/sparklines.ts';
export {
  lastEndOf,
  listRunning,
  listSweepRuns,
  type RunningRun,
  type SweepRun,
} from './queries/sweep-runs.ts';
export { countRuns, findSweep, getSweep, listSweeps } from './queries/sweeps.ts';
export { dataVersion } from './queries/version.ts';
export * from './queue.ts';
export type * from './queue-types.ts';
export { FINAL_STATUSES, RUN_STATUSES, type RunStatus } from './schema.ts';
export { type ParameterColumn, type RunRow, type RunTable, runTable } from './table/run-table.ts';
export type { SummaryColumn } from './table/summary-column.ts';
export type * from './types.ts';
export type { RunColumns } from './writes/runs.ts';
export { addNote, addTags, removeNote, removeTags } from './writes/tags.ts';
