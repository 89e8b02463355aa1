import { defineClaim, type HypothesisDefinition } from 'descent';
import { headArms, headPresets, headRecording, headStrata } from './_heads.ts';
import { addedLater, larger, testAccuracy } from './_metrics.ts';

const { ce, softmaxMse, sigmoidMse, bce } = headArms;

const wrongSignal = larger(
  'measure/outputSignal/output_of_wrong',
  'RMS of the rescaled error signal at the output, step 100',
  100,
);
const keptWhereWrong = larger(
  'measure/saturatedStart/saturated_over_normal',
  'gradient norm where the network is surely wrong, over that at the initial weights',
  0,
);

const standsOut: HypothesisDefinition = {
  id: 'stands-out',
  statement:
    'On trained networks the largest of the softmax outputs has a larger share of their sum than the largest of the sigmoid outputs.',
  metric: { kind: 'metric', name: 'measure/sharpness/softmax_share/1' },
  metricByArm: { bce: { kind: 'metric', name: 'measure/sharpness/sigmoid_share/1' } },
  metricLabel: 'share of the largest output',
  unit: 'pt',
  better: 'higher',
  scale: 'difference',
  margin: 0.01,
  arm: 'ce',
  against: ['bce'],
  remember: {
    supported: 'Softmax makes the maximum stand out more than trained sigmoids do.',
    contradicted: 'Trained sigmoids let the maximum stand out more.',
    equivalent: 'Trained sigmoids let the maximum stand out as much: the loss does it, not the exponential.',
    conditional: 'Whether softmax makes the maximum stand out more depends on the data.',
    inconclusive: 'These runs do not tell whether softmax makes the maximum stand out more.',
  },
};

