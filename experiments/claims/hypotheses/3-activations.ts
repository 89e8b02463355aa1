/** What is claimed of activations and their initialisation. */
import type { HypothesisDefinition } from 'descent';
import { addedLater, addedWithRuns, larger, testAccuracy } from '../_metrics.ts';

const atStep = (step: number) =>
  larger('measure/gradientRatio/signal_first_over_last', `first over last error signal, step ${step}`, step);

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** One initialisation or activation keeps more of the error signal than another. */
const keepsMore = (
  id: string,
  statement: string,
  names: { readonly arm: string; readonly against: readonly string[] },
  words: { readonly ours: string; readonly theirs: string },
): HypothesisDefinition => ({
  id,
  statement,
  ...atStep(0),
  ...names,
  remember: {
    supported: `${sentence(words.ours)} keeps more of the error signal alive than ${words.theirs}.`,
    contradicted: `${sentence(words.ours)} keeps less of the error signal alive than ${words.theirs}.`,
    equivalent: `${sentence(words.ours)} keeps as much of the error signal alive as ${words.theirs}.`,
    conditional: `Whether ${words.ours} keeps more of the error signal than ${words.theirs} depends on the depth.`,
    inconclusive: `These runs do not tell at every depth whether ${words.ours} keeps more of the error signal than ${words.theirs}.`,
  },
});

