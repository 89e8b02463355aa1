import { type ClaimDefinition, defineClaim } from 'descent';
import {
  addedLater,
  failsMoreOften,
  fewerSteps,
  generalizationGap,
  larger,
  measuredAccuracy,
  smaller,
  testAccuracy,
} from './_metrics.ts';

type Arm = ClaimDefinition['arms'][string];
type Placement = Arm['settings']['batchNorm'];

const arm = (label: string, batchNorm: Placement & string): Arm => ({
  label,
  settings: { batchNorm },
  tuning: { kind: 'learningRate', from: -5, to: -1 },
});

/** From far too small to far too large, all trained with the final seeds: for the width of the band. */
const wholeGrid = (label: string, batchNorm: Placement & string): Arm => ({
  label: `${label}, whole grid`,
  settings: { batchNorm },
  tuning: { kind: 'learningRate', from: -7, to: 1 },
  wholeGrid: true,
});

/** Small runs of one thing: whether a rate trains at all from weights of some scale. */
const scaled = (scale: number): ClaimDefinition['strata'][string] => ({
  label: `initial weights × ${scale}, 2,000 built-in digits`,
  settings: { dataset: 'mnist10k', trainSize: 2000, batchSize: 32, initializerScale: scale, epochs: 2 },
  recording: { lossEverySteps: 50, telemetryEverySteps: 0, predictions: 0, keepWeights: false },
});
const scales = ['scale01', 'scale03', 'scale1', 'scale3', 'scale10'];

const recording = {
  ...{ lossEverySteps: 10, validationEverySteps: 10, predictions: 0, keepWeights: false },
  measures: [
    { name: 'gradientRatio', at: ['start', 100] },
    { name: 'landscape', at: 50 },
    { name: 'scaleInvariance', at: 100 },
    { name: 'generalization', at: 'end', images: 1000 },
    { name: 'robustness', at: 'end', noise: [0.1, 0.2, 0.3, 0.5], fgsm: [0.02, 0.05, 0.1, 0.2] },
  ],
} satisfies ClaimDefinition['recording'];

