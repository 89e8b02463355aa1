/** The accuracy that an arm reaches, with an interval over its seeds and the test images. */
import { type Database, readArtifact } from '../../db/index.ts';
import { twoWayInterval } from '../stats/index.ts';
import type { AccuracyRecord } from './evidence.ts';
import type { ClaimPlan } from './plan.ts';
import type { TunedArm } from './tuning.ts';

/** Of the arms that the claim names in `accuracyOf`; those with fewer than two runs that ended are left out. */
export function accuraciesOf(
  { claim, factsOf }: ClaimPlan,
  arms: readonly TunedArm[],
  db: Database,
): AccuracyRecord[] {
  return arms
    .filter(({ arm }) => claim.accuracyOf?.includes(arm))
    .flatMap(({ arm, definition, stratum, chosen }): AccuracyRecord[] => {
      const runs = [...chosen.finals!.values()].filter(({ status }) => status === 'completed');
      if (runs.length < 2) return [];
      const flags = runs.map(({ id }) => readArtifact(db, id, 'correct.bits'));
      const images = factsOf(chosen.config.dataset).testCount;
      const { effect, interval, seeds } = twoWayInterval(flags, null, images);
      return [
        {
          ...{ arm, label: definition.label, stratumLabel: claim.strata[stratum]!.label, mean: effect },
          ...{ interval: { low: interval.low, high: interval.high }, seeds, images },
        },
      ];
    });
}
