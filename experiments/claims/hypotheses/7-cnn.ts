/** What is claimed of convolution. */
import type { HypothesisDefinition } from 'descent';
import { addedLater, measuredAccuracy, smallerNetwork, testAccuracy } from '../_metrics.ts';

const consistent = (movement: string, label: string) =>
  measuredAccuracy(`measure/consistency/consistency/${movement}`, `answers kept, ${label}`);

const mlps = ['mlpParameters', 'mlpMultiplyAdds'];
const both = ['mnist', 'fashion'];

/** "Recognises an image as similar": the CNN against itself on the same images upright. */
const recognisesAsSimilar = (
  id: string,
  movement: string,
  words: string,
  strata: readonly string[],
): HypothesisDefinition => ({
  id,
  ...addedLater,
  statement: `It recognises an image as similar when it is ${words}: it is more accurate on such images than on the same images upright. ("Equivalent" means as accurate: the primer is right.)`,
  ...measuredAccuracy(`measure/consistency/accuracy/${movement}`, `accuracy, ${words} or upright`),
  metricByArm: { cnnUpright: { kind: 'metric', name: 'measure/consistency/accuracy/shift/0' } },
  arm: 'cnn',
  against: ['cnnUpright'],
  strata,
  remember: {
    supported: `A CNN is even more accurate on images that are ${words}.`,
    contradicted: `A CNN does not recognise an image as similar when it is ${words}: it loses accuracy.`,
    equivalent: `A CNN recognises an image when it is ${words} as well as upright.`,
    conditional: `Whether a CNN recognises an image that is ${words} depends on the images.`,
    inconclusive: `These runs do not tell how well a CNN recognises an image that is ${words}.`,
  },
});

