/** What several claims compare by, written once. */
import { type HypothesisDefinition, networkSize } from 'descent';

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

/** Of a hypothesis that no run was planned for: it reads what the runs had measured before. */
export const addedLater = { added: 'after the first report' } as const;

/** Of a hypothesis that was written down when others had their verdicts, and before an arm or depth that it needs had run. */
export const addedWithRuns = { added: 'after the first report, before runs of its own' } as const;

/** Share of the runs that diverge or never learn, at the rate that tuning chose; the claimed arm fails more often. */
export const failsMoreOften = {
  metric: { kind: 'failed' },
  metricLabel: 'share of runs that diverge or never learn, at the chosen rate',
  unit: 'pt',
  better: 'higher',
  scale: 'difference',
  margin: 0.05,
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

/** A measured quantity without a unit is smaller; a quarter counts. */
export const smaller = (name: string, metricLabel: string, at: number | 'last') =>
  ({
    metric: { kind: 'metric', name, at },
    metricLabel,
    unit: '',
    better: 'lower',
    scale: 'ratio',
    margin: 1.25,
  }) as const satisfies Compared;

/**
 * Loss on the test images less that on the training images, by the weights that the run keeps. Not of accuracies: with
 * few images all training answers are right, and their gap would be the test error once more.
 */
export const generalizationGap = {
  metric: { kind: 'metric', name: 'measure/generalization/loss_gap' },
  metricLabel: 'test less training loss',
  unit: 'nats',
  better: 'lower',
  scale: 'difference',
  margin: 0.01,
} as const satisfies Compared;

/** A measured accuracy, such as that on disturbed images; a point counts. */
export const measuredAccuracy = (name: string, metricLabel: string) =>
  ({
    metric: { kind: 'metric', name },
    metricLabel,
    unit: 'pt',
    better: 'higher',
    scale: 'difference',
    margin: 0.01,
  }) as const satisfies Compared;

/** A network with fewer parameters, or one whose image takes fewer multiply-adds; a quarter counts. */
export const smallerNetwork = (by: 'parameters' | 'multiplyAdds', metricLabel: string) =>
  ({
    metric: {
      kind: 'computed',
      compute: ({ architecture, pool, units }) => networkSize({ architecture, pool, units } as never, by),
    },
    metricLabel,
    unit: '',
    better: 'lower',
    scale: 'ratio',
    margin: 1.25,
  }) as const satisfies Compared;
