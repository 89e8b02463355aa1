/** What claims 1 and 2 share, so that no run is trained for each of them: the arms, one a head, and what is measured. */
import type { ClaimDefinition } from 'descent';

const arm = (
  label: string,
  head: ClaimDefinition['arms'][string]['settings']['head'] & string,
  from: number,
): ClaimDefinition['arms'][string] => ({
  label,
  settings: { head, optimizer: 'sgd' },
  // six half decades around the rate that a head of this scale of gradients wants
  tuning: { kind: 'learningRate', from, to: from + 5 },
});

export const headArms = {
  ce: arm('softmax, cross-entropy', 'softmax+ce', -4),
  softmaxMse: arm('softmax, MSE', 'softmax+mse', -2),
  sigmoidMse: arm('sigmoid, MSE', 'sigmoid+mse', -1),
  bce: arm('sigmoid, binary cross-entropy', 'sigmoid+bce', -5),
  linearMse: arm('linear, MSE', 'linear+mse', -3),
} satisfies ClaimDefinition['arms'];

export const headStrata = {
  mnist: { label: 'MNIST', settings: {} },
  fashion: { label: 'Fashion-MNIST', settings: { dataset: 'fashion-mnist' } },
  constant: { label: 'MNIST, constant rate', settings: { schedule: { kind: 'constant', warmupSteps: 30 } } },
} satisfies ClaimDefinition['strata'];

// a short warm-up: without it the fastest rates lose single seeds in the first steps, whatever the head
const sizes = { architecture: 'lenet5', schedule: { kind: 'cosine', warmupSteps: 30 } } as const;

export const headPresets = {
  smoke: {
    settings: { dataset: 'mnist10k', ...sizes, trainSize: 4000, epochs: 4 },
    strata: ['mnist'],
    tuningSeeds: 3,
    finalSeeds: 3,
  },
  standard: {
    settings: { dataset: 'mnist', ...sizes, trainSize: 20_000, epochs: 3 },
    strata: ['mnist', 'fashion'],
    tuningSeeds: 5,
    finalSeeds: 10,
  },
  full: {
    settings: { dataset: 'mnist', ...sizes, epochs: 3 },
    strata: ['mnist', 'fashion', 'constant'],
    tuningSeeds: 5,
    finalSeeds: 20,
  },
} satisfies ClaimDefinition['presets'];

export const headRecording = {
  lossEverySteps: 10,
  validationEverySteps: 20,
  predictions: 0,
  keepWeights: false,
  measures: [
    { name: 'saturatedStart', at: 'start' },
    { name: 'lossSlices', at: ['start', 'end'], directions: 3, points: 15, surface: 11, images: 256 },
    { name: 'outputSignal', at: ['start', 100, 'end'] },
    { name: 'sharpness', at: 'end' },
  ],
} satisfies ClaimDefinition['recording'];
