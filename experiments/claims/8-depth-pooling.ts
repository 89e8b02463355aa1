import {
  type ClaimDefinition,
  defineClaim,
  type HypothesisDefinition,
  matchedWidth,
  networkSize,
} from 'descent';
import { addedLater, failsMoreOften, generalizationGap, larger, testAccuracy } from './_metrics.ts';

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

/** What is compared are accuracies after a short training: each sentence says so. */
const withBudget = (remember: HypothesisDefinition['remember']): HypothesisDefinition['remember'] =>
  Object.fromEntries(
    Object.entries(remember).map(([verdict, text]) => [
      verdict,
      `${text.replace(/\.$/, '')}, after {steps} steps.`,
    ]),
  );

const moreAccurate = (
  id: string,
  statement: string,
  names: Pick<HypothesisDefinition, 'arm' | 'against' | 'strata'>,
  remember: HypothesisDefinition['remember'],
): HypothesisDefinition => ({ id, statement, ...testAccuracy, ...names, remember: withBudget(remember) });

const dense = ['dense'];
const images = ['lenet'];
const size = (by: 'parameters' | 'multiplyAdds', metricLabel: string) =>
  ({
    metric: {
      kind: 'computed',
      compute: ({ architecture, pool, units }) => networkSize({ architecture, pool, units } as never, by),
    },
    ...{ metricLabel, unit: '', better: 'lower', scale: 'ratio', margin: 1.25 },
  }) as const satisfies Partial<HypothesisDefinition>;

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
  hypotheses: [
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
        'Connections across layers help: at 8, 16 or 32 layers (here 32) a residual network is more accurate than a plain one.',
        { arm: 'residual32', against: ['plain32'], strata: dense },
        {
          supported: 'Connections across layers are what lets 32 layers learn.',
          contradicted: 'Connections across layers make 32 layers worse.',
          equivalent: 'Connections across layers make no difference at 32 layers.',
          inconclusive: 'At 32 layers, these runs do not tell whether connections across layers help.',
        },
      ),
      statement: 'Connections across layers help: 32 layers with them are more accurate than 32 without.',
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
          'Connections across layers keep the size of the error signal: without them it explodes or vanishes.',
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
        inconclusive: 'Ten runs a side do not tell whether 32 plain layers fail more often.',
      },
    },
    {
      id: 'unpooled-fails',
      ...addedLater,
      statement:
        'At the rates that tuning chose, the network without pooling and with as many parameters diverges, or never learns, more often than that with max pooling.',
      ...failsMoreOften,
      arm: 'unpooledMatched',
      against: ['max'],
      strata: [...images, 'small'],
      remember: {
        supported: 'Without pooling, at the same size, more runs fail.',
        contradicted: 'With max pooling more runs fail.',
        equivalent: 'At rates chosen by tuning, neither fails.',
        conditional: 'Whether more runs fail without pooling depends on how many images there are.',
        inconclusive: 'Ten runs a side do not tell whether more of them fail without pooling.',
      },
    },
    moreAccurate(
      'pooling',
      'Max pooling is more accurate than no pooling.',
      { arm: 'max', against: ['unpooled', 'unpooledMatched'], strata: [...images, 'small'] },
      {
        supported: 'Pooling makes the network more accurate.',
        contradicted: 'Pooling costs accuracy.',
        equivalent: 'Pooling makes no difference to accuracy.',
        conditional: 'Whether pooling is more accurate depends on how many images there are.',
        inconclusive: 'Max pooling is not shown to be more accurate than both networks without it.',
      },
    ),
    {
      id: 'pooling-gap',
      statement: 'Trained on 1,000 images, max pooling narrows the gap between training and test loss.',
      ...generalizationGap,
      arm: 'max',
      against: ['unpooled'],
      strata: ['small'],
      remember: withBudget({
        supported: 'Pooling narrows the gap: it does relieve overfitting.',
        contradicted: 'Pooling widens the gap.',
        equivalent: 'Pooling leaves the gap as it is.',
        inconclusive: 'These runs do not tell what pooling does to the gap.',
      }),
    },
    {
      id: 'pooling-size',
      statement: 'Max pooling reduces the dimension: the network has fewer parameters.',
      ...size('parameters', 'parameters'),
      arm: 'max',
      against: ['unpooled'],
      strata: images,
      remember: {
        supported: 'Without pooling the dense layers have many times as many weights.',
        contradicted: 'With pooling there are more weights.',
        equivalent: 'With pooling there are as many weights.',
        inconclusive: 'The difference in weights is too small to count.',
      },
    },
    {
      id: 'pooling-work',
      statement: 'Max pooling reduces the work: fewer multiply-adds an image.',
      ...size('multiplyAdds', 'multiply-adds an image'),
      arm: 'max',
      against: ['unpooled'],
      strata: images,
      remember: {
        supported: 'Without pooling there is several times as much to compute.',
        contradicted: 'With pooling there is more to compute.',
        equivalent: 'With pooling there is as much to compute.',
        inconclusive: 'The difference in work is too small to count.',
      },
    },
    moreAccurate(
      'max-or-average',
      'Max pooling is more accurate than average pooling.',
      { arm: 'max', against: ['average'], strata: images },
      {
        supported: 'Max pooling is better than average pooling.',
        contradicted: 'Average pooling is better than max pooling.',
        equivalent: 'Max and average pooling are equally good.',
        inconclusive: 'These runs do not tell max from average pooling.',
      },
    ),
    moreAccurate(
      'max-or-stride',
      'Max pooling is more accurate than convolutions with a stride of 2, at the same dense size.',
      { arm: 'max', against: ['strided'], strata: images },
      {
        supported: 'Pooling is better than a stride.',
        contradicted: 'A stride is better than pooling.',
        equivalent: 'A stride does what pooling does.',
        inconclusive: 'These runs do not tell max pooling from a stride.',
      },
    ),
    moreAccurate(
      'more-kernels',
      'More kernels are more accurate: 12 and 32 rather than 6 and 16, and rather than 3 and 8.',
      { arm: 'doubleFilters', against: ['max', 'halfFilters'], strata: images },
      {
        supported: 'More kernels are better.',
        contradicted: 'More kernels are worse.',
        equivalent: 'More kernels make no difference.',
        inconclusive: 'These runs do not tell 12 and 32 kernels from fewer.',
      },
    ),
    {
      ...addedLater,
      ...moreAccurate(
        'more-kernels-small',
        'Kernels of 6 and 16 are more accurate than 3 and 8.',
        { arm: 'max', against: ['halfFilters'], strata: images },
        {
          supported: 'Six and 16 kernels are better than 3 and 8.',
          contradicted: 'Six and 16 kernels are worse than 3 and 8.',
          equivalent: 'Six and 16 kernels are as good as 3 and 8.',
          inconclusive: 'These runs do not tell 6 and 16 kernels from 3 and 8.',
        },
      ),
    },
    moreAccurate(
      'kernel-size',
      'A kernel of 5 is more accurate than one of 3 and one of 7.',
      { arm: 'max', against: ['kernel3', 'kernel7'], strata: images },
      {
        supported: 'Five is the right size.',
        contradicted: 'Another size of kernel is better than five.',
        equivalent: 'The size of the kernel hardly matters.',
        inconclusive: 'Five is not shown to be the best size.',
      },
    ),
    moreAccurate(
      'stride',
      'A stride of 1 in the first convolution is more accurate than one of 2.',
      { arm: 'max', against: ['stride2'], strata: images },
      {
        supported: 'A larger stride loses accuracy.',
        contradicted: 'A larger stride gains accuracy.',
        equivalent: 'A larger stride makes no difference.',
        inconclusive: 'These runs do not tell a stride of 2 from one of 1.',
      },
    ),
    moreAccurate(
      'padding',
      'Padding of the first convolution is more accurate than none.',
      { arm: 'max', against: ['valid'], strata: images },
      {
        supported: 'Padding is better than none.',
        contradicted: 'Padding is worse than none.',
        equivalent: 'Padding makes no difference: digits leave their border empty.',
        inconclusive: 'These runs do not tell padding from none.',
      },
    ),
  ],
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
      text: 'Deep networks have as many parameters as two hidden layers of 64 units, so that depth is paid for with width: a claim about depth alone, not about size. A stride of 2 leaves as many numbers to the dense layers as pooling does; without either there are 23 times as many, so that "no pooling" stands there twice, with the dense layers of LeNet-5 and with as many parameters.',
    },
    {
      title: 'What was not tested',
      text: 'Sharing weights between layers, of which the primer speaks with depth (within a layer, convolution shares them: claim 7). A training long enough to converge: three epochs of 5,000 images in batches of 64 are 237 steps, and deep narrow networks learn slowly at first. A thousand layers, and convolutional residual networks on natural images, where residual connections made their name: `deep-conv` is there for a sweep of your own.',
    },
  ],
});
