/** What is claimed of optimizers. */
import { type HypothesisDefinition, stepsToLeaveSaddle } from 'descent';
import { fewerSteps, testAccuracy } from '../_metrics.ts';

type Optimizer = Parameters<typeof stepsToLeaveSaddle>[0]['optimizer'];

/** "Each improves on the one before." */
const improves = (
  id: string,
  arm: string,
  before: string,
  strata: readonly string[] = ['cosine', 'constantAll', 'epoch1', 'epoch10'],
): HypothesisDefinition => ({
  id,
  statement: `${arm} improves on ${before}, each at its own best rate.`,
  ...testAccuracy,
  arm,
  against: [before],
  strata,
  remember: {
    supported: `${arm} is more accurate than ${before}.`,
    contradicted: `${arm} is less accurate than ${before}, once both are tuned.`,
    equivalent: `Once both are tuned, ${arm} and ${before} end up equally accurate.`,
    conditional: `Whether ${arm} improves on ${before} depends on the schedule or the horizon.`,
    inconclusive: `These runs do not tell ${arm} and ${before} apart.`,
  },
});

export const hypotheses: readonly HypothesisDefinition[] = [
  {
    id: 'saddle',
    statement:
      'SGD needs more steps to leave a saddle than Momentum, RMSprop and Adam, each at the best rate of one grid.',
    metric: {
      kind: 'computed',
      compute: ({ optimizer }, seed, stratum) =>
        stepsToLeaveSaddle({
          optimizer: optimizer as Optimizer,
          rotation: stratum === 'turned' ? 45 : 0,
          seed,
        }),
    },
    metricLabel: 'steps to leave',
    unit: 'steps',
    better: 'higher',
    scale: 'ratio',
    margin: 1.1,
    arm: 'sgd',
    against: ['momentum', 'rmsprop', 'adam'],
    strata: ['aligned', 'turned'],
    remember: {
      supported:
        'From one millionth off the axis SGD takes longer to leave than the three that came after it: exact step counts, no sample.',
      contradicted: 'SGD leaves a saddle sooner than at least one of the three that came after it.',
      equivalent: 'At its best rate SGD leaves a saddle as soon as the others.',
      conditional:
        'SGD is slower only where the axes of the saddle are those of the parameters (step counts of a fixed rule, at the best of nine rates).',
      inconclusive: 'SGD is slower than some and not than others.',
    },
  },
  {
    id: 'curvature',
    statement:
      'On a small network SGD stays where the curvature is more negative: after 100 steps its lowest Hessian eigenvalue, as a share of the highest, is below that of Adam.',
    metric: { kind: 'metric', name: 'measure/hessian/lowest_over_highest', at: 100 },
    metricLabel: 'lowest over highest eigenvalue',
    unit: '',
    better: 'lower',
    scale: 'difference',
    margin: 0.05,
    arm: 'sgdSmall',
    against: ['adamSmall'],
    strata: ['small'],
    remember: {
      supported: 'SGD does stay where the curvature is more negative.',
      contradicted: 'It is Adam that stays where the curvature is more negative.',
      equivalent:
        'Both pass through regions of the same, mildly negative curvature: no sign of a saddle that holds SGD.',
      inconclusive: 'These runs do not tell whether SGD stays where the curvature is more negative.',
    },
  },
  improves('momentum', 'momentum', 'sgd', ['cosine', 'constant', 'epoch1', 'epoch10']),
  improves('nesterov', 'nesterov', 'momentum'),
  improves('adagrad', 'adagrad', 'nesterov'),
  improves('rmsprop', 'rmsprop', 'adagrad'),
  improves('adam', 'adam', 'rmsprop'),
  improves('nadam', 'nadam', 'adam'),
  {
    id: 'adam-best',
    primary: true,
    statement: 'Adam is better than each of the others, all tuned alike.',
    ...testAccuracy,
    arm: 'adam',
    against: ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'nadam'],
    strata: ['cosine', 'constantAll', 'epoch1', 'epoch10'],
    remember: {
      supported: 'Adam is the best of the seven.',
      contradicted: 'Once all are tuned alike, at least one other optimizer is better than Adam.',
      equivalent: 'Adam is no worse than the others, and at least one is as good.',
      conditional: 'Adam is the best with some schedules or horizons only.',
      inconclusive: 'Adam is not shown to be the best: some rivals cannot be told from it.',
    },
  },
  {
    id: 'adam-faster',
    statement: 'Adam reaches the target accuracy in fewer steps than SGD.',
    ...fewerSteps('sgd'),
    arm: 'adam',
    against: ['sgd'],
    strata: ['cosine', 'constant'],
    remember: {
      supported: 'Adam gets there in fewer steps than SGD.',
      contradicted: 'SGD gets there in fewer steps, at its own best rate.',
      equivalent: 'At their own best rates both get there equally fast.',
      conditional: 'Whether Adam gets there first depends on the schedule.',
      inconclusive: 'These runs do not tell whether Adam or SGD gets there first.',
    },
  },
  {
    id: 'rmsprop-with-momentum',
    statement:
      'Adam is better than RMSprop with momentum. ("Equivalent" means that Adam is RMSprop with momentum.)',
    ...testAccuracy,
    arm: 'adam',
    against: ['rmspropMomentum'],
    strata: ['cosine'],
    remember: {
      supported: 'Adam is more than RMSprop with momentum: it is more accurate.',
      contradicted: 'RMSprop with momentum is more accurate than Adam.',
      equivalent: 'Adam performs as RMSprop with momentum does.',
      inconclusive: 'These runs do not tell Adam from RMSprop with momentum.',
    },
  },
  {
    id: 'gearbox',
    statement:
      'Adam is the automatic gearbox: at its default rate it loses less accuracy against its own tuned self than SGD does.',
    ...testAccuracy,
    better: 'lower',
    metricLabel: 'accuracy lost by not tuning',
    arm: 'adam',
    against: ['sgd'],
    bases: { adam: 'adamDefault', sgd: 'sgdDefault' },
    strata: ['cosine'],
    remember: {
      supported: 'A beginner loses far less with an untuned Adam than with an untuned SGD.',
      contradicted: 'An untuned Adam loses more than an untuned SGD.',
      equivalent: 'Both lose as little at their defaults.',
      inconclusive: 'These runs do not tell who loses more at its default.',
    },
  },
  {
    id: 'sensitivity',
    statement: "Adam's good rates span more decades than SGD's.",
    metric: { kind: 'sensitivity' },
    metricLabel: 'decades of rates within one point of the best',
    unit: 'decades',
    better: 'higher',
    scale: 'difference',
    margin: 0.25,
    arm: 'adamGrid',
    against: ['sgdGrid'],
    strata: ['grid', 'gridSmall'],
    remember: {
      supported: "Adam's rate is easier to hit.",
      contradicted: "SGD's rate is easier to hit.",
      equivalent:
        'Both bands are as wide, as interpolated between the rates of a grid that is twice as coarse as the margin.',
      conditional: 'Whose rate is easier to hit depends on the data.',
      inconclusive: 'These runs do not tell whose rate is easier to hit.',
    },
  },
  {
    id: 'experts',
    statement:
      'With rate, momentum or β₁, weight decay and batch size tuned by nine trials each, SGD with momentum is more accurate than Adam after three epochs.',
    ...testAccuracy,
    arm: 'momentumFull',
    against: ['adamFull'],
    strata: ['cosine'],
    remember: {
      supported: 'With nine trials over three epochs, more comes out of SGD with momentum than out of Adam.',
      contradicted:
        'With these nine trials over three epochs, batch size free, Adam is ahead of SGD with momentum; other draws, and what an expert finds with more, are not tested.',
      equivalent: 'With nine trials over three epochs, SGD with momentum and Adam are equally accurate.',
      inconclusive: 'With nine trials each, these runs do not tell fully tuned momentum and Adam apart.',
    },
  },
  {
    id: 'experts-sgd',
    statement: 'Tuned so by nine trials, even plain SGD is more accurate than Adam after three epochs.',
    ...testAccuracy,
    arm: 'sgdFull',
    against: ['adamFull'],
    strata: ['cosine'],
    remember: {
      supported: 'With nine trials over three epochs, plain SGD is ahead of Adam.',
      contradicted: 'With these nine trials over three epochs, plain SGD stays behind Adam.',
      equivalent: 'With nine trials over three epochs, plain SGD and Adam are equally accurate.',
      inconclusive: 'With nine trials over three epochs, these runs do not tell plain SGD from Adam.',
    },
  },
  {
    id: 'divergence',
    statement: 'At the rates that tuning chose, SGD diverges, or never learns, more often than Adam.',
    metric: { kind: 'failed' },
    metricLabel: 'share of runs that diverge or never learn, at the chosen rate',
    unit: 'pt',
    better: 'higher',
    scale: 'difference',
    margin: 0.05,
    arm: 'sgd',
    against: ['adam'],
    strata: ['constant'],
    remember: {
      supported: 'SGD fails more often.',
      contradicted: 'Adam fails more often.',
      equivalent: 'At rates chosen by tuning, neither fails.',
      inconclusive: 'So few runs do not tell which fails more often at the rates that tuning chose.',
    },
  },
];
