/** How hypotheses of networks that are trained for a short while are worded. */
import type { HypothesisDefinition } from 'descent';
import { testAccuracy } from '../_metrics.ts';

/** What is compared are accuracies after a short training: each sentence says so. */
export const withBudget = (remember: HypothesisDefinition['remember']): HypothesisDefinition['remember'] =>
  Object.fromEntries(
    Object.entries(remember).map(([verdict, text]) => [
      verdict,
      `${text.replace(/\.$/, '')}, after {steps} steps.`,
    ]),
  );

export const moreAccurate = (
  id: string,
  statement: string,
  names: Pick<HypothesisDefinition, 'arm' | 'against' | 'strata'>,
  remember: HypothesisDefinition['remember'],
): HypothesisDefinition => ({ id, statement, ...testAccuracy, ...names, remember: withBudget(remember) });
