import { type ClaimDefinition, defineClaim, type stepsToLeaveSaddle } from 'descent';
import { hypotheses } from './hypotheses/4-optimizers.ts';

type Arm = ClaimDefinition['arms'][string];
type Optimizer = Parameters<typeof stepsToLeaveSaddle>[0]['optimizer'];

// a short warm-up: without it the fastest rates lose single seeds in the first steps, whatever the optimizer
const cosine = { kind: 'cosine', warmupSteps: 30 } as const;
const constant = { kind: 'constant', warmupSteps: 30 } as const;

/** Five half decades around the rate that an optimizer usually wants; grids grow where the best lies at an edge. */
const tuned = (optimizer: Optimizer, from: number, label: string = optimizer, rates = 5): Arm => ({
  label,
  settings: { optimizer },
  tuning: { kind: 'learningRate', from, to: from + rates - 1 },
  finalSeeds: { standard: 15, full: 20 },
});

const asItComes = (optimizer: Optimizer): Arm => ({
  label: `${optimizer}, default rate`,
  settings: { optimizer },
  finalSeeds: { standard: 15, full: 20 },
});

/** As many trials as a grid of rates has, but over every hyper-parameter that matters. */
const fullyTuned = (optimizer: Optimizer, axes: NonNullable<SampledAxes>): Arm => ({
  label: `${optimizer}, fully tuned`,
  settings: { optimizer },
  tuning: { kind: 'sampled', trials: 9, axes },
  finalSeeds: { standard: 15, full: 20 },
});
type SampledAxes = Extract<Arm['tuning'], { kind: 'sampled' }>['axes'];

const profiled = ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'nadam', 'rmspropMomentum'];