export default defineClaim({
  id: 'softmax',
  number: 2,
  title: 'What softmax does',
  statement:
    'Softmax makes the maximum stand out, as a probability, and solves the vanishing gradient of sigmoid outputs.',
  arms: { ce, softmaxMse, sigmoidMse, bce },
  strata: headStrata,
  hypotheses: [
    {
      id: 'solves-vanishing',
      primary: true,
      statement:
        'With the same loss (MSE), softmax outputs send a larger error signal than sigmoid outputs on images that are answered wrongly.',
      ...wrongSignal,
      arm: 'softmaxMse',
      against: ['sigmoidMse'],
      remember: {
        supported:
          'At step 100 the error signal of softmax alone is larger; what is left of it where the network is surely wrong is asked apart (saturated-softmax).',
        contradicted: 'Softmax alone weakens the error signal: it is not what keeps gradients alive.',
        equivalent:
          'Softmax alone changes nothing: with MSE its error signal saturates as that of sigmoids does.',
        conditional: 'Whether softmax strengthens the error signal depends on the data.',
        inconclusive: 'These runs do not tell whether softmax alone strengthens the error signal.',
      },
    },
    {
      id: 'loss-solves-vanishing',
      statement:
        'It is the loss: with sigmoid outputs throughout, cross-entropy sends a larger error signal than MSE on images that are answered wrongly.',
      ...wrongSignal,
      arm: 'bce',
      against: ['sigmoidMse'],
      remember: {
        supported: 'Cross-entropy keeps the error signal alive, with sigmoids just as well.',
        contradicted: 'With sigmoids, cross-entropy sends the weaker signal.',
        equivalent: 'With sigmoids, the loss makes no difference to the signal.',
        conditional: 'With sigmoids, whether cross-entropy sends the larger signal depends on the data.',
        inconclusive: 'With sigmoids, these runs do not tell which loss sends the larger signal.',
      },
    },
    {
      id: 'hidden-signal',
      statement:
        'The usual pair, softmax with cross-entropy, sends more signal down to the first layer than sigmoids with MSE.',
      ...larger(
        'measure/outputSignal/signal/conv1',
        'RMS of the rescaled error signal at the first layer, step 100',
        100,
      ),
      arm: 'ce',
      against: ['sigmoidMse'],
      remember: {
        supported: 'More signal reaches the first layer.',
        contradicted: 'Less signal reaches the first layer.',
        equivalent: 'As much signal reaches the first layer.',
        conditional: 'Whether more signal reaches the first layer depends on the data.',
        inconclusive: 'These runs do not tell which pair sends more signal to the first layer.',
      },
    },
    standsOut,
    {
      id: 'accuracy',
      statement: 'Softmax with cross-entropy is more accurate than sigmoids with cross-entropy.',
      ...testAccuracy,
      arm: 'ce',
      against: ['bce'],
      remember: {
        supported: 'Softmax is more accurate.',
        contradicted: 'Ten sigmoids, each deciding alone, are more accurate.',
        equivalent: 'Ten sigmoids, each deciding alone, are as accurate.',
        conditional: 'Whether softmax is more accurate depends on the data.',
        inconclusive: 'These runs do not tell softmax from ten sigmoids.',
      },
    },
    {
      id: 'loss-with-softmax',
      ...addedLater,
      statement:
        'With softmax outputs throughout, too, cross-entropy sends a larger error signal than MSE on images that are answered wrongly.',
      ...wrongSignal,
      arm: 'ce',
      against: ['softmaxMse'],
      remember: {
        supported: 'With softmax, too, it is cross-entropy that sends the larger signal.',
        contradicted: 'With softmax, cross-entropy sends the smaller signal.',
        equivalent: 'With softmax, the loss makes no difference to the signal at step 100.',
        conditional: 'With softmax, which loss sends the larger signal depends on the data.',
        inconclusive: 'With softmax, these runs do not tell which loss sends the larger signal.',
      },
    },
    {
      id: 'softmax-with-loss',
      ...addedLater,
      statement:
        'With cross-entropy throughout, softmax outputs send a larger error signal than sigmoid outputs on images that are answered wrongly.',
      ...wrongSignal,
      arm: 'ce',
      against: ['bce'],
      remember: {
        supported: 'With cross-entropy, too, softmax sends the larger signal.',
        contradicted: 'With cross-entropy, sigmoids send the larger signal.',
        equivalent: 'With cross-entropy, sigmoids send as much of a signal.',
        conditional: 'With cross-entropy, whether softmax sends the larger signal depends on the data.',
        inconclusive: 'With cross-entropy, these runs do not tell softmax from sigmoids.',
      },
    },
    {
      id: 'saturated-softmax',
      ...addedLater,
      statement:
        'Vanishing measured directly: with an output bias of +10 on a wrong class, softmax with MSE keeps a larger part of its gradient than sigmoids with MSE.',
      ...keptWhereWrong,
      arm: 'softmaxMse',
      against: ['sigmoidMse'],
      remember: {
        supported: 'Where it is surely wrong softmax keeps a larger part of its gradient than sigmoids do.',
        contradicted:
          'Where it is surely wrong softmax with MSE keeps a smaller part of its gradient than sigmoids do: all of its outputs saturate together, and the gradient vanishes.',
        equivalent: 'Where it is surely wrong softmax keeps no more of its gradient than sigmoids do.',
        conditional:
          'Whether softmax keeps more of its gradient where it is surely wrong depends on the data.',
        inconclusive:
          'These runs do not tell which head keeps more of its gradient where it is surely wrong.',
      },
    },
    {
      id: 'saturated-loss',
      ...addedLater,
      statement:
        'Where the network is surely wrong softmax with cross-entropy keeps a larger part of its gradient than softmax or sigmoids with MSE.',
      ...keptWhereWrong,
      arm: 'ce',
      against: ['softmaxMse', 'sigmoidMse'],
      remember: {
        supported:
          'Where the network is surely wrong cross-entropy keeps a larger part of the gradient than MSE does, on either head.',
        contradicted: 'Where the network is surely wrong MSE keeps more of the gradient on some head.',
        equivalent: 'Where the network is surely wrong MSE keeps as much of the gradient on some head.',
        conditional: 'Which loss keeps the gradient where the network is surely wrong depends on the data.',
        inconclusive:
          'These runs do not tell which loss keeps the gradient where the network is surely wrong.',
      },
    },
    {
      ...standsOut,
      id: 'stands-out-learnt',
      ...addedLater,
      statement:
        'Among the trained networks that learnt, the largest of the softmax outputs has a larger share of their sum than the largest of the sigmoid outputs.',
      stalled: 'left out',
    },
  ],
  presets: headPresets,
  recording: headRecording,
  figures: [
    { kind: 'curves', metric: 'validation/accuracy', title: 'Validation accuracy', log: true },
    {
      kind: 'layers',
      metric: 'measure/outputSignal/signal/',
      at: 100,
      title: 'Error signal by layer at step 100',
    },
    {
      kind: 'series',
      metric: 'measure/sharpness/softmax_share/*',
      x: 'temperature',
      title: 'Share of the largest softmax output',
    },
    {
      kind: 'artifact',
      artifact: 'sharpness',
      title: 'Share of the largest output against the gap of the logits',
    },
  ],
  notes: [
    {
      title: 'A pilot changed the protocol',
      text: 'A first run with three tuning seeds and no warm-up chose rates at which one seed in ten never left the start, for either loss; nothing could be told from it. Five tuning seeds and 30 steps of warm-up were fixed then, before the runs of this page.',
    },
    {
      title: 'Head and loss are two things',
      text: 'The primer compares softmax with cross-entropy to sigmoids with MSE, and credits softmax. The 2 × 2 of head and loss shows which of the two does it.',
    },
    {
      title: 'Two meanings of vanishing',
      text: 'On the way (step 100) few images are answered with a wrong certainty, and the error signal of a head depends on its rate, too. What "vanishing" means is the other case: the network is surely wrong and should learn most. There the part of the gradient that is left is measured directly, at the initial weights, with a bias of +10 on a wrong class.',
    },
  ],
});