export default defineClaim({
  id: 'batch-norm',
  number: 5,
  title: 'Batch normalisation',
  statement:
    'Batch normalisation before each ReLU speeds up convergence, preserves gradients, relieves overfitting and makes the system more robust; at its core it constrains the space in which parameters are searched.',
  arms: {
    none: arm('none', 'none'),
    before: arm('before the activation', 'before'),
    after: arm('after the activation', 'after'),
    noneGrid: wholeGrid('none', 'none'),
    beforeGrid: wholeGrid('before the activation', 'before'),
  },
  strata: {
    relu: { label: 'ReLU, batch 128', settings: { batchSize: 128 } },
    // looked at as often in samples as with the largest batch
    batch32: {
      label: 'ReLU, batch 32',
      settings: { batchSize: 32 },
      recording: { ...recording, validationEverySteps: 40, measures: [] },
    },
    batch8: {
      label: 'ReLU, batch 8',
      settings: { batchSize: 8 },
      recording: { ...recording, validationEverySteps: 160, measures: [] },
    },
    sigmoid: { label: 'sigmoid, batch 128', settings: { activation: 'sigmoid' } },
    small: {
      label: 'ReLU, 1,000 images, batch 32',
      settings: { trainSize: 1000, batchSize: 32, epochs: 20 },
      recording: { ...recording, validationEverySteps: 0 },
    },
    scale01: scaled(0.1),
    scale03: scaled(0.3),
    scale1: scaled(1),
    scale3: scaled(3),
    scale10: scaled(10),
  },
  hypotheses: [
    {
      id: 'faster',
      primary: true,
      statement:
        'With batch norm before each ReLU and each rate tuned, the target accuracy is reached in fewer steps.',
      ...fewerSteps('none'),
      arm: 'before',
      against: ['none'],
      strata: ['relu', 'batch32', 'batch8'],
      remember: {
        supported: 'Batch norm gets there in fewer steps, each at its own best rate.',
        contradicted: 'At their own best rates the network without batch norm gets there first.',
        equivalent: 'At their own best rates both get there equally fast.',
        conditional: 'Whether batch norm is faster depends on the size of the batch.',
        inconclusive: 'These runs do not tell which is faster.',
      },
    },
    {
      id: 'faster-sigmoid',
      statement: 'With sigmoids, too, batch norm reaches its own target in fewer steps.',
      ...fewerSteps('before'),
      arm: 'before',
      against: ['none'],
      strata: ['sigmoid'],
      remember: {
        supported: 'With sigmoids, batch norm gets there in far fewer steps.',
        contradicted: 'With sigmoids, batch norm is slower.',
        equivalent: 'With sigmoids, both are equally fast.',
        inconclusive: 'With sigmoids, these runs do not tell which is faster.',
      },
    },
    {
      id: 'accuracy',
      statement: 'After the same training it is more accurate.',
      ...testAccuracy,
      arm: 'before',
      against: ['none'],
      strata: ['relu', 'batch32', 'batch8', 'sigmoid'],
      // with sigmoids and without batch norm no run may learn at all: that is an answer, too
      stalled: 'counted',
      remember: {
        supported: 'Batch norm ends up more accurate after so short a training.',
        contradicted: 'Batch norm ends up less accurate.',
        equivalent: 'Both end up equally accurate.',
        conditional: 'Whether batch norm ends up more accurate depends on batch size and activation.',
        inconclusive: 'These runs do not tell whether batch norm ends up more accurate.',
      },
    },
    {
      id: 'before-activation',
      statement: 'Inserted before each ReLU it is more accurate than after it.',
      ...testAccuracy,
      arm: 'before',
      against: ['after'],
      strata: ['relu'],
      remember: {
        supported: 'Before the activation is the better place.',
        contradicted: 'After the activation is the better place.',
        equivalent: 'Before or after the activation: both are equally accurate.',
        inconclusive: 'These runs do not tell which place is better.',
      },
    },
    {
      id: 'gradients-start',
      statement: 'At the initial weights more of the error signal of the last layer reaches the first layer.',
      ...larger('measure/gradientRatio/signal_first_over_last', 'first over last error signal, step 0', 0),
      arm: 'before',
      against: ['none'],
      strata: ['relu', 'sigmoid'],
      remember: {
        supported: 'Batch norm keeps more of the error signal alive on its way back.',
        contradicted: 'With batch norm less of the error signal comes back.',
        equivalent: 'As much of the error signal comes back with batch norm as without.',
        conditional: 'Batch norm keeps the signal alive with one activation and not with the other.',
        inconclusive: 'These runs do not tell whether more of the error signal comes back with batch norm.',
      },
    },
    {
      id: 'gradients-later',
      statement: 'After 100 steps, too, more of the error signal reaches the first layer.',
      ...larger(
        'measure/gradientRatio/signal_first_over_last',
        'first over last error signal, step 100',
        100,
      ),
      arm: 'before',
      against: ['none'],
      strata: ['relu', 'sigmoid'],
      remember: {
        supported: 'In the middle of training, too, more of the signal comes back.',
        contradicted: 'In the middle of training less of the signal comes back.',
        equivalent: 'In the middle of training as much of the signal comes back.',
        conditional: 'Batch norm keeps the signal alive with one activation and not with the other.',
        inconclusive:
          'In the middle of training, these runs do not tell where more of the signal comes back.',
      },
    },
    {
      id: 'overfitting-gap',
      statement: 'Trained on 1,000 images, the losses on training and test images lie closer together.',
      ...generalizationGap,
      arm: 'before',
      against: ['none'],
      strata: ['small'],
      remember: {
        supported: 'Batch norm narrows the gap between training and test.',
        contradicted: 'Batch norm widens the gap between training and test.',
        equivalent: 'Batch norm leaves the gap as it is: it does not relieve overfitting here.',
        inconclusive: 'These runs do not tell what batch norm does to the gap.',
      },
    },
    {
      id: 'overfitting-accuracy',
      statement: 'Trained on 1,000 images it is more accurate on test images.',
      ...testAccuracy,
      arm: 'before',
      against: ['none'],
      strata: ['small'],
      remember: {
        supported: 'With few images, batch norm generalises better.',
        contradicted: 'With few images, batch norm generalises worse.',
        equivalent: 'With few images, both generalise equally well.',
        inconclusive: 'With few images, these runs do not tell which generalises better.',
      },
    },
    {
      id: 'robust-noise',
      statement: 'It is more accurate on images with Gaussian noise of SD 0.3.',
      ...measuredAccuracy('measure/robustness/noise_accuracy/0.3', 'accuracy under noise of SD 0.3'),
      arm: 'before',
      against: ['none'],
      strata: ['relu', 'small'],
      remember: {
        supported: 'Batch norm stands noise better.',
        contradicted: 'Batch norm stands noise worse: it is not more robust to it.',
        equivalent: 'Both stand noise equally well.',
        conditional: 'Whether batch norm stands noise better depends on how much there is to train on.',
        inconclusive: 'These runs do not tell which stands noise better.',
      },
    },
    {
      id: 'robust-fgsm',
      statement: 'It is more accurate on images that the gradient sign method moved by 0.1 a pixel.',
      ...measuredAccuracy('measure/robustness/fgsm_accuracy/0.1', 'accuracy under FGSM, ε = 0.1'),
      arm: 'before',
      against: ['none'],
      strata: ['relu', 'small'],
      remember: {
        supported: 'Batch norm stands adversarial changes better.',
        contradicted: 'Batch norm makes the network easier to fool.',
        equivalent: 'Both are equally easy to fool.',
        conditional: 'Whether batch norm is harder to fool depends on how much there is to train on.',
        inconclusive: 'These runs do not tell which is harder to fool.',
      },
    },
    {
      id: 'trainable-range',
      statement:
        'It constrains the search: from initial weights of any scale, more decades of learning rate train (80 % of validation images right after two epochs).',
      metric: { kind: 'sensitivity', atLeast: 0.8 },
      metricLabel: 'decades of rates that train',
      unit: 'decades',
      better: 'higher',
      scale: 'difference',
      margin: 0.25,
      arm: 'beforeGrid',
      against: ['noneGrid'],
      strata: scales,
      remember: {
        supported: 'With batch norm more combinations of rate and initial scale train.',
        contradicted: 'With batch norm fewer combinations of rate and initial scale train.',
        equivalent: 'As many combinations of rate and initial scale train with batch norm as without.',
        conditional:
          'Whether batch norm widens the range of rates depends on the scale of the initial weights.',
        inconclusive: 'These runs do not tell whether batch norm widens the range of rates that train.',
      },
    },
    {
      id: 'sensitivity',
      statement: 'The rates within a point of its best span more decades.',
      metric: { kind: 'sensitivity' },
      metricLabel: 'decades of rates within one point of the best',
      unit: 'decades',
      better: 'higher',
      scale: 'difference',
      margin: 0.25,
      arm: 'beforeGrid',
      against: ['noneGrid'],
      strata: ['scale1'],
      remember: {
        supported: 'A good rate is easier to hit with batch norm.',
        contradicted: 'A good rate is harder to hit with batch norm.',
        equivalent:
          'A good rate is as easy to hit with batch norm as without, as far as a grid of half decades tells.',
        inconclusive: 'These runs do not tell whether a good rate is easier to hit with batch norm.',
      },
    },
    {
      id: 'scale-invariance',
      statement:
        'The function is invariant to the scale of the weights: multiplying all hidden ones by 0.1 … 10 changes the loss less.',
      ...smaller('measure/scaleInvariance/largest_loss_change', 'largest change of the rescaled loss', 100),
      arm: 'before',
      against: ['none'],
      strata: ['relu'],
      remember: {
        supported:
          'Under batch norm the length of the weights hardly matters: only their direction is searched.',
        contradicted: 'Under batch norm the length of the weights matters more.',
        equivalent: 'The length of the weights matters as much under batch norm.',
        inconclusive:
          'These runs do not tell whether the length of the weights matters less under batch norm.',
      },
    },
    {
      id: 'smooth-loss',
      statement:
        'Along the gradient, over steps of the same fixed lengths in both arms, the loss varies less (Santurkar et al. 2018).',
      ...smaller('measure/landscape/loss_variation', 'variation of the rescaled loss, step 50', 50),
      arm: 'before',
      against: ['none'],
      strata: ['relu'],
      remember: {
        supported:
          'Along the gradient, over the same fixed steps, the loss is smoother with batch norm; at the rate of each arm it is not measured.',
        contradicted: 'Along the gradient, over the same fixed steps, the loss is rougher with batch norm.',
        equivalent: 'Along the gradient, over the same fixed steps, the loss varies as much with batch norm.',
        inconclusive: 'These runs do not tell along which gradient the loss is smoother.',
      },
    },
    {
      id: 'predictive-gradient',
      statement:
        'Over the same fixed steps along the gradient the gradient itself changes less, so that it can be trusted further.',
      ...smaller('measure/landscape/gradient_change', 'largest relative change of the gradient, step 50', 50),
      arm: 'before',
      against: ['none'],
      strata: ['relu'],
      remember: {
        supported: 'With batch norm a gradient can be trusted further, over the same fixed steps.',
        contradicted: 'With batch norm a gradient can be trusted less far, over the same fixed steps.',
        equivalent: 'A gradient can be trusted as far with batch norm, over the same fixed steps.',
        inconclusive: 'These runs do not tell which gradient can be trusted further.',
      },
    },
    {
      id: 'none-fails',
      ...addedLater,
      statement:
        'At the rates that tuning chose, networks without batch norm diverge, or never learn, more often.',
      ...failsMoreOften,
      arm: 'none',
      against: ['before'],
      strata: ['relu', 'batch32', 'batch8', 'sigmoid'],
      remember: {
        supported: 'Without batch norm more runs fail, also at a rate that was tuned.',
        contradicted: 'With batch norm more runs fail.',
        equivalent: 'At rates chosen by tuning, neither fails.',
        conditional: 'With sigmoids no run learns without batch norm; elsewhere neither fails.',
        inconclusive: 'At rates chosen by tuning, ten runs a side do not tell which fails more often.',
      },
    },
    {
      id: 'none-fails-grid',
      ...addedLater,
      statement:
        'Over the whole grid of rates, from initial weights of any scale, networks without batch norm diverge, or never learn, at more of the rates.',
      metric: { kind: 'failedRates' },
      metricLabel: 'share of the rates at which a run diverges or never learns',
      unit: 'pt',
      better: 'higher',
      scale: 'difference',
      margin: 0.05,
      arm: 'noneGrid',
      against: ['beforeGrid'],
      strata: scales,
      remember: {
        supported: 'Without batch norm training fails at more of the rates.',
        contradicted: 'With batch norm training fails at more of the rates.',
        equivalent: 'Training fails at as many of the rates with batch norm as without.',
        conditional: 'Where training fails more often depends on the scale of the initial weights.',
        inconclusive: 'These runs do not tell where training fails at more of the rates.',
      },
    },
  ],
  presets: {
    smoke: {
      settings: {
        ...{ dataset: 'mnist10k', architecture: 'lenet5', optimizer: 'momentum', schedule: 'cosine' },
        ...{ trainSize: 2000, epochs: 7 },
      },
      strata: ['relu', 'small', 'scale10'],
      tuningSeeds: 3,
      finalSeeds: 3,
    },
    standard: {
      settings: {
        ...{ dataset: 'mnist', architecture: 'lenet5', optimizer: 'momentum', schedule: 'cosine' },
        ...{ trainSize: 10_000, validationSize: 2000, epochs: 2 },
      },
      strata: ['relu', 'batch32', 'batch8', 'sigmoid', 'small', 'scale01', 'scale1', 'scale10'],
      tuningSeeds: 3,
      finalSeeds: 10,
    },
    full: {
      settings: {
        ...{ dataset: 'mnist', architecture: 'lenet5', optimizer: 'momentum', schedule: 'cosine' },
        ...{ trainSize: 20_000, epochs: 3 },
      },
      strata: ['relu', 'batch32', 'batch8', 'sigmoid', 'small', ...scales],
      tuningSeeds: 5,
      finalSeeds: 20,
    },
  },
  recording,
  figures: [
    {
      kind: 'curves',
      metric: 'validation/accuracy',
      title: 'Validation accuracy',
      log: true,
      arms: ['none', 'before', 'after'],
    },
    { kind: 'sensitivity', title: 'Accuracy over the learning rate (tuning runs)' },
    {
      kind: 'layers',
      metric: 'measure/gradientRatio/signal/',
      at: 0,
      title: 'Error signal by layer at the start',
      arms: ['none', 'before', 'after'],
    },
    {
      kind: 'series',
      metric: 'measure/robustness/noise_accuracy/*',
      x: 'SD of the noise',
      title: 'Accuracy under noise',
      arms: ['none', 'before', 'after'],
    },
    {
      kind: 'series',
      metric: 'measure/robustness/fgsm_accuracy/*',
      x: 'ε',
      title: 'Accuracy under the fast gradient sign method',
      arms: ['none', 'before', 'after'],
    },
  ],
  notes: [
    {
      title: 'How the core is made testable',
      text: '"Constrains the parameter search space" is read in three ways: more combinations of learning rate and initial scale train at all; the loss and its gradient change less along the gradient, so that a step goes where it promised (Santurkar et al. 2018); and the function does not change when the weights before a batch norm are multiplied, so that only their direction is left to search.',
    },
    {
      title: 'Targets',
      text: 'With ReLU the target is what the network without batch norm reaches in its tuning, less half a point. With sigmoids that network hardly leaves the start in so few steps, and any target of its own would say nothing: there the target is that of batch norm, and runs that never reach it count with their whole budget.',
    },
    {
      title: 'Runs that never learn',
      text: 'Accuracies count runs that never learnt with the accuracy they have, since with sigmoids and without batch norm that may be all of them; shares of failed runs are compared apart. At first such runs were left out, and the accuracy with sigmoids was "not known": changed after the first report.',
    },
    {
      title: 'Fixed steps',
      text: 'Loss and gradient are looked at over steps of the same lengths in both arms. Networks with batch norm are trained at larger rates, so that their own steps reach further: what happens over those is not measured here.',
    },
    {
      title: 'Gap',
      text: 'The losses of the gap are of the final weights, in evaluation mode on both sides: what a run logs while it trains comes from batch statistics and moving weights.',
    },
  ],
});
