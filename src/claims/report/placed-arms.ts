/** The arms that a figure shows. */
import type { ArmEvidence } from '../evidence.ts';
import type { DataContext } from './figure.ts';

export interface PlacedArm {
  readonly arm: ArmEvidence;
  readonly slot: number;
}

/** Arms by stratum, in the order of the claim; a slot keeps to its arm on every figure. */
export function groups(context: DataContext, wanted: readonly string[] | undefined) {
  const order = Object.keys(context.claim.arms);
  const strata = [...new Set(context.evidence.arms.map(({ stratum }) => stratum))];
  return strata.map((stratum) => {
    const arms = context.evidence.arms.filter(
      (one) => one.stratum === stratum && (wanted === undefined || wanted.includes(one.arm)),
    );
    return {
      stratum,
      label: arms[0]?.stratumLabel ?? stratum,
      arms: arms.map((arm) => ({ arm, slot: order.indexOf(arm.arm) })),
    };
  });
}
