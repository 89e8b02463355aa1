/** What verifying a run finds. */
import type { EngineName } from '../../engine/contract.ts';

/** One metric point that is not the same; null: it is missing on that side. */
export interface PointDifference {
  readonly metric: string;
  readonly step: number;
  readonly recorded: number | null;
  readonly again: number | null;
}

/** An artifact whose content is not the same; null: it is missing on that side. */
export interface ArtifactDifference {
  readonly name: string;
  readonly kind: string;
  /** SHA-256 */
  readonly recorded: string | null;
  readonly again: string | null;
}

/** A recorded run against its second training, everything but durations. */
export interface RunComparison {
  readonly same: boolean;
  /** metric points compared: those of either side */
  readonly points: number;
  readonly differingPoints: number;
  /** the one with the lowest step (of several the first by name); null where all are the same */
  readonly firstDifference: PointDifference | null;
  readonly artifacts: number;
  readonly artifactDifferences: readonly ArtifactDifference[];
  /** SHA-256 of the weights of the recorded run; null: none were kept, so none were compared */
  readonly weightsSha256: string | null;
  /** of how the run ended (status, step, epochs), in words; null where it ended the same way */
  readonly ending: string | null;
}

export interface RunVerification {
  readonly id: string;
  readonly name: string;
  readonly engine: EngineName | null;
  readonly numerics: string | null;
  /** instruction set of the recorded run, and of its second training (null: not trained again) */
  readonly recordedIsa: string | null;
  readonly isa: string | null;
  /** `refused`: not trained again; `unfinished`: trained again, but not to its end */
  readonly verdict: 'same' | 'different' | 'refused' | 'unfinished';
  /** of the last two, why */
  readonly reason: string | null;
  /** of the first two */
  readonly comparison: RunComparison | null;
}
