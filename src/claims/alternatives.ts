/** What a comparison would say had tuning chosen another candidate, or without the seeds that are far off. */
import type { ContrastEstimate } from '../stats/index.ts';
import type { HypothesisDefinition } from './definition.ts';
import type { Alternative, SideRecord } from './evidence.ts';
import type { Side } from './sides.ts';

type Oriented = Pick<HypothesisDefinition, 'better' | 'scale'>;
type Values = ReadonlyMap<number, number | null>;

/** Of both arms, the other one at its own choice; [] for differences of differences. */
export function alternativesOf(
  hypothesis: HypothesisDefinition,
  [ours, theirs]: readonly [Side, Side],
  { choices }: Pick<ContrastEstimate, 'choices'>,
): Alternative[] {
  if (hypothesis.bases !== undefined || choices.length !== 2) return [];
  return [ours, theirs].flatMap((side, k) => {
    const { chosen, shares } = choices[k]!;
    return side.arm.candidates.flatMap(({ label, finals }): Alternative[] => {
      const share = shares.find((one) => one.label === label)?.share ?? 0;
      if (label === chosen || finals === null || share === 0) return [];
      const effect =
        k === 0
          ? effectBetween(finals, chosenValues(theirs), hypothesis)
          : effectBetween(chosenValues(ours), finals, hypothesis);
      return [{ arm: side.id.split('/').at(-1)!, label: side.label, candidate: label, share, effect }];
    });
  });
}

/** Null where no seed is far off, or what is left has no pair. */
export function effectWithoutFarOff(
  hypothesis: HypothesisDefinition,
  [ours, theirs]: readonly [Side, Side],
  records: readonly SideRecord[],
): number | null {
  if (hypothesis.bases !== undefined) return null;
  const far = new Set(records.flatMap(({ farOff = [] }) => farOff.map(({ seed }) => seed)));
  if (far.size === 0) return null;
  const rest = (side: Side) => new Map([...chosenValues(side)].filter(([seed]) => !far.has(seed)));
  return effectBetween(rest(ours), rest(theirs), hypothesis);
}

function chosenValues({ values }: Side): Values {
  return new Map([...values].map(([seed, { value }]) => [seed, value]));
}

/** Difference of means over the seeds that have both, or of their logarithms; oriented as claimed. */
function effectBetween(a: Values, b: Values, { better, scale }: Oriented): number | null {
  let [sumA, sumB, n] = [0, 0, 0];
  for (const [seed, value] of a) {
    const other = b.get(seed);
    if (value === null || other === null || other === undefined) continue;
    sumA += value;
    sumB += other;
    n += 1;
  }
  if (n === 0) return null;
  const effect = scale === 'ratio' ? Math.log(sumA / sumB) : (sumA - sumB) / n;
  if (!Number.isFinite(effect)) return null;
  return better === 'higher' ? effect : -effect;
}
