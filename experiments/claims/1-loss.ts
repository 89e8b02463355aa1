import { defineClaim } from 'descent';
import { headArms, headPresets, headRecording, headStrata } from './_heads.ts';
import { fewerSteps, larger, testAccuracy } from './_metrics.ts';

export default defineClaim({
  id: 'loss',
  number: 1,
  title: 'Cross-entropy or mean squared error',
  statement:
    "Cross-entropy's terrain is steeper than that of the mean squared error, so that the optimum is found faster.",
  arms: headArms,
  strata: headStrata,
  hypotheses: [
    {
      id: 'faster',
      primary: true,
      statement:
        'With softmax outputs and each rate tuned, cross-entropy reaches the target accuracy in fewer steps than MSE.',
      ...fewerSteps('softmaxMse'),
      arm: 'ce',
      against: ['softmaxMse'],
      remember: {
        supported: 'Cross-entropy does find it faster, each at its own best rate.',
        contradicted: 'At their own best rates MSE is the faster of the two.',
        equivalent: 'Once each has its own best rate, neither loss is faster.',
        conditional: 'Whether cross-entropy is faster depends on the data.',
        inconclusive: 'These runs do not tell which loss is faster.',
      },
    },
    {
      id: 'faster-than-all',
      statement: 'It is faster than MSE on sigmoid and on linear outputs too.',
      ...fewerSteps('sigmoidMse'),
      arm: 'ce',
      against: ['sigmoidMse', 'linearMse'],
      remember: {
        supported: 'Softmax with cross-entropy is faster than MSE on sigmoid and on linear outputs.',
        contradicted: 'MSE on sigmoid or linear outputs is faster.',
        equivalent: 'MSE on sigmoid or linear outputs is as fast, at a rate of its own.',
      },
    },
    {
      id: 'faster-sigmoids',
      statement: 'On sigmoid outputs, too, cross-entropy is faster than MSE.',
      ...fewerSteps('sigmoidMse'),
      arm: 'bce',
      against: ['sigmoidMse'],
      remember: {
        supported: 'With sigmoids, too, cross-entropy is the faster loss.',
        contradicted: 'With sigmoids, MSE is the faster loss.',
        equivalent: 'With sigmoids, both losses are equally fast.',
      },
    },
    {
      id: 'accuracy',
      statement: 'After the same training it is more accurate than MSE on the same outputs.',
      ...testAccuracy,
      arm: 'ce',
      against: ['softmaxMse'],
      remember: {
        supported: 'Cross-entropy ends up more accurate.',
        contradicted: 'MSE ends up more accurate.',
        equivalent: 'Both end up equally accurate.',
      },
    },
    {
      id: 'steeper-start',
      statement:
        'At the initial weights its gradient is larger, both losses scaled to 1 at the uniform answer and 0 at the perfect one.',
      ...larger('measure/saturatedStart/normal_gradient_norm', 'norm of the rescaled gradient', 0),
      arm: 'ce',
      against: ['softmaxMse'],
      remember: {
        supported: 'At the start cross-entropy is steeper, apart from any unit.',
        contradicted: 'In like units MSE is the steeper one at the start.',
        equivalent:
          'In like units both are equally steep at the start: what differs there is the scale of the loss.',
      },
    },
    {
      id: 'steeper-saturated',
      statement:
        'Where the network is surely wrong (an output bias of +10 on a wrong class) its gradient is larger.',
      ...larger('measure/saturatedStart/saturated_gradient_norm', 'norm of the rescaled gradient', 0),
      arm: 'ce',
      against: ['softmaxMse'],
      remember: {
        supported:
          'Where the network is surely wrong MSE is flat and cross-entropy is steep: that is the difference.',
        contradicted: 'Even where the network is surely wrong MSE is steeper.',
      },
    },
    {
      id: 'steeper-slices',
      statement:
        'Along random filter-normalised lines through the initial weights its rescaled loss is steeper.',
      ...larger('measure/lossSlices/steepness', 'mean slope of the rescaled loss', 0),
      arm: 'ce',
      against: ['softmaxMse'],
      remember: {
        supported: "Cross-entropy's terrain is steeper in every direction, apart from any unit.",
        contradicted: "MSE's terrain is steeper.",
        equivalent: 'The terrain around the start is equally steep.',
      },
    },
  ],
  presets: headPresets,
  recording: headRecording,
  figures: [
    { kind: 'curves', metric: 'validation/accuracy', title: 'Validation accuracy', log: true },
    { kind: 'survival', hypothesis: 'faster', title: 'Runs that have reached the target' },
    { kind: 'artifact', artifact: 'lossSlices', title: 'The rescaled loss around the weights' },
    { kind: 'sensitivity', title: 'How closely the rate must be hit' },
  ],
  notes: [
    {
      title: 'A pilot changed the protocol',
      text: 'A first run with three tuning seeds and no warm-up chose rates at which one seed in ten never left the start, for either loss; nothing could be told from it. Five tuning seeds and 30 steps of warm-up were fixed then, before the runs of this page.',
    },
    {
      title: 'Why losses are rescaled',
      text: 'Any loss becomes steeper when it is multiplied by a constant, and so does any comparison of raw gradients. Here each loss is divided by its value at the uniform answer, so that 1 means "knows nothing" and 0 "perfect"; times to a target do not depend on units once each arm has its own rate.',
    },
  ],
});
