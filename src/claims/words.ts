/** Evidence in words and numbers as people read them; the same in the terminal, in reports and on pages. */
import type { VerdictName } from '../stats/index.ts';
import type { HypothesisDefinition } from './definition.ts';
import type {
  ClaimEvidence,
  ComparisonRecord,
  HypothesisEvidence,
  Span,
  StratumEvidenceRecord,
} from './evidence.ts';

type Scaled = Pick<HypothesisEvidence, 'unit' | 'scale'>;

/** `+0.31 pt`, `×1.42`, `−0.8 decades`; a ratio is stored as its logarithm */
export function effectText(effect: number | null, { unit, scale }: Scaled): string {
  if (effect === null) return 'not known';
  if (scale === 'ratio') return `×${significant(Math.exp(effect))}`;
  const value = unit === 'pt' ? 100 * effect : effect;
  const digits = unit === 'pt' ? Math.abs(value).toFixed(2) : significant(Math.abs(value));
  return `${value < 0 ? '−' : '+'}${digits}${unit === '' ? '' : ` ${unit}`}`;
}

/** Without the sign: of a margin. */
export function plainEffect(effect: number | null, scaled: Scaled): string {
  return effectText(effect, scaled).replace('+', '');
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

/**
 * The sentence of a verdict. An open question is not open everywhere: where some strata are supported and none speaks
 * against, it says where; where strata disagree, what each says.
 */
export function sentenceToRemember(
  { remember }: Pick<HypothesisDefinition, 'remember'>,
  verdict: VerdictName,
  strata: readonly Pick<StratumEvidenceRecord, 'verdict' | 'label'>[],
): string {
  const sentence = remember[verdict] ?? '';
  if (verdict !== 'inconclusive') return sentence;
  const shown = strata.filter((stratum) => stratum.verdict === 'supported').map(({ label }) => label);
  const open = strata.every((stratum) => ['supported', 'inconclusive'].includes(stratum.verdict));
  if (open && shown.length > 0 && remember.supported !== undefined) {
    return `Shown for ${shown.join('; ')} only: ${remember.supported} Elsewhere these runs do not tell.`;
  }
  if (open) return sentence;
  const each = strata.map((stratum) => `${stratum.label}: ${stratum.verdict}`).join('; ');
  return `${sentence} ${each}.`.trimStart();
}

/** What was not written down before the first report: `added after the first report`; [] for most hypotheses. */
export function laterRemarks({ added, changed }: Pick<HypothesisDefinition, 'added' | 'changed'>): string[] {
  return [
    ...(added === undefined ? [] : [`added ${added}`]),
    ...(changed === undefined ? [] : [`changed after the first report: ${changed}`]),
  ];
}

/** The words of the rule, with ×1 where a ratio is compared: on its logarithm that is 0. */
export function reasonText(reason: string, { scale }: Pick<Scaled, 'scale'>): string {
  return scale === 'ratio' ? reason.replaceAll(/\b(includes|above|below) 0\b/g, '$1 ×1') : reason;
}

/** `rate 0.75 (MNIST): 99.12 % of the test images …`, an arm each; [] for claims that name none. */
export function accuracySentences({ accuracies = [] }: Pick<ClaimEvidence, 'accuracies'>): string[] {
  const percent = (value: number | null) => (value === null ? '–' : (100 * value).toFixed(2));
  return accuracies.map(
    ({ label, stratumLabel, mean, interval, seeds, images }) =>
      `${label} (${stratumLabel}): ${percent(mean)} % of the test images, 95 % interval ${percent(interval.low)} … ${percent(interval.high)} % over ${seeds} seeds × ${images.toLocaleString('en-US')} images.`,
  );
}
