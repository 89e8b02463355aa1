import { type ClaimDefinition, defineClaim } from 'descent';
import { hypotheses } from './hypotheses/3-activations.ts';

type Arm = ClaimDefinition['arms'][string];

/** Five half decades around the rate that the activation wants. */
const arm = (label: string, settings: Arm['settings'], from: number): Arm => ({
  label,
  settings,
  tuning: { kind: 'learningRate', from, to: from + 4 },
});

const deep = ['depth6', 'depth10'];

export default defineClaim({
  id: 'activations',
  number: 3,
  title: 'ReLU and vanishing gradients',
  statement:
    'ReLU avoids the vanishing gradients that sigmoid and tanh suffer from when the layers are adjusted; before it, pre-training by restricted Boltzmann machines was the remedy.',
  arms: {
    relu: arm('ReLU, He', { activation: 'relu', initializer: 'heUniform' }, -5),
    reluGlorot: arm('ReLU, Glorot', { activation: 'relu' }, -5),
    tanh: arm('tanh, Glorot', { activation: 'tanh' }, -5),
    tanhHe: arm('tanh, He', { activation: 'tanh', initializer: 'heUniform' }, -5),
    sigmoid: arm('sigmoid, Glorot', { activation: 'sigmoid' }, -3),
    sigmoidHe: arm('sigmoid, He', { activation: 'sigmoid', initializer: 'heUniform' }, -3),
    sigmoid4: arm('sigmoid, Glorot × 4', { activation: 'sigmoid', initializerScale: 4 }, -4),
    sigmoidRbm: arm(
      'sigmoid, RBM pre-training',
      { activation: 'sigmoid', pretraining: { kind: 'rbm', epochs: 3 } },
      -4,
    ),
  },
  strata: {
    depth2: { label: '2 hidden layers', settings: { units: Array.from({ length: 2 }, () => 100) } },
    depth6: { label: '6 hidden layers', settings: { units: Array.from({ length: 6 }, () => 100) } },
    depth10: { label: '10 hidden layers', settings: { units: Array.from({ length: 10 }, () => 100) } },
  },
  hypotheses,
  presets: {
    smoke: {
      settings: {
        ...{ dataset: 'mnist10k', architecture: 'mlp', optimizer: 'momentum', schedule: 'cosine' },
        ...{ trainSize: 4000, batchSize: 32, steps: 300 },
      },
      strata: ['depth2', 'depth6'],
      tuningSeeds: 3,
      finalSeeds: 3,
      arms: ['relu', 'reluGlorot', 'tanh', 'sigmoid', 'sigmoid4', 'sigmoidRbm'],
    },
    standard: {
      settings: {
        ...{ dataset: 'mnist', architecture: 'mlp', optimizer: 'momentum', schedule: 'cosine' },
        ...{ trainSize: 10_000, validationSize: 2000, batchSize: 32, steps: 1000 },
      },
      strata: ['depth2', ...deep],
      tuningSeeds: 3,
      finalSeeds: 10,
    },
    full: {
      settings: {
        ...{ dataset: 'mnist', architecture: 'mlp', optimizer: 'momentum', schedule: 'cosine' },
        ...{ batchSize: 64, epochs: 3 },
      },
      strata: ['depth2', ...deep],
      tuningSeeds: 5,
      finalSeeds: 20,
    },
  },
  recording: {
    ...{ lossEverySteps: 20, validationEverySteps: 50, predictions: 0, keepWeights: false },
    measures: [{ name: 'gradientRatio', at: ['start', 10, 100, 1000] }],
  },
  figures: [
    { kind: 'curves', metric: 'validation/accuracy', title: 'Validation accuracy', log: true },
    {
      kind: 'layers',
      metric: 'measure/gradientRatio/signal/',
      at: 0,
      title: 'Error signal by layer at the start',
    },
    {
      kind: 'layers',
      metric: 'measure/gradientRatio/signal/',
      at: 100,
      title: 'Error signal by layer at step 100',
    },
    {
      kind: 'layers',
      metric: 'measure/gradientRatio/gradient/',
      at: 0,
      title: 'Weight gradient by layer at the start',
    },
    {
      kind: 'curves',
      metric: 'measure/gradientRatio/signal_first_over_last',
      title: 'First over last error signal at steps 0, 10, 100 and 1,000',
      log: true,
    },
    {
      kind: 'curves',
      metric: 'measure/gradientRatio/gradient_first_over_last',
      title: 'First over last weight gradient at steps 0, 10, 100 and 1,000',
      log: true,
    },
    {
      kind: 'curves',
      metric: 'measure/gradientRatio/dead_fraction',
      title: 'Dead units of ReLU at steps 0, 10, 100 and 1,000',
      arms: ['relu', 'reluGlorot'],
    },
  ],
  notes: [
    {
      title: 'Two readings of a gradient',
      text: 'The gradient of a weight is the error signal behind it times the activation before it, and its size depends on the fan-in, too. The error signal alone is what vanishes; both are shown, and the hypotheses name the one they read.',
    },
    {
      title: 'Runs that never learn',
      text: 'In most claims runs that end at chance are left out of means and counted apart. Here they are what the claim is about: they count with the accuracy they have. Where an arm learns at no rate of its grid, the grid grows at both ends in turn, and if it still learns nowhere its middle rate is compared: a rule of after the first report, which moved the rates of the arms that the table of arms marks.',
    },
    {
      title: 'Pre-training',
      text: 'Greedy CD-1, three epochs a layer, on the images that the network is trained on; before the 1,000 steps of training proper. Its time and its samples count in the run: pre-training is not free, and its arm sees more images than the others.',
    },
  ],
});