export const hypotheses: readonly HypothesisDefinition[] = [
  {
    ...keepsMore(
      'relu-start',
      'At the initial weights more of the error signal of the last layer reaches the first layer than with sigmoids.',
      { arm: 'relu', against: ['sigmoid'] },
      { ours: 'ReLU', theirs: 'a sigmoid' },
    ),
    primary: true,
  },
  keepsMore(
    'relu-start-tanh',
    'At the initial weights more of the error signal reaches the first layer than with tanh.',
    { arm: 'relu', against: ['tanh'] },
    { ours: 'ReLU', theirs: 'tanh' },
  ),
  keepsMore(
    'initialisation',
    'It is the initialisation: with weights four times as large a sigmoid keeps more of the error signal, too.',
    { arm: 'sigmoid4', against: ['sigmoid'] },
    { ours: 'a sigmoid with larger weights', theirs: 'one with Glorot weights' },
  ),
  keepsMore(
    'he',
    'ReLU with the initialisation made for it (He) keeps more of the error signal than with that of Glorot.',
    { arm: 'relu', against: ['reluGlorot'] },
    { ours: 'ReLU with He weights', theirs: 'with Glorot weights' },
  ),
  {
    ...addedLater,
    ...keepsMore(
      'relu-glorot-sigmoid',
      'The activation apart from the initialisation: with the same Glorot weights, ReLU keeps more of the error signal than a sigmoid.',
      { arm: 'reluGlorot', against: ['sigmoid'] },
      { ours: 'ReLU with Glorot weights', theirs: 'a sigmoid with Glorot weights' },
    ),
  },
  {
    ...addedLater,
    ...keepsMore(
      'relu-glorot-tanh',
      'With the same Glorot weights, ReLU keeps more of the error signal than tanh.',
      { arm: 'reluGlorot', against: ['tanh'] },
      { ours: 'ReLU with Glorot weights', theirs: 'tanh with Glorot weights' },
    ),
  },
  {
    ...addedLater,
    ...keepsMore(
      'relu-sigmoid4',
      'Each with the initialisation made for it, ReLU (He) keeps more of the error signal than a sigmoid (Glorot × 4).',
      { arm: 'relu', against: ['sigmoid4'] },
      { ours: 'ReLU with He weights', theirs: 'a sigmoid with weights four times as large' },
    ),
  },
  {
    ...addedWithRuns,
    ...keepsMore(
      'he-tanh',
      'He weights are made for ReLU; with them tanh keeps more of the error signal than with those of Glorot, too.',
      { arm: 'tanhHe', against: ['tanh'] },
      { ours: 'tanh with He weights', theirs: 'with Glorot weights' },
    ),
  },
  {
    ...addedWithRuns,
    ...keepsMore(
      'he-sigmoid',
      'With He weights a sigmoid keeps more of the error signal than with those of Glorot.',
      { arm: 'sigmoidHe', against: ['sigmoid'] },
      { ours: 'a sigmoid with He weights', theirs: 'with Glorot weights' },
    ),
  },
  {
    ...addedWithRuns,
    ...keepsMore(
      'relu-tanh-he',
      'With the same He weights, ReLU keeps more of the error signal than tanh.',
      { arm: 'relu', against: ['tanhHe'] },
      { ours: 'ReLU with He weights', theirs: 'tanh with He weights' },
    ),
  },
  {
    id: 'relu-gradient',
    statement:
      'The same of the weight gradients, which also hold the activations they multiply: first over last, at the initial weights.',
    ...larger('measure/gradientRatio/gradient_first_over_last', 'first over last weight gradient, step 0', 0),
    arm: 'relu',
    against: ['sigmoid'],
    remember: {
      supported: 'With ReLU the first layer gets more of a weight gradient, next to the last.',
      contradicted: 'With ReLU the first layer gets less of a weight gradient, next to the last.',
      equivalent: 'The weight gradients of the first layer are as large, next to the last.',
      conditional: 'Whether the first layer gets more of a weight gradient depends on the depth.',
      inconclusive: 'These runs do not tell whether the first layer gets more of a weight gradient.',
    },
  },
  {
    id: 'relu-gradient-later',
    ...addedLater,
    statement: 'The same of the weight gradients after 100 steps.',
    ...larger(
      'measure/gradientRatio/gradient_first_over_last',
      'first over last weight gradient, step 100',
      100,
    ),
    arm: 'relu',
    against: ['sigmoid'],
    stalled: 'counted',
    remember: {
      supported: 'While it trains, too, the first layer gets more of a weight gradient with ReLU.',
      contradicted: 'While it trains the first layer gets less of a weight gradient with ReLU.',
      equivalent: 'While they train the first layer gets as much of a weight gradient with both.',
      conditional: 'While they train, who gets more of a weight gradient depends on the depth.',
      inconclusive: 'While they train, these runs do not tell who gets more of a weight gradient.',
    },
  },
  {
    id: 'relu-later',
    statement: 'After 100 steps, too, more of the error signal reaches the first layer than with sigmoids.',
    ...atStep(100),
    arm: 'relu',
    against: ['sigmoid'],
    stalled: 'counted',
    remember: {
      supported: 'While it trains, too, a ReLU network keeps more of the signal.',
      contradicted: 'While it trains a ReLU network keeps less of the signal.',
      equivalent: 'While they train both keep as much of the signal.',
      conditional: 'While it trains, whether ReLU keeps more of the signal depends on the depth.',
      inconclusive: 'While they train, these runs do not tell which keeps more of the signal.',
    },
  },
  {
    id: 'accuracy',
    statement: 'A ReLU network is more accurate than one of sigmoids or tanh, after the same 1,000 steps.',
    ...testAccuracy,
    arm: 'relu',
    against: ['sigmoid', 'tanh'],
    stalled: 'counted',
    remember: {
      supported: 'ReLU is the most accurate of the three at every depth.',
      contradicted: 'ReLU is less accurate than at least one of the two.',
      equivalent: 'At least one of the two is as accurate as ReLU.',
      conditional: 'Whether ReLU is the most accurate depends on the depth.',
      inconclusive: 'ReLU is not shown to be the most accurate of the three.',
    },
  },
  {
    id: 'sigmoid-learns',
    statement:
      'Sigmoid networks with Glorot weights fail to learn at all, within 1,000 steps, more often than ReLU networks.',
    metric: { kind: 'failed' },
    metricLabel: 'share of runs that never learn, at the chosen rate',
    unit: 'pt',
    better: 'higher',
    scale: 'difference',
    margin: 0.05,
    arm: 'sigmoid',
    against: ['relu'],
    remember: {
      supported: 'Sigmoid networks with Glorot weights do not get off the ground within 1,000 steps.',
      contradicted: 'ReLU networks fail more often.',
      equivalent: 'Neither fails to learn.',
      conditional:
        'Sigmoid networks with Glorot weights learn while they are shallow, and not within 1,000 steps once they are deep.',
      inconclusive:
        'Whether sigmoid networks with Glorot weights fail to learn within 1,000 steps is not shown at every depth.',
    },
  },
  {
    id: 'rbm',
    statement:
      'RBM pre-training makes a deep sigmoid network more accurate after 1,000 steps than starting from random Glorot weights.',
    ...testAccuracy,
    arm: 'sigmoidRbm',
    against: ['sigmoid'],
    strata: ['depth6'],
    stalled: 'counted',
    remember: {
      supported:
        'Within 1,000 steps a deep sigmoid network learns with pre-training, and not from Glorot weights.',
      contradicted: 'Pre-training makes a deep sigmoid network worse than Glorot weights do.',
      equivalent: 'Pre-training changes nothing in a deep sigmoid network with Glorot weights.',
      inconclusive: 'These runs do not tell what pre-training does for a deep sigmoid network.',
    },
  },
  {
    id: 'rbm-depths',
    ...addedWithRuns,
    statement: 'The same with two and with ten hidden layers.',
    ...testAccuracy,
    arm: 'sigmoidRbm',
    against: ['sigmoid'],
    strata: ['depth2', 'depth10'],
    stalled: 'counted',
    remember: {
      supported:
        'Within 1,000 steps pre-training helps a sigmoid network that is shallow and one that is very deep.',
      contradicted:
        'Pre-training makes a shallow or a very deep sigmoid network worse than Glorot weights do.',
      equivalent: 'Pre-training changes nothing in a shallow or in a very deep sigmoid network.',
      conditional: 'Whether pre-training helps a sigmoid network depends on its depth.',
      inconclusive: 'These runs do not tell at both depths what pre-training does.',
    },
  },
  {
    id: 'sigmoid-initialisation',
    ...addedLater,
    statement:
      'A sigmoid network with larger initial weights (Glorot × 4) is more accurate after 1,000 steps than with those of Glorot.',
    ...testAccuracy,
    arm: 'sigmoid4',
    against: ['sigmoid'],
    stalled: 'counted',
    remember: {
      supported:
        'Larger initial weights help a sigmoid network: its initialisation was part of what held it back.',
      contradicted: 'Larger initial weights make a sigmoid network less accurate.',
      equivalent: 'Larger initial weights change nothing in a sigmoid network.',
      conditional: 'Whether larger initial weights help a sigmoid network depends on its depth.',
      inconclusive:
        'These runs do not tell at every depth whether larger initial weights help a sigmoid network.',
    },
  },
  {
    id: 'rbm-initialisation',
    statement: 'RBM pre-training is more accurate than merely larger initial weights (Glorot × 4).',
    ...testAccuracy,
    arm: 'sigmoidRbm',
    against: ['sigmoid4'],
    strata: ['depth6'],
    stalled: 'counted',
    remember: {
      supported: 'Pre-training does more than a better scale of the initial weights.',
      contradicted: 'A better scale of the initial weights does more than pre-training.',
      equivalent: 'A better scale of the initial weights does as much as pre-training.',
      inconclusive: 'These runs do not tell pre-training from a better scale of the initial weights.',
    },
  },
  {
    id: 'relu-after-rbm',
    statement: 'ReLU without any pre-training is more accurate than sigmoids with it.',
    ...testAccuracy,
    arm: 'relu',
    against: ['sigmoidRbm'],
    strata: ['depth6'],
    stalled: 'counted',
    remember: {
      supported: 'ReLU made pre-training unnecessary.',
      contradicted: 'Pre-trained sigmoids are more accurate than ReLU.',
      equivalent: 'Pre-trained sigmoids are as accurate as ReLU.',
      inconclusive: 'These runs do not tell ReLU from pre-trained sigmoids.',
    },
  },
];
