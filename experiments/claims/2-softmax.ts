import { defineClaim } from 'descent';
import { headArms, headPresets, headRecording, headStrata } from './_heads.ts';
import { larger, testAccuracy } from './_metrics.ts';

const { ce, softmaxMse, sigmoidMse, bce } = headArms;

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
      ...larger(
        'measure/outputSignal/output_of_wrong',
        'RMS of the rescaled error signal at the output, step 100',
        100,
      ),
      arm: 'softmaxMse',
      against: ['sigmoidMse'],
      remember: {
        supported: 'Softmax alone strengthens the error signal.',
        contradicted: 'Softmax alone weakens the error signal: it is not what keeps gradients alive.',
        equivalent:
          'Softmax alone changes nothing: with MSE its error signal saturates as that of sigmoids does.',
        conditional: 'Whether softmax strengthens the error signal depends on the data.',
      },
    },
    {
      id: 'loss-solves-vanishing',
      statement:
        'It is the loss: with sigmoid outputs throughout, cross-entropy sends a larger error signal than MSE on images that are answered wrongly.',
      ...larger(
        'measure/outputSignal/output_of_wrong',
        'RMS of the rescaled error signal at the output, step 100',
        100,
      ),
      arm: 'bce',
      against: ['sigmoidMse'],
      remember: {
        supported: 'Cross-entropy keeps the error signal alive, with sigmoids just as well.',
        contradicted: 'With sigmoids, cross-entropy sends the weaker signal.',
        equivalent: 'With sigmoids, the loss makes no difference to the signal.',
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
      },
    },
    {
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
        equivalent:
          'Trained sigmoids let the maximum stand out as much: the loss does it, not the exponential.',
      },
    },
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
      },
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
  ],
});
