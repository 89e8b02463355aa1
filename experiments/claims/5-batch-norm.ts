import { type ClaimDefinition, defineClaim } from 'descent';
import { hypotheses, scales } from './hypotheses/5-batch-norm.ts';

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
  hypotheses,
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
      text: 'Accuracies count runs that never learnt with the accuracy they have, since with sigmoids and without batch norm that may be all of them; shares of failed runs are compared apart. At first such runs were left out, and the accuracy with sigmoids was "not known": changed after the first report. Where an arm learns at no rate of its grid, the grid grows at both ends in turn, and if it still learns nowhere its middle rate is compared: a rule of after the first report, which moved the rates of the arms that the table of arms marks.',
    },
    {
      title: 'Fixed steps',
      text: 'Loss and gradient are looked at over steps of the same lengths in both arms. Networks with batch norm are trained at larger rates, so that their own steps reach further: what happens over those is not measured here.',
    },
    {
      title: 'Images',
      text: 'The protocol asks for 20,000 images; `standard` takes 10,000, which was decided when training took longer. `full` takes 20,000.',
    },
    {
      title: 'Gap',
      text: 'The losses of the gap are of the final weights, in evaluation mode on both sides: what a run logs while it trains comes from batch statistics and moving weights.',
    },
  ],
});
