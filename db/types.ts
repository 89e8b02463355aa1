/** What the functions of db/ take and give; plain objects, no SQL. */
import type { Recording, RunConfig } from '../src/config/run-config.ts';
import type { RunStatus } from './schema.ts';

export type ParameterValue = string | number | boolean | null;

/** Decides, with the seed, what is trained; never trained twice in one database unless asked. */
export interface RunIdentity {
  readonly configHash: string;
  readonly seed: number;
  readonly engine: string;
  readonly numerics: string;
}

/** Of one metric of one run. `last` is NaN where the last value was; min, max and best leave NaN out. */
export interface MetricSummary {
  readonly count: number;
  readonly nanCount: number;
  readonly last: number;
  readonly lastStep: number;
  /** null: every value is NaN */
  readonly min: number | null;
  readonly minStep: number | null;
  readonly max: number | null;
  readonly maxStep: number | null;
  /** min or max by the metric's direction; null also where it has none */
  readonly best: number | null;
  readonly bestStep: number | null;
}

export interface MetricDefinition {
  readonly name: string;
  /** which way is better; null: neither */
  readonly direction: 'min' | 'max' | null;
  readonly unit: string | null;
}

/** A row of the list of runs. Times: ms since 1970; sizes: bytes; unknown: null. */
export interface RunRecord {
  readonly id: string;
  readonly name: string;
  readonly project: string | null;
  readonly status: RunStatus;
  readonly configHash: string | null;
  readonly seed: number | null;
  readonly engine: string | null;
  readonly numerics: string | null;
  readonly engineVersion: string | null;
  readonly isa: string | null;
  readonly attempt: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly wallMs: number | null;
  readonly samplesPerSecond: number | null;
  readonly peakMemoryBytes: number | null;
  readonly epochsDone: number;
  readonly bestEpoch: number | null;
  readonly divergedAtStep: number | null;
  readonly error: string | null;
  readonly cancelRequested: boolean;
  /** `flattenConfig` of the config, without `seed`; or the params of the SDK, flattened; in that order */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly summary: Readonly<Record<string, MetricSummary>>;
  readonly tags: readonly string[];
}

export interface EnvironmentRecord {
  readonly descent: string;
  readonly node: string;
  readonly os: string;
  readonly arch: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly gitCommit: string | null;
  readonly gitDirty: boolean | null;
}

export interface ArtifactRecord {
  readonly runId: string;
  readonly name: string;
  /** `weights`, `image`, `json`, `file`, `confusion`, `correct`, `predictions`, … */
  readonly kind: string;
  readonly step: number | null;
  readonly sha256: string;
  readonly bytes: number;
  readonly mime: string;
  readonly createdAt: number;
}

export interface NoteRecord {
  readonly id: number;
  readonly text: string;
  readonly createdAt: number;
}

/** Everything about one run but its points. */
export interface RunDetail extends RunRecord {
  /** null: logged through the SDK without a RunConfig */
  readonly config: RunConfig | null;
  readonly recording: Recording | null;
  readonly errorStack: string | null;
  readonly environment: EnvironmentRecord | null;
  readonly artifacts: readonly ArtifactRecord[];
  readonly notes: readonly NoteRecord[];
  readonly sweeps: readonly { readonly id: string; readonly name: string; readonly position: number }[];
  readonly owner: RunOwner | null;
  readonly leaseUntil: number | null;
}

/** The process that trains a run; `started` tells a reused pid from the old process (null: not known here). */
export interface RunOwner {
  readonly pid: number;
  readonly host: string;
  readonly started: string | null;
}

export interface MetricPoint {
  readonly runId: string;
  readonly key: string;
  readonly step: number;
  /** NaN and ±Infinity come back as they were logged */
  readonly value: number;
}

export type StatusCounts = Readonly<Record<RunStatus, number>> & { readonly total: number };

export interface SweepRecord {
  readonly id: string;
  readonly name: string;
  /** of the definition */
  readonly hash: string;
  readonly definition: unknown;
  readonly recording: Recording | null;
  /** file that it was loaded from, as the user named it */
  readonly source: string | null;
  readonly createdAt: number;
  readonly counts: StatusCounts;
}
