/** Gap and accuracy in one sentence: a smaller gap alone may be a network that learns less. */
import type { VerdictName } from '../stats/index.ts';
import type { ClaimDefinition } from './definition.ts';
import type { ClaimEvidence } from './evidence.ts';

/** A sentence a remedy, stratum by stratum; [] for claims without remedies. */
export function remedySentences(
  { remedies = [] }: Pick<ClaimDefinition, 'remedies'>,
  { hypotheses }: Pick<ClaimEvidence, 'hypotheses'>,
): string[] {
  return remedies.flatMap(({ label, gap, accuracy }) => {
    const gaps = hypotheses.find(({ id }) => id === gap)?.strata ?? [];
    const accuracies = hypotheses.find(({ id }) => id === accuracy)?.strata ?? [];
    const parts = gaps.flatMap((one) => {
      const other = accuracies.find(({ stratum }) => stratum === one.stratum);
      return other === undefined ? [] : [`${one.label}: ${together(one.verdict, other.verdict)}`];
    });
    return parts.length === 0 ? [] : [`${label}: ${parts.join('; ')}.`];
  });
}

function together(gap: VerdictName, accuracy: VerdictName): string {
  if (gap === 'inconclusive') {
    return accuracy === 'inconclusive'
      ? 'neither the gap nor the accuracy is settled'
      : `whether the gap narrows is not settled (accuracy: ${accuracy})`;
  }
  if (gap !== 'supported')
    return `does not suppress overfitting: the gap ${gap === 'contradicted' ? 'widens' : 'stays'}`;
  switch (accuracy) {
    case 'supported':
      return 'suppresses overfitting: the gap narrows and accuracy rises';
    case 'equivalent':
      return 'suppresses overfitting: the gap narrows at the same accuracy';
    case 'contradicted':
      return 'narrows the gap and loses accuracy: it learns less rather than overfits less';
    default:
      return 'narrows the gap; what happens to accuracy is not settled';
  }
}
