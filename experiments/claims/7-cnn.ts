import { type ClaimDefinition, defineClaim, matchedWidth, networkSize } from 'descent';
import { hypotheses } from './hypotheses/7-cnn.ts';

type Arm = ClaimDefinition['arms'][string];

const cnn = { architecture: 'lenet5' } as const;
const mlp = (units: number) => ({ architecture: 'mlp', units: [units] }) as const;
const sameParameters = mlp(matchedWidth(cnn, mlp, 'parameters'));
const sameMultiplyAdds = mlp(matchedWidth(cnn, mlp, 'multiplyAdds'));
const moved = { augment: { shift: 3, rotate: 30 } } as const;

/** Three half decades around Adam's default; grids grow where the best lies at an edge. */
const arm = (label: string, settings: Arm['settings']): Arm => ({
  label,
  settings,
  tuning: { kind: 'learningRate', from: -7, to: -5 },
});

const shown = ['cnn', 'mlpParameters', 'mlpMultiplyAdds', 'cnnMoved', 'mlpMoved'];

export default defineClaim({
  id: 'cnn',
  number: 7,
  title: 'Convolution',
  statement:
    'Dense networks on images have too much data to process, at high cost and low efficiency, and hardly keep their features; convolution reduces the data while it keeps the features, and recognises an image as similar when it is flipped, rotated or moved.',
  arms: {
    cnn: arm('LeNet-5', cnn),
    mlpParameters: arm(`MLP, as many parameters (${sameParameters.units[0]} units)`, sameParameters),
    mlpMultiplyAdds: arm(`MLP, as many multiply-adds (${sameMultiplyAdds.units[0]} units)`, sameMultiplyAdds),
    cnnMoved: arm('LeNet-5, trained on moved images', { ...cnn, ...moved }),
    mlpMoved: arm('MLP, as many parameters, trained on moved images', { ...sameParameters, ...moved }),
    // the same runs, read at another layer, and on upright images
    cnnInput: arm('the pixels', cnn),
    cnnUpright: arm('LeNet-5, upright images', cnn),
  },
  strata: {
    mnist: { label: 'MNIST', settings: {} },
    fashion: { label: 'Fashion-MNIST', settings: { dataset: 'fashion-mnist' } },
  },
  hypotheses,
  presets: {
    smoke: {
      settings: { dataset: 'mnist10k', trainSize: 4000, epochs: 2, schedule: 'cosine' },
      strata: ['mnist'],
      tuningSeeds: 3,
      finalSeeds: 3,
    },
    standard: {
      settings: { dataset: 'mnist', trainSize: 20_000, validationSize: 2000, epochs: 2, schedule: 'cosine' },
      strata: ['mnist', 'fashion'],
      tuningSeeds: 3,
      finalSeeds: 10,
    },
    full: {
      settings: { dataset: 'mnist', epochs: 3, schedule: 'cosine' },
      strata: ['mnist', 'fashion'],
      tuningSeeds: 5,
      finalSeeds: 20,
    },
  },
  recording: {
    ...{ lossEverySteps: 20, validationEverySteps: 40, predictions: 0, keepWeights: false },
    measures: [
      { name: 'linearProbe', at: 'end', images: 1000, epochs: 10 },
      { name: 'consistency', at: 'end', images: 500 },
    ],
  },
  figures: [
    {
      kind: 'series',
      metric: 'measure/consistency/consistency/shift/*',
      x: 'shift, pixels',
      title: 'Right answers that stay under shifts',
      arms: shown,
    },
    {
      kind: 'series',
      metric: 'measure/consistency/consistency/rotate/*',
      x: 'angle, degrees',
      title: 'Right answers that stay under turns',
      arms: shown,
    },
    {
      kind: 'series',
      metric: 'measure/consistency/accuracy/shift/*',
      x: 'shift, pixels',
      title: 'Accuracy under shifts',
      arms: shown,
    },
    {
      kind: 'layers',
      metric: 'measure/linearProbe/accuracy/',
      at: 'last',
      title: 'Accuracy of a linear probe by layer',
      arms: ['cnn', 'mlpParameters', 'mlpMultiplyAdds'],
    },
    {
      kind: 'layers',
      metric: 'measure/linearProbe/dimension/',
      at: 'last',
      title: 'Numbers that a layer gives',
      arms: ['cnn', 'mlpParameters', 'mlpMultiplyAdds'],
    },
    {
      kind: 'curves',
      metric: 'validation/accuracy',
      title: 'Validation accuracy',
      log: true,
      arms: shown,
    },
  ],
  notes: [
    {
      title: 'Moved, turned, mirrored',
      text: 'Test images are moved in four directions by 0 to 6 pixels, turned to both sides by 0 to 180° and mirrored, bilinear and filled with zeros. A 6 upside down is a 9, and most mirrored digits are none: on MNIST turns beyond 90° leave out 6 and 9, and mirroring reads 0, 1 and 8 only; Fashion-MNIST needs neither. Consistency counts only images that are answered rightly upright.',
    },
    {
      title: 'What is matched',
      text: `LeNet-5 has ${networkSize(cnn, 'parameters').toLocaleString('en-US')} parameters and ${networkSize(cnn, 'multiplyAdds').toLocaleString('en-US')} multiply-adds an image. The two MLPs have one hidden layer, as wide as it takes to match the one or the other. Speeds are of this engine and this machine; runs of all arms share it alike.`,
    },
    {
      title: 'Linear probes',
      text: 'A softmax regression on what a layer of the trained network gives for 1,000 training images, scored on 1,000 test images. Each number is scaled so that its range over these training images becomes 0 … 255; ten epochs of Adam. The probe of the pixels sees the same images and nothing of the network; that of a layer profits from a network that was trained on all images with their labels.',
    },
  ],
});