export default defineClaim({
  id: 'optimizers',
  number: 4,
  title: 'From SGD to Adam',
  statement:
    'SGD suffers from saddle points; Momentum, Nesterov, Adagrad, RMSprop, Adam and Nadam each improve on the one before; Adam, "RMSprop with momentum", is the best: an automatic gearbox for beginners, while experts may tune SGD by hand.',
  arms: {
    sgd: tuned('sgd', -3),
    momentum: tuned('momentum', -5),
    nesterov: tuned('nesterov', -5),
    adagrad: tuned('adagrad', -4),
    rmsprop: tuned('rmsprop', -7),
    adam: tuned('adam', -7),
    nadam: tuned('nadam', -7),
    rmspropMomentum: {
      label: 'rmsprop with momentum 0.9',
      settings: {
        optimizer: 'rmsprop',
        momentum: 0.9,
        rho: 0.999,
        biasCorrection: true,
        epsilonPlacement: 'outside',
      },
      tuning: { kind: 'learningRate', from: -9, to: -5 },
      finalSeeds: { standard: 15, full: 20 },
    },
    sgdDefault: asItComes('sgd'),
    adamDefault: asItComes('adam'),
    sgdFull: fullyTuned('sgd', {
      learningRate: { logUniform: [0.03, 1] },
      weightDecay: { logUniform: [1e-6, 1e-3] },
      batchSize: { choice: [32, 64, 128] },
    }),
    momentumFull: fullyTuned('momentum', {
      learningRate: { logUniform: [0.003, 0.3] },
      momentum: { uniform: [0.8, 0.98] },
      weightDecay: { logUniform: [1e-6, 1e-3] },
      batchSize: { choice: [32, 64, 128] },
    }),
    adamFull: fullyTuned('adam', {
      learningRate: { logUniform: [3e-4, 1e-2] },
      beta1: { uniform: [0.8, 0.95] },
      weightDecay: { logUniform: [1e-6, 1e-3] },
      batchSize: { choice: [32, 64, 128] },
    }),
    sgdGrid: { ...tuned('sgd', -8, 'sgd, whole grid', 9), wholeGrid: true, finalSeeds: { standard: 10 } },
    adamGrid: { ...tuned('adam', -11, 'adam, whole grid', 9), wholeGrid: true, finalSeeds: { standard: 10 } },
    sgdSmall: tuned('sgd', -3),
    adamSmall: tuned('adam', -7),
  },
  strata: {
    cosine: { label: 'MNIST, 3 epochs, cosine to zero', settings: { schedule: cosine } },
    constant: { label: 'MNIST, 3 epochs, constant rate', settings: { schedule: constant } },
    // of every optimizer: half as many runs again, so that it is left to `full`
    constantAll: { label: 'MNIST, 3 epochs, constant rate', settings: { schedule: constant } },
    epoch1: { label: 'MNIST, 1 epoch, cosine to zero', settings: { schedule: cosine, epochs: 1 } },
    epoch10: { label: 'MNIST, 10 epochs, cosine to zero', settings: { schedule: cosine, epochs: 10 } },
    grid: {
      label: 'MNIST, one epoch of 20,000 images, cosine to zero',
      settings: { schedule: 'cosine', trainSize: 20_000, epochs: 1 },
      recording: { lossEverySteps: 50, predictions: 0, keepWeights: false },
    },
    gridSmall: {
      label: 'built-in digits, one epoch',
      settings: { schedule: 'cosine', epochs: 1 },
      recording: { lossEverySteps: 50, predictions: 0, keepWeights: false },
    },
    aligned: { label: 'saddle x² − y²', settings: {} },
    turned: { label: 'the same saddle turned by 45°', settings: {} },
    small: {
      label: 'perceptron of 16 units, constant rate',
      settings: { architecture: 'mlp', units: [16], trainSize: 5000, epochs: 4, schedule: 'constant' },
      recording: {
        lossEverySteps: 10,
        predictions: 0,
        keepWeights: false,
        measures: [{ name: 'hessian', at: [0, 10, 30, 100, 'end'], iterations: 30, images: 256 }],
      },
    },
  },
  hypotheses,
  presets: {
    smoke: {
      settings: { dataset: 'mnist10k', architecture: 'lenet5', trainSize: 4000, epochs: 3 },
      strata: ['cosine', 'aligned', 'turned', 'gridSmall', 'small'],
      tuningSeeds: 3,
      finalSeeds: 3,
      arms: [
        ...['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'nadam', 'rmspropMomentum'],
        ...['sgdDefault', 'adamDefault', 'sgdGrid', 'adamGrid', 'sgdSmall', 'adamSmall'],
      ],
    },
    standard: {
      settings: { dataset: 'mnist', architecture: 'lenet5', epochs: 3 },
      strata: ['cosine', 'constant', 'grid', 'aligned', 'turned', 'small'],
      tuningSeeds: 5,
      finalSeeds: 10,
    },
    full: {
      settings: { dataset: 'mnist', architecture: 'lenet5', epochs: 3 },
      strata: [
        'cosine',
        'constant',
        'constantAll',
        'epoch1',
        'epoch10',
        'grid',
        'aligned',
        'turned',
        'small',
      ],
      tuningSeeds: 5,
      finalSeeds: 20,
    },
  },
  recording: { lossEverySteps: 20, validationEverySteps: 50, predictions: 0, keepWeights: false },
  figures: [
    {
      kind: 'curves',
      metric: 'validation/accuracy',
      title: 'Validation accuracy, each at its own rate',
      log: true,
      arms: ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'nadam'],
    },
    {
      kind: 'curves',
      metric: 'train/loss',
      title: 'Where Adam and RMSprop with momentum part: training loss',
      log: true,
      arms: ['rmsprop', 'adam', 'rmspropMomentum'],
    },
    { kind: 'survival', hypothesis: 'adam-faster', title: 'Runs that have reached the target' },
    {
      kind: 'profile',
      by: 'accuracy',
      hypothesis: 'adam-best',
      title: 'Performance profile: final accuracy',
      arms: profiled,
    },
    {
      kind: 'profile',
      by: 'time',
      hypothesis: 'adam-faster',
      title: 'Performance profile: steps to the target',
      arms: profiled,
    },
    { kind: 'sensitivity', title: 'Accuracy over the learning rate (tuning runs)' },
    { kind: 'bestOf', title: 'Expected best of k trials' },
    { kind: 'trajectories', title: 'The update rules on analytic functions' },
    {
      kind: 'series',
      metric: 'measure/hessian/lowest_over_highest',
      x: 'step',
      title: 'Lowest over highest Hessian eigenvalue',
      arms: ['sgdSmall', 'adamSmall'],
    },
  ],
  notes: [
    {
      title: 'A pilot changed the protocol',
      text: 'A first run with three tuning seeds and no warm-up chose, for momentum and others, rates at which one seed in fifteen never learnt: the mean of such an arm is a mean over two populations, and no interval from fifteen seeds covers it. Before the runs of this page three things were fixed: five tuning seeds, 30 steps of warm-up, and that runs which never learn (at most twice chance at the end) are counted apart, as diverged ones.',
    },
    {
      title: 'The saddle is counted, not sampled',
      text: 'Steps are those of the rules in float64, at the best of nine rates (0.0001 … 1, half a decade apart), from ten starts; where no start differs the interval has no width, and n counts starts, not runs. The best rate is 1, the highest of the grid, for each of the four rules on both saddles, but for RMSprop on the turned one, where it is 0.3162 or 1.',
    },
    {
      title: 'One seed',
      text: 'Where a single run of an arm ends far from the others the table of the evidence names it. Momentum and Adam against SGD hang on such a run: its mean and its standard deviation are those of one seed that learnt late, and "what would change it" gives the effect without it.',
    },
    {
      title: 'Adam and RMSprop',
      text: 'With β₁ = 0 Adam is RMSprop with bias correction, ρ = β₂ and ε outside the root, exactly: a unit test shows it to the last digits. With momentum they part: Adam averages gradients before it divides by the root, RMSprop with momentum divides first and averages the steps.',
    },
    {
      title: 'Full tuning',
      text: 'Nine seeded random trials over rate, momentum or β₁, weight decay and batch size, for sgd, momentum and adam: one draw of nine, the same for all three where they share a key. Intervals carry seeds, not which points were drawn; the curves of the expected best of k trials show how much hangs on that. The grids of rates have five trials and grow, all alike, where a best lies at an edge. Trial counts stand in the table of arms.',
    },
  ],
});
