/** What is claimed of depth, and of connections across layers. */
import type { HypothesisDefinition } from 'descent';
import { addedLater, failsMoreOften, larger } from '../_metrics.ts';
import { moreAccurate } from './_short-training.ts';

const dense = ['dense'];

export const depth: readonly HypothesisDefinition[] = [
  {
    ...moreAccurate(
      'deeper',
      'With as many parameters, 8 hidden layers are more accurate than 2.',
      { arm: 'plain8', against: ['plain2'], strata: dense },
      {
        supported: 'Deeper is better at the same number of parameters.',
        contradicted: 'At the same number of parameters, deeper (and narrower) is worse on digits.',
        equivalent: 'At the same number of parameters, depth makes no difference on digits.',
        inconclusive: 'These runs do not tell 8 layers from 2.',
      },
    ),
    primary: true,
  },
  moreAccurate(
    'deeper-4',
    'With as many parameters, 4 hidden layers are more accurate than 2.',
    { arm: 'plain4', against: ['plain2'], strata: dense },
    {
      supported: 'Four layers are better than two.',
      contradicted: 'Four layers are worse than two.',
      equivalent: 'Four layers are as good as two.',
      inconclusive: 'These runs do not tell four layers from two.',
    },
  ),
  {
    ...moreAccurate(
      'much-deeper',
      'With as many parameters, 32 hidden layers are more accurate than 2.',
      { arm: 'plain32', against: ['plain2'], strata: dense },
      {
        supported: 'Even 32 plain layers are better than two.',
        contradicted: 'Plain networks do not get better with depth: 32 layers are far worse than two.',
        equivalent: '32 plain layers are as good as two.',
        inconclusive: 'These runs do not tell 32 plain layers from two.',
      },
    ),
    stalled: 'counted',
  },
  {
    ...moreAccurate(
      'residual',
      'Connections across layers help: 32 layers with them are more accurate than 32 without.',
      { arm: 'residual32', against: ['plain32'], strata: dense },
      {
        supported: 'Connections across layers are what lets 32 layers learn.',
        contradicted: 'Connections across layers make 32 layers worse.',
        equivalent: 'Connections across layers make no difference at 32 layers.',
        inconclusive: 'At 32 layers, these runs do not tell whether connections across layers help.',
      },
    ),
    stalled: 'counted',
  },
  moreAccurate(
    'residual-16',
    '16 layers with connections across them are more accurate than 16 without.',
    { arm: 'residual16', against: ['plain16'], strata: dense },
    {
      supported: 'At 16 layers, connections across layers help.',
      contradicted: 'At 16 layers, connections across layers harm.',
      equivalent: 'At 16 layers, connections across layers make no difference.',
      inconclusive: 'At 16 layers, these runs do not tell whether connections across layers help.',
    },
  ),
  moreAccurate(
    'residual-deeper',
    'With them deeper is better: 32 residual layers are more accurate than 8.',
    { arm: 'residual32', against: ['residual8'], strata: dense },
    {
      supported: 'With connections across layers, deeper is better.',
      contradicted: 'With connections across layers, too, deeper is worse at the same size.',
      equivalent: 'With connections across layers, depth does not matter at the same size.',
      inconclusive: 'With connections across layers, these runs do not tell 32 layers from 8.',
    },
  ),
  {
    id: 'residual-signal',
    statement: 'At the initial weights more of the error signal reaches the first of 32 layers with them.',
    ...larger('measure/gradientRatio/signal_first_over_last', 'first over last error signal, step 0', 0),
    arm: 'residual32',
    against: ['plain32'],
    strata: dense,
    stalled: 'counted',
    remember: {
      supported: 'Connections across layers carry the error signal back.',
      contradicted:
        'With connections across layers less of the signal comes back: that of the plain network grows on its way (it explodes), and more is not better (residual-signal-size).',
      equivalent: 'As much of the signal comes back either way.',
      inconclusive: 'These runs do not tell with which more of the signal comes back.',
    },
  },
  {
    id: 'residual-signal-size',
    ...addedLater,
    statement:
      'Neither vanishing nor exploding: at the initial weights the error signal at the first of 32 layers is nearer in size to that at the last with connections across layers.',
    metric: { kind: 'decadesFromOne', name: 'measure/gradientRatio/signal_first_over_last', at: 0 },
    metricLabel: 'decades between the error signals of the first and the last layer, step 0',
    unit: 'decades',
    better: 'lower',
    scale: 'difference',
    margin: 0.1,
    arm: 'residual32',
    against: ['plain32'],
    strata: dense,
    stalled: 'counted',
    remember: {
      supported:
        'With connections across layers the error signal stays nearer to its size; it still grows or shrinks on its way.',
      contradicted: 'Connections across layers change the size of the error signal more than none do.',
      equivalent: 'Either way the error signal keeps its size as well.',
      inconclusive: 'These runs do not tell with which the error signal keeps its size.',
    },
  },
  {
    id: 'plain-fails',
    ...addedLater,
    statement:
      'At the rates that tuning chose, 32 plain layers diverge, or never learn, more often than 32 with connections across layers.',
    ...failsMoreOften,
    arm: 'plain32',
    against: ['residual32'],
    strata: dense,
    remember: {
      supported:
        '32 plain layers often do not learn in so few steps; with connections across layers they do.',
      contradicted: '32 layers with connections across them fail more often.',
      equivalent: 'At rates chosen by tuning, neither fails.',
      inconclusive: 'So few runs do not tell whether 32 plain layers fail more often.',
    },
  },
];
