import { type ClaimDefinition, defineClaim } from 'descent';
import { testAccuracy } from './_metrics.ts';

type Layers = NonNullable<ClaimDefinition['arms'][string]['settings']['layers']>;

/** The primer's network with the activation that its dense layer lacks. */
const withRelu = (rate: number): Layers => [
  { type: 'conv', filters: 32, kernel: 5 },
  'relu',
  { type: 'pool', kind: 'max', size: 2 },
  { type: 'conv', filters: 64, kernel: 3 },
  'relu',
  { type: 'pool', kind: 'max', size: 2 },
  'flatten',
  { type: 'dense', units: 1024 },
  'relu',
  { type: 'dropout', rate },
  { type: 'dense', units: 'classes' },
];

const training = {
  optimizer: 'adam',
  learningRate: 0.001,
  epsilonForm: 'hat',
  epsilon: 1e-8,
  batchSize: 128,
  lastBatch: 'wrap',
} as const;

export default defineClaim({
  id: 'article',
  number: 9,
  title: "The primer's own network",
  statement:
    'Two convolutions, a dense layer of 1,024 units and dropout, trained by Adam for 2,000 steps, read handwritten digits reliably (the accuracy stands below); for dropout 0.75 is the right "probability to keep", as the comment in its code says, although the code drops 75 % (this is what the verdict is about).',
  arms: {
    coded: {
      label: 'rate 0.75, linear (as the code runs)',
      settings: { architecture: 'article', dropout: 0.75 },
      finalSeeds: { standard: 20, full: 40 },
    },
    meant: {
      label: 'rate 0.25, linear (as the comment says)',
      settings: { architecture: 'article', dropout: 0.25 },
    },
    codedRelu: { label: 'rate 0.75, ReLU', settings: { layers: withRelu(0.75) } },
    meantRelu: { label: 'rate 0.25, ReLU', settings: { layers: withRelu(0.25) } },
  },
  strata: { mnist: { label: 'MNIST', settings: {} } },
  hypotheses: [
    {
      id: 'meant-rate',
      primary: true,
      statement:
        'Dropping 25 % of the units, as the comment says, is better than dropping 75 %, as the code does.',
      ...testAccuracy,
      arm: 'meant',
      against: ['coded'],
      remember: {
        supported: 'The slip costs accuracy: keeping 75 % of the units is better than keeping 25 %.',
        contradicted:
          'The slip helps: dropping 75 % of so wide a layer is better than dropping 25 %. (That is contradicted, not that the network reads digits.)',
        equivalent: 'The slip does not matter: both rates reach the same accuracy.',
        inconclusive: 'These runs do not tell the two rates apart.',
      },
    },
    {
      id: 'meant-rate-relu',
      statement: 'The same with a ReLU on the dense layer.',
      ...testAccuracy,
      arm: 'meantRelu',
      against: ['codedRelu'],
      remember: {
        supported: 'With the activation in place, the lower rate is better.',
        contradicted: 'With the activation in place, the higher rate is better.',
        equivalent: 'With the activation in place, the rate does not matter.',
        inconclusive: 'With the activation in place, these runs do not tell the rates apart.',
      },
    },
    {
      id: 'relu',
      statement:
        'The dense layer is better with the activation that the code forgets (at the rate as coded).',
      ...testAccuracy,
      arm: 'codedRelu',
      against: ['coded'],
      remember: {
        supported: 'The missing activation costs accuracy.',
        contradicted: 'The missing activation helps.',
        equivalent: 'The missing activation does not matter: two linear layers in a row are enough here.',
        inconclusive: 'These runs do not say whether the missing activation matters.',
      },
    },
    {
      id: 'faster-relu',
      statement: 'With the activation the loss on validation images is lower after the same 2,000 steps.',
      metric: { kind: 'metric', name: 'validation/loss' },
      metricLabel: 'validation loss',
      unit: '',
      better: 'lower',
      scale: 'ratio',
      margin: 1.1,
      arm: 'codedRelu',
      against: ['coded'],
      remember: {
        supported: 'The activation lowers the loss, by a tenth or more as estimated.',
        contradicted: 'The activation raises the loss, by a tenth or more as estimated.',
        equivalent: 'The activation changes the loss by less than a tenth.',
        inconclusive: 'These runs do not tell whether the activation changes the loss by a tenth.',
      },
    },
  ],
  presets: {
    smoke: {
      settings: { dataset: 'mnist10k', ...training, steps: 200 },
      strata: ['mnist'],
      tuningSeeds: 0,
      finalSeeds: 3,
    },
    standard: {
      settings: { dataset: 'mnist', ...training, steps: 2000, validationSize: 5000 },
      strata: ['mnist'],
      tuningSeeds: 0,
      finalSeeds: 10,
    },
    full: {
      settings: { dataset: 'mnist', ...training, steps: 2000, validationSize: 5000 },
      strata: ['mnist'],
      tuningSeeds: 0,
      finalSeeds: 40,
    },
  },
  recording: { validationEverySteps: 200 },
  accuracyOf: ['coded', 'meant', 'codedRelu', 'meantRelu'],
  figures: [
    { kind: 'curves', metric: 'validation/accuracy', title: 'Validation accuracy', log: true },
    { kind: 'curves', metric: 'validation/loss', title: 'Validation loss', log: true },
    { kind: 'predictions', arm: 'coded', title: 'Single images, as the primer shows them' },
  ],
  notes: [
    {
      title: 'The code as printed cannot run on the TensorFlow 2.9 that it names',
      text: '`tf.contrib`, from which it takes its layers and its MNIST reader, was removed with TensorFlow 2.0. The reshape of a single image to `[1,28,28,1]` has lost the minus sign of `[-1,28,28,1]`, so that a batch does not fit. Here the network is rebuilt layer by layer.',
    },
    {
      title: 'What was decided where the primer is silent',
      text: 'Weights start Glorot uniform. 55,000 images train and 5,000 validate, as in the MNIST reader of its time, but drawn by seed and stratified by class instead of "the first 55,000". Adam has the ε-hat form and ε 1e-8 of TensorFlow 1. The last, smaller batch of an epoch is filled from its beginning (`lastBatch: wrap`).',
    },
    {
      title: 'Dates',
      text: 'ReLU came into use with Nair and Hinton, [Rectified linear units improve restricted Boltzmann machines](https://www.cs.toronto.edu/~hinton/absps/reluICML.pdf) (ICML 2010), and Glorot, Bordes and Bengio, [Deep sparse rectifier neural networks](https://proceedings.mlr.press/v15/glorot11a.html) (AISTATS 2011), not with AlexNet (Krizhevsky, Sutskever and Hinton, [ImageNet classification with deep convolutional neural networks](https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks), 2012). LeNet-5 is of 1998: LeCun, Bottou, Bengio and Haffner, [Gradient-based learning applied to document recognition](https://doi.org/10.1109/5.726791), Proceedings of the IEEE 86; the first network of that family of 1989: LeCun et al., [Backpropagation applied to handwritten zip code recognition](https://doi.org/10.1162/neco.1989.1.4.541), Neural Computation 1.',
    },
  ],
});
