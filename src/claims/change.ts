/** What would have to be seen for another verdict, in words. */
import { LEAST_SEEDS } from '../stats/index.ts';
import type { HypothesisDefinition } from './definition.ts';
import type { ComparisonRecord, SideRecord, Span, StratumEvidenceRecord } from './evidence.ts';
import { deciding, effectText, plainEffect, spanText, valueText } from './words.ts';

type Scaled = Pick<HypothesisDefinition, 'scale' | 'unit'>;

/** Of the comparison that decided, stratum by stratum. @param tuningSeeds a trial; 0 where nothing was tuned */
export function whatWouldChange(
  scaled: Scaled,
  strata: readonly StratumEvidenceRecord[],
  tuningSeeds: number,
): string {
  const sentences = strata.map((stratum) => {
    const against = stratum.comparisons.length > 1 ? `against ${deciding(stratum).sides[1].label}: ` : '';
    const text = `${against}${changeOf(scaled, stratum, tuningSeeds)}`;
    return strata.length > 1 ? `${stratum.label}: ${text}` : capital(text);
  });
  return sentences.join(' ');
}

function changeOf(scaled: Scaled, stratum: StratumEvidenceRecord, tuningSeeds: number): string {
  const { margin, verdict } = stratum;
  const comparison = deciding(stratum);
  const { effect, interval95, interval90, n } = comparison;
  const m = plainEffect(margin, scaled);
  const zero = scaled.scale === 'ratio' ? '×1' : '0';
  if (effect === null || n === 0) return `Runs that have a value in both arms: ${whyNone(comparison)}.`;
  if (n < LEAST_SEEDS) {
    const pairs = comparison.missing > 0 ? 'pairs of final seeds with a value in both arms' : undefined;
    return `At least ${LEAST_SEEDS} ${pairs ?? 'final seeds a side'}; there are ${n}.`;
  }
  const { low, high } = interval95;
  if (low === null || high === null) {
    return `More tuning seeds, or runs that have a value at every rate that tuning might choose: at one of these too few have one, so that the interval has no ends.${alternativesText(comparison, scaled)}`;
  }
  if (low === high) return 'Another margin, or another thing that is counted: no seed differs.';
  switch (verdict) {
    case 'supported':
      return `Runs that bring the effect below the margin (${m}) or the interval down to ${zero}; now it begins at ${effectText(low, scaled)}.`;
    case 'contradicted':
      return `Runs that lift the interval, which now ends at ${effectText(high, scaled)}, to ${zero}, or the effect above ${effectText(-margin, scaled)}.`;
    case 'equivalent':
      return `An effect beyond the margin (${m}); the 90 % interval is ${spanText(interval90, scaled)}.`;
    default:
      return [
        openText(comparison, margin, scaled, tuningSeeds),
        farOffText(comparison, scaled),
        alternativesText(comparison, scaled),
      ].join('');
  }
}

/** Which verdict how many seeds lead to, if the effect stays as it is. */
function openText(comparison: ComparisonRecord, margin: number, scaled: Scaled, tuningSeeds: number): string {
  const { interval95, interval90, n, tuningShare } = comparison;
  const effect = comparison.effect!;
  const large = Math.abs(effect) >= margin;
  const goal = !large ? 'equivalent' : effect > 0 ? 'supported' : 'contradicted';
  const needed = large ? Math.abs(effect) : margin - Math.abs(effect);
  /** by this the variance has to shrink */
  const shrink = (needed / halfWidth(large ? interval95 : interval90)) ** 2;
  const excludes = interval95.low! > 0 || interval95.high! < 0;
  const opening =
    !large && excludes
      ? `An effect that reaches the margin (${plainEffect(margin, scaled)}): this one (${effectText(effect, scaled)}) is real but smaller. `
      : '';
  if (comparison.seedsNeeded !== undefined) {
    const seeds = comparison.seedsNeeded ?? 'more than 1,000';
    return `${opening}For “${goal}” about ${seeds} final seeds a side, if the shares stay as they are; now ${n}.`;
  }
  const both = `about ${atMost(tuningSeeds / shrink)} tuning seeds and ${atMost(n / shrink)} final seeds a side`;
  const end = `if the effect stays as it is; now ${n}${tuningShare > 0 ? ` final and ${tuningSeeds} tuning seeds` : ''}.`;
  const percent = `${Math.round(100 * tuningShare)} % of the variance comes from choosing by ${tuningSeeds} tuning seeds`;
  if (tuningShare > 0 && shrink <= tuningShare) {
    return `${opening}More final seeds alone do not suffice, since ${percent}. For “${goal}” ${both}, ${end}`;
  }
  const finals = (n * (1 - tuningShare)) / (shrink - tuningShare);
  const alone = `${opening}For “${goal}” about ${atMost(finals)} final seeds a side`;
  return tuningShare >= 0.5 ? `${alone}, or ${both} (${percent}), ${end}` : `${alone}, ${end}`;
}

function halfWidth({ low, high }: Span): number {
  return low === null || high === null ? Number.POSITIVE_INFINITY : (high - low) / 2;
}

function atMost(count: number): string {
  return count <= 1000 ? String(Math.max(1, Math.ceil(count - 1e-9))) : 'more than 1,000';
}

/** What the effect is where tuning chooses otherwise. */
function alternativesText({ alternatives = [] }: ComparisonRecord, scaled: Scaled): string {
  if (alternatives.length === 0) return '';
  const items = alternatives.map(
    ({ label, candidate, share, effect }) =>
      `${label} at ${candidate} (chosen in ${Math.round(100 * share)} %): ${effectText(effect, scaled)}`,
  );
  return ` Had tuning chosen otherwise the effect would be: ${items.join('; ')}.`;
}

function farOffText({ sides, withoutFarOff }: ComparisonRecord, scaled: Scaled): string {
  if (withoutFarOff === undefined || withoutFarOff === null) return '';
  const seeds = sides.flatMap(({ label, farOff = [] }) =>
    farOff.map(({ seed, value }) => `seed ${seed} of ${label} (${valueText(value, scaled)})`),
  );
  return ` Without ${seeds.join(' and ')}, far from the others, the effect is ${effectText(withoutFarOff, scaled)}.`;
}

function whyNone({ sides }: ComparisonRecord): string {
  const empty = sides.filter(({ n }) => n === 0).map(whyEmpty);
  return empty.length > 0 ? empty.join('; ') : 'no seed has one in both';
}

function whyEmpty({ label, runs, diverged, stalled }: SideRecord): string {
  const causes = [
    stalled > 0 ? `${stalled} never learnt` : '',
    diverged > 0 ? `${diverged} diverged` : '',
  ].filter(Boolean);
  return `of ${runs.length} runs of ${label} none has one${causes.length > 0 ? ` (${causes.join(', ')})` : ''}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
