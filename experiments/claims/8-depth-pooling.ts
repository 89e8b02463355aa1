import { type ClaimDefinition, defineClaim, matchedWidth } from 'descent';
import { depth } from './hypotheses/8-depth.ts';
import { pooling } from './hypotheses/8-pooling.ts';

type Arm = ClaimDefinition['arms'][string];

const shallow = { architecture: 'deep', depth: 2, width: 64, batchNorm: 'before' } as const;

/**
 * As many parameters as two hidden layers of 64 units; deeper is narrower. All with batch norm, as residual networks were
 * introduced: without it every block adds to the size of what passes, and 16 of them do not train at all.
 */
const deep = (depth: number, residual: boolean): Arm => {
  const build = (width: number) => ({ ...shallow, depth, width, residual }) as const;
  const width = matchedWidth(shallow, build);
  return {
    label: `${depth} hidden layers of ${width}${residual ? ', residual' : ''}`,
    settings: { ...build(width), initializer: 'heUniform', optimizer: 'momentum' },
    tuning: { kind: 'learningRate', from: -5, to: -1 },
  };
};

/** LeNet-5 with one thing changed. */
const lenet = (label: string, settings: Arm['settings']): Arm => ({
  label,
  settings: { architecture: 'lenet5', ...settings },
  tuning: { kind: 'learningRate', from: -7, to: -5 },
});
const unpooled = (units: number) => ({ architecture: 'lenet5', pool: 'none', units: [units, 84] }) as const;
const unpooledUnits = matchedWidth({ architecture: 'lenet5' }, unpooled);

export default defineClaim({
  id: 'depth-pooling',
  number: 8,
  title: 'Depth and pooling',
  statement:
    'Deeper networks solve more, from 3 layers to a thousand, with shared weights and connections across layers; pooling reduces the dimension and avoids overfitting.',
  arms: {
    plain2: deep(2, false),
    plain4: deep(4, false),
    plain8: deep(8, false),
    plain16: deep(16, false),
    plain32: deep(32, false),
    residual8: deep(8, true),
    residual16: deep(16, true),
    residual32: deep(32, true),
    max: lenet('max pooling, kernel 5, filters 6 and 16', {}),
    average: lenet('average pooling', { pool: 'avg' }),
    strided: lenet('strided convolutions instead of pooling', { pool: 'strided' }),
    unpooled: lenet('no pooling', { pool: 'none' }),
    unpooledMatched: lenet(
      `no pooling, as many parameters (${unpooledUnits} units)`,
      unpooled(unpooledUnits),
    ),
    kernel3: lenet('kernel 3', { kernel: 3 }),
    kernel7: lenet('kernel 7', { kernel: 7 }),
    halfFilters: lenet('filters 3 and 8', { filters: [3, 8] }),
    doubleFilters: lenet('filters 12 and 32', { filters: [12, 32] }),
    stride2: lenet('stride 2 in the first convolution', { stride: [2, 1] }),
    valid: lenet('no padding', { padding: 'valid' }),
  },
  strata: {
    dense: { label: 'dense networks of equal size', settings: {} },
    lenet: { label: 'LeNet-5', settings: {} },
    small: { label: 'LeNet-5, 1,000 images', settings: { trainSize: 1000, batchSize: 32, epochs: 8 } },
  },
  hypotheses: [...depth, ...pooling],
  presets: {
    smoke: {
      settings: { dataset: 'mnist10k', trainSize: 4000, epochs: 2, schedule: 'cosine' },
      strata: ['dense', 'lenet'],
      tuningSeeds: 3,
      finalSeeds: 3,
      arms: [
        ...['plain2', 'plain8', 'plain32', 'residual8', 'residual32'],
        ...['max', 'average', 'strided', 'unpooled', 'unpooledMatched'],
      ],
    },
    standard: {
      settings: {
        ...{ dataset: 'mnist', trainSize: 5000, validationSize: 1000, batchSize: 64, epochs: 3 },
        schedule: 'cosine',
      },
      strata: ['dense', 'lenet', 'small'],
      tuningSeeds: 3,
      finalSeeds: 10,
    },
    full: {
      settings: { dataset: 'mnist', epochs: 3, schedule: 'cosine' },
      strata: ['dense', 'lenet', 'small'],
      tuningSeeds: 5,
      finalSeeds: 20,
    },
  },
  recording: {
    ...{ lossEverySteps: 20, validationEverySteps: 40, predictions: 0, keepWeights: false },
    measures: [
      { name: 'gradientRatio', at: ['start', 100] },
      { name: 'generalization', at: 'end', images: 1000, heldOutImages: 2000 },
    ],
  },
  figures: [
    { kind: 'curves', metric: 'validation/accuracy', title: 'Validation accuracy', log: true },
    {
      kind: 'layers',
      metric: 'measure/gradientRatio/signal/',
      at: 0,
      title: 'Error signal by layer at the start',
      arms: ['plain2', 'plain8', 'plain32', 'residual8', 'residual32'],
    },
    { kind: 'sensitivity', title: 'Accuracy over the learning rate (tuning runs)' },
  ],
  notes: [
    {
      title: 'Batch norm in the deep networks',
      text: 'A trial on the built-in digits without it: neither 32 plain nor 32 residual layers learnt anything, the residual ones since every block adds to what passes through. Plain and residual networks of every depth have batch norm before each activation since then, as in the paper that introduced residual networks (He et al. 2016); fixed before the runs of this page.',
    },
    {
      title: 'What is matched',
      text: 'Deep networks have as many parameters as two hidden layers of 64 units, so that depth is paid for with width: a claim about depth alone, not about size. A stride of 2 leaves as many numbers to the dense layers as pooling does; without either there are 23 times as many, so that "no pooling" stands there twice, with the dense layers of LeNet-5 and with as many parameters. The latter squeezes everything through a hidden layer of few units: that it does worse is a finding about that network, not about pooling alone.',
    },
    {
      title: 'What was not tested',
      text: 'Sharing weights between layers, of which the primer speaks with depth (within a layer, convolution shares them: claim 7). A training long enough to converge: three epochs of 5,000 images in batches of 64 are 237 steps, and deep narrow networks learn slowly at first. The protocol asks for 20,000 images; the smaller number was decided when training took longer. A thousand layers, and convolutional residual networks on natural images, where residual connections made their name: `deep-conv` is there for a sweep of your own.',
    },
  ],
});
