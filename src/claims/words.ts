/** Evidence in words and numbers as people read them; the same in the terminal, in reports and on pages. */
import { LEAST_SEEDS, type VerdictName } from '../stats/index.ts';
import type { HypothesisDefinition, PresetDefinition } from './definition.ts';
import type { ComparisonRecord, HypothesisEvidence, Span, StratumEvidenceRecord } from './evidence.ts';

type Scaled = Pick<HypothesisEvidence, 'unit' | 'scale'>;

/** `+0.31 pt`, `×1.42`, `−0.8 decades`; a ratio is stored as its logarithm */
export function effectText(effect: number | null, { unit, scale }: Scaled): string {
  if (effect === null) return 'not known';
  if (scale === 'ratio') return `×${significant(Math.exp(effect))}`;
  const value = unit === 'pt' ? 100 * effect : effect;
  const digits = unit === 'pt' ? Math.abs(value).toFixed(2) : significant(Math.abs(value));
  return `${value < 0 ? '−' : '+'}${digits}${unit === '' ? '' : ` ${unit}`}`;
}

/** `+0.12 … +0.50 pt` */
export function spanText({ low, high }: Span, scaled: Scaled): string {
  if (low === null || high === null) return 'unbounded';
  const unit = scaled.scale === 'ratio' || scaled.unit === '' ? '' : ` ${scaled.unit}`;
  const bare = (value: number) => effectText(value, scaled).replace(unit, '');
  return `${bare(low)} … ${bare(high)}${unit}`;
}

/** A value of one side: percent for accuracies, three digits otherwise. */
export function valueText(value: number | null, { unit }: Pick<Scaled, 'unit'>): string {
  if (value === null) return '–';
  return unit === 'pt' ? `${(100 * value).toFixed(2)} %` : significant(value);
}

function significant(value: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude < 1e-3 || magnitude >= 1e5) return value.toExponential(1).replace('e+', 'e');
  if (magnitude >= 1000) return Number(value.toPrecision(3)).toLocaleString('en-US');
  return value.toFixed(Math.max(0, 2 - Math.floor(Math.log10(magnitude))));
}

/** The comparison that decided a stratum. */
export function deciding({ comparisons, decidedBy }: StratumEvidenceRecord): ComparisonRecord {
  return comparisons.find(({ rival }) => rival === decidedBy) ?? comparisons[0]!;
}

export function workloadText({ settings }: PresetDefinition): string {
  const {
    dataset = 'mnist10k',
    trainSize,
    architecture = 'lenet5',
    epochs,
    steps,
    batchSize = 128,
  } = settings;
  const images = trainSize === undefined ? '' : `, ${trainSize.toLocaleString('en-US')} images to train`;
  const budget = steps === undefined ? `${epochs ?? 5} epochs` : `${steps} steps`;
  const network = architecture === undefined ? '' : `, ${architecture}`;
  return `${dataset}${images}${network}, ${budget}, batch ${batchSize}`;
}

/** An open question is not open everywhere where some strata are supported and none speaks against. */
export function sentenceToRemember(
  { remember }: HypothesisDefinition,
  verdict: VerdictName,
  strata: readonly Pick<StratumEvidenceRecord, 'verdict' | 'label'>[],
): string {
  const shown = strata.filter((stratum) => stratum.verdict === 'supported').map(({ label }) => label);
  const open = strata.every((stratum) => ['supported', 'inconclusive'].includes(stratum.verdict));
  if (verdict !== 'inconclusive' || shown.length === 0 || !open || remember.supported === undefined) {
    return remember[verdict] ?? '';
  }
  return `${remember.supported} Shown for ${shown.join('; ')} only: elsewhere these runs do not tell.`;
}

/** What would have to be seen for another verdict; of the stratum that decided. */
export function whatWouldChange(
  hypothesis: HypothesisDefinition,
  strata: readonly StratumEvidenceRecord[],
): string {
  const sentences = strata.map((stratum) => {
    const text = changeOf(hypothesis, stratum);
    return strata.length > 1 ? `${stratum.label}: ${text}` : text;
  });
  return sentences.join(' ');
}

function changeOf(hypothesis: HypothesisDefinition, stratum: StratumEvidenceRecord): string {
  const { margin, verdict } = stratum;
  const { effect, interval95, interval90, n } = deciding(stratum);
  const m = effectText(margin, hypothesis).replace('+', '');
  if (n < LEAST_SEEDS) return `At least ${LEAST_SEEDS} final seeds a side; there are ${n}.`;
  if (effect === null || interval95.low === null || interval95.high === null) {
    return 'Runs that have a value in both arms.';
  }
  switch (verdict) {
    case 'supported':
      return `Runs that bring the effect below the margin (${m}) or the interval down to ${hypothesis.scale === 'ratio' ? '×1' : '0'}; now it begins at ${effectText(interval95.low, hypothesis)}.`;
    case 'contradicted':
      return `Runs that lift the interval, which now ends at ${effectText(interval95.high, hypothesis)}, to ${hypothesis.scale === 'ratio' ? '×1' : '0'}.`;
    case 'equivalent':
      return `An effect beyond the margin (${m}); the 90 % interval ends at ${spanText(interval90, hypothesis)}.`;
    default: {
      const half = (interval95.high - interval95.low) / 2;
      const needed = Math.abs(effect) >= margin ? Math.abs(effect) : margin - Math.abs(effect);
      const seeds = Math.ceil(n * (half / Math.max(needed, 1e-12)) ** 2);
      if (seeds <= n) {
        return `The interval excludes no effect, but the effect (${effectText(effect, hypothesis)}) stays below the margin (${m}): it would have to be larger.`;
      }
      return `About ${seeds > 1000 ? 'more than 1,000' : seeds} final seeds a side, if the effect stays as it is; now ${n}.`;
    }
  }
}