export const hypotheses: readonly HypothesisDefinition[] = [
  {
    id: 'accuracy',
    primary: true,
    statement: 'With as many parameters, and with as many multiply-adds, a CNN is more accurate than an MLP.',
    ...testAccuracy,
    arm: 'cnn',
    against: mlps,
    remember: {
      supported: 'Convolution is more accurate for the same number of parameters and for the same work.',
      contradicted: 'An MLP of the same size is more accurate.',
      equivalent: 'An MLP of the same size is as accurate.',
      conditional: 'Whether convolution is more accurate depends on the images.',
      inconclusive: 'Convolution is not shown to be more accurate than both MLPs.',
    },
  },
  {
    id: 'fewer-parameters',
    statement: 'For as many multiply-adds a CNN needs fewer parameters.',
    ...smallerNetwork('parameters', 'parameters'),
    arm: 'cnn',
    against: ['mlpMultiplyAdds'],
    strata: ['mnist'],
    remember: {
      supported: 'Shared weights save parameters: for the same work the MLP has several times as many.',
      contradicted: 'For the same work the MLP has fewer parameters.',
      equivalent: 'For the same work both have as many parameters.',
      inconclusive: 'For the same work the difference in parameters is too small to count.',
    },
  },
  {
    id: 'fewer-multiply-adds',
    statement: 'With as many parameters a CNN has less to compute: fewer multiply-adds an image.',
    ...smallerNetwork('multiplyAdds', 'multiply-adds an image'),
    arm: 'cnn',
    against: ['mlpParameters'],
    strata: ['mnist'],
    remember: {
      supported: 'With as many parameters a CNN computes less.',
      contradicted:
        'With as many parameters a CNN computes several times as much: sharing saves parameters, not work.',
      equivalent: 'With as many parameters both compute as much.',
      inconclusive: 'With as many parameters the difference in work is too small to count.',
    },
  },
  {
    id: 'faster',
    statement: 'An epoch takes a CNN less time than an MLP with as many parameters.',
    metric: { kind: 'speed' },
    metricLabel: 'training images a second',
    unit: '',
    better: 'higher',
    scale: 'ratio',
    margin: 1.25,
    arm: 'cnn',
    against: ['mlpParameters'],
    strata: ['mnist'],
    remember: {
      supported: 'A CNN trains faster than an MLP with as many parameters.',
      contradicted: 'An MLP with as many parameters trains several times faster.',
      equivalent: 'Both train equally fast.',
      inconclusive: 'These runs do not tell which trains faster.',
    },
  },
  {
    id: 'faster-for-the-work',
    statement: 'An epoch takes a CNN less time than an MLP with as many multiply-adds.',
    metric: { kind: 'speed' },
    metricLabel: 'training images a second',
    unit: '',
    better: 'higher',
    scale: 'ratio',
    margin: 1.25,
    arm: 'cnn',
    against: ['mlpMultiplyAdds'],
    strata: ['mnist'],
    remember: {
      supported: 'For the same work a CNN trains faster.',
      contradicted: 'For the same work an MLP trains faster.',
      equivalent: 'For the same work both take the same time.',
      inconclusive: 'For the same work, these runs do not tell which trains faster.',
    },
  },
  {
    id: 'epoch-seconds',
    ...addedLater,
    statement:
      'In seconds: an epoch takes a CNN less time than an MLP, be it one of as many parameters or one of as many multiply-adds.',
    metric: { kind: 'epochSeconds' },
    metricLabel: 'seconds an epoch',
    unit: '',
    better: 'lower',
    scale: 'ratio',
    margin: 1.25,
    arm: 'cnn',
    against: mlps,
    strata: ['mnist'],
    remember: {
      supported: 'An epoch takes a CNN fewer seconds than either MLP.',
      contradicted: 'An epoch takes a CNN more seconds than at least one of the two MLPs.',
      equivalent: 'An epoch takes a CNN as many seconds as one of the MLPs.',
      inconclusive: 'These runs do not tell whether an epoch takes a CNN fewer seconds.',
    },
  },
  {
    id: 'keeps-features',
    statement:
      'It reduces the data and keeps the features: a linear classifier, trained on 1,000 images, reads more from the 400 numbers that the trained network gives after its last pooling than from the 784 pixels.',
    ...measuredAccuracy('measure/linearProbe/accuracy/pool2', 'accuracy of a linear probe'),
    metricByArm: { cnnInput: { kind: 'metric', name: 'measure/linearProbe/accuracy/input' } },
    arm: 'cnn',
    against: ['cnnInput'],
    remember: {
      supported:
        'Half as many numbers say more to a linear classifier with 1,000 images: trained convolution and pooling condense what matters. (The network that gives them has seen all training images; the pixels have not.)',
      contradicted: 'After the last pooling less can be read than from the pixels.',
      equivalent: 'As much can be read after the last pooling as from the pixels.',
      conditional: 'Whether more can be read after the last pooling depends on the images.',
      inconclusive: 'These runs do not tell whether more can be read after the last pooling.',
    },
  },
  {
    id: 'better-features',
    statement:
      'A linear classifier reads more from the last hidden layer of a CNN than from that of an MLP of as many parameters.',
    ...measuredAccuracy('measure/linearProbe/last_gain', 'gain of a linear probe over the pixels'),
    arm: 'cnn',
    against: ['mlpParameters'],
    remember: {
      supported: 'The features of a CNN are easier to read than those of an MLP.',
      contradicted: 'The features of an MLP are easier to read.',
      equivalent: 'The features of both are as easy to read.',
      conditional: 'Whose features are easier to read depends on the images.',
      inconclusive: 'These runs do not tell whose features are easier to read.',
    },
  },
  {
    id: 'shift',
    statement: 'More of its right answers stay when an image is moved by 3 pixels.',
    ...consistent('shift/3', 'moved by 3 pixels'),
    arm: 'cnn',
    against: mlps,
    remember: {
      supported: 'A CNN keeps more of its answers when an image is moved, though by no means all.',
      contradicted: 'An MLP keeps more of its answers when an image is moved.',
      equivalent: 'Both keep as many of their answers when an image is moved.',
      conditional: 'Whether a CNN keeps more of its answers when an image is moved depends on the images.',
      inconclusive: 'When images are moved, a CNN is not shown to keep more of its answers than both MLPs.',
    },
  },
  {
    id: 'rotate',
    statement: 'More of its right answers stay when an image is turned by 30°.',
    ...consistent('rotate/30', 'turned by 30°'),
    arm: 'cnn',
    against: mlps,
    remember: {
      supported: 'A CNN keeps more of its answers when an image is turned a little.',
      contradicted: 'An MLP keeps more of its answers when an image is turned a little.',
      equivalent: 'Both keep as many of their answers when an image is turned a little.',
      conditional: 'Whether a CNN keeps more of its answers when an image is turned depends on the images.',
      inconclusive: 'When images are turned, a CNN is not shown to keep more of its answers than both MLPs.',
    },
  },
  {
    id: 'upside-down',
    statement: 'More of its right answers stay when an image is upside down.',
    ...consistent('rotate/180', 'upside down'),
    arm: 'cnn',
    against: mlps,
    remember: {
      supported: 'A CNN keeps more of its answers upside down.',
      contradicted: 'An MLP keeps more of its answers upside down.',
      equivalent: 'Upside down neither keeps more of its answers.',
      conditional: 'Who keeps more answers upside down depends on the images.',
      inconclusive: 'Upside down, these runs do not tell them apart.',
    },
  },
  {
    id: 'mirror',
    statement: 'More of its right answers stay when an image is mirrored.',
    ...consistent('mirror', 'mirrored'),
    arm: 'cnn',
    against: mlps,
    remember: {
      supported: 'A CNN keeps more of its answers when an image is mirrored.',
      contradicted: 'An MLP keeps more of its answers when an image is mirrored.',
      equivalent: 'Both keep as many of their answers when an image is mirrored.',
      conditional: 'Who keeps more answers when an image is mirrored depends on the images.',
      inconclusive: 'When images are mirrored, these runs do not tell them apart.',
    },
  },
  {
    id: 'convolution-or-data',
    statement:
      'It is convolution rather than data: a CNN trained on upright images keeps more answers under shifts of 3 pixels than an MLP trained on moved images.',
    ...consistent('shift/3', 'moved by 3 pixels'),
    arm: 'cnn',
    against: ['mlpMoved'],
    strata: ['mnist'],
    remember: {
      supported: 'Convolution does more against shifts than training on moved images.',
      contradicted: 'Training on moved images does more against shifts than convolution.',
      equivalent: 'Training on moved images does as much against shifts as convolution.',
      inconclusive: 'These runs do not tell whether convolution or moved images do more against shifts.',
    },
  },
  {
    id: 'both-moved',
    statement: 'When both are trained on moved images, the CNN still keeps more answers under shifts.',
    ...consistent('shift/3', 'moved by 3 pixels'),
    arm: 'cnnMoved',
    against: ['mlpMoved'],
    strata: ['mnist'],
    remember: {
      supported: 'Trained on moved images, a CNN still keeps more of its answers.',
      contradicted: 'Trained on moved images, an MLP keeps more of its answers.',
      equivalent: 'Trained on moved images, both keep as many of their answers.',
      inconclusive: 'Trained on moved images, these runs do not tell who keeps more of the answers.',
    },
  },
  recognisesAsSimilar('similar-shifted', 'shift/3', 'moved by 3 pixels', both),
  recognisesAsSimilar('similar-turned', 'rotate/30', 'turned by 30°', both),
  // on MNIST mirroring reads 0, 1 and 8 only: no upright accuracy of the same images was measured
  recognisesAsSimilar('similar-mirrored', 'mirror', 'mirrored', ['fashion']),
];
