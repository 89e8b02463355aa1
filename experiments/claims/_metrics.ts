/** What several claims compare by, written once. */
import type { HypothesisDefinition } from 'descent';

type Compared = Pick<HypothesisDefinition, 'metric' | 'metricLabel' | 'unit' | 'better' | 'scale' | 'margin'>;

/** Final accuracy on the test images: a tenth of a point counts on MNIST, three on Fashion-MNIST. */
export const testAccuracy = {
  metric: { kind: 'metric', name: 'test/accuracy' },
  metricLabel: 'test accuracy',
  unit: 'pt',
  better: 'higher',
  scale: 'difference',
  margin: 'accuracy',
} as const satisfies Compared;

/** Fewer steps to the accuracy that the reference arm reaches in its tuning; a tenth counts. */
export const fewerSteps = (reference: string) =>
  ({
    metric: { kind: 'timeToTarget', reference },
    metricLabel: 'steps to the target',
    unit: 'steps',
    better: 'lower',
    scale: 'ratio',
    margin: 1.1,
  }) as const satisfies Compared;

/** A measured quantity without a unit is larger at a step; a quarter counts. */
export const larger = (name: string, metricLabel: string, at: number) =>
  ({
    metric: { kind: 'metric', name, at },
    metricLabel,
    unit: '',
    better: 'higher',
    scale: 'ratio',
    margin: 1.25,
  }) as const satisfies Compared;
