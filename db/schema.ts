/**
 * Tables of a descent database, as drizzle reads them. docs/schema.md is generated from this file and
 * from schema-notes.ts. Times are milliseconds since 1970 (UTC), sizes bytes, unless a name says otherwise.
 * Triggers (a finished run is never modified) stand in the migration `0001_rules.sql`.
 */
import { sql } from 'drizzle-orm';
import {
  check,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';

export const RUN_STATUSES = ['queued', 'running', 'completed', 'diverged', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Statuses of a run that SQL triggers keep as it is. */
export const FINAL_STATUSES = ['completed', 'diverged'] as const;

export const environment = sqliteTable('environment', {
  hash: text('hash').primaryKey(),
  descent: text('descent').notNull(),
  node: text('node').notNull(),
  os: text('os').notNull(),
  arch: text('arch').notNull(),
  cpu: text('cpu').notNull(),
  cores: integer('cores').notNull(),
  memoryBytes: integer('memory_bytes').notNull(),
  gitCommit: text('git_commit'),
  gitDirty: integer('git_dirty', { mode: 'boolean' }),
});

export const runs = sqliteTable(
  'runs',
  {
    no: integer('no').primaryKey({ autoIncrement: true }),
    id: text('id').notNull(),
    name: text('name').notNull(),
    project: text('project'),
    status: text('status', { enum: RUN_STATUSES }).notNull(),
    configHash: text('config_hash'),
    seed: integer('seed'),
    engine: text('engine'),
    numerics: text('numerics'),
    engineVersion: text('engine_version'),
    isa: text('isa'),
    config: text('config'),
    recording: text('recording'),
    environmentHash: text('environment_hash').references(() => environment.hash),
    attempt: integer('attempt').notNull().default(0),
    createdAt: integer('created_at').notNull(),
    startedAt: integer('started_at'),
    finishedAt: integer('finished_at'),
    wallMs: real('wall_ms'),
    samplesPerSecond: real('samples_per_second'),
    peakMemoryBytes: integer('peak_memory_bytes'),
    epochsDone: integer('epochs_done').notNull().default(0),
    bestEpoch: integer('best_epoch'),
    divergedAtStep: integer('diverged_at_step'),
    error: text('error'),
    errorStack: text('error_stack'),
    ownerPid: integer('owner_pid'),
    ownerHost: text('owner_host'),
    ownerStarted: text('owner_started'),
    leaseUntil: integer('lease_until'),
    cancelRequested: integer('cancel_requested', { mode: 'boolean' }).notNull().default(false),
  },
  (table) => [
    uniqueIndex('runs_id').on(table.id),
    index('runs_identity').on(table.configHash, table.seed, table.engine, table.numerics),
    index('runs_status').on(table.status),
    index('runs_project').on(table.project),
    check(
      'runs_status_known',
      sql`${table.status} in ('queued', 'running', 'completed', 'diverged', 'failed', 'cancelled')`,
    ),
  ],
);

export const sweeps = sqliteTable(
  'sweeps',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    hash: text('hash').notNull(),
    definition: text('definition').notNull(),
    recording: text('recording'),
    source: text('source'),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [uniqueIndex('sweeps_identity').on(table.name, table.hash)],
);

export const sweepRuns = sqliteTable(
  'sweep_runs',
  {
    sweepId: text('sweep_id')
      .notNull()
      .references(() => sweeps.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    runNo: integer('run_no')
      .notNull()
      .references(() => runs.no, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.sweepId, table.position] }),
    index('sweep_runs_run').on(table.runNo),
  ],
);

export const parameters = sqliteTable(
  'parameters',
  {
    runNo: integer('run_no')
      .notNull()
      .references(() => runs.no, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    text: text('text'),
    number: real('number'),
  },
  (table) => [
    primaryKey({ columns: [table.runNo, table.key] }),
    index('parameters_text').on(table.key, table.text),
    index('parameters_number').on(table.key, table.number),
  ],
);

export const metricKeys = sqliteTable(
  'metric_keys',
  {
    id: integer('id').primaryKey(),
    name: text('name').notNull(),
    direction: text('direction', { enum: ['min', 'max'] }),
    unit: text('unit'),
  },
  (table) => [uniqueIndex('metric_keys_name').on(table.name)],
);

/**
 * WITHOUT ROWID (set by hand in the migration: drizzle has no word for it), so that the primary key is the
 * table and a point costs about 20 bytes. No foreign keys: a trigger that every insert needs anyway checks the run.
 */
export const metrics = sqliteTable(
  'metrics',
  {
    runNo: integer('run_no').notNull(),
    keyId: integer('key_id').notNull(),
    step: integer('step').notNull(),
    value: real('value'),
  },
  (table) => [primaryKey({ columns: [table.runNo, table.keyId, table.step] })],
);

export const runSummary = sqliteTable(
  'run_summary',
  {
    runNo: integer('run_no')
      .notNull()
      .references(() => runs.no, { onDelete: 'cascade' }),
    keyId: integer('key_id')
      .notNull()
      .references(() => metricKeys.id),
    count: integer('count').notNull(),
    nanCount: integer('nan_count').notNull(),
    last: real('last'),
    lastStep: integer('last_step').notNull(),
    min: real('min'),
    minStep: integer('min_step'),
    max: real('max'),
    maxStep: integer('max_step'),
    best: real('best'),
    bestStep: integer('best_step'),
  },
  (table) => [
    primaryKey({ columns: [table.runNo, table.keyId] }),
    index('run_summary_best').on(table.keyId, table.best),
    index('run_summary_last').on(table.keyId, table.last),
  ],
);

export const artifacts = sqliteTable(
  'artifacts',
  {
    id: integer('id').primaryKey(),
    runNo: integer('run_no')
      .notNull()
      .references(() => runs.no, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    kind: text('kind').notNull(),
    step: integer('step'),
    sha256: text('sha256').notNull(),
    bytes: integer('bytes').notNull(),
    mime: text('mime').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('artifacts_run').on(table.runNo, table.name), index('artifacts_sha256').on(table.sha256)],
);

export const tags = sqliteTable(
  'tags',
  {
    runNo: integer('run_no')
      .notNull()
      .references(() => runs.no, { onDelete: 'cascade' }),
    tag: text('tag').notNull(),
  },
  (table) => [primaryKey({ columns: [table.runNo, table.tag] }), index('tags_tag').on(table.tag)],
);

export const notes = sqliteTable(
  'notes',
  {
    id: integer('id').primaryKey(),
    runNo: integer('run_no')
      .notNull()
      .references(() => runs.no, { onDelete: 'cascade' }),
    text: text('text').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('notes_run').on(table.runNo)],
);

export const claimEvidence = sqliteTable(
  'claim_evidence',
  {
    claim: text('claim').notNull(),
    preset: text('preset').notNull(),
    computedAt: integer('computed_at').notNull(),
    evidence: text('evidence').notNull(),
  },
  (table) => [primaryKey({ columns: [table.claim, table.preset] })],
);
