import { defineClaim } from 'descent';
import { headArms, headPresets, headRecording, headStrata } from './_heads.ts';
import { addedLater, failsMoreOften, fewerSteps, larger, testAccuracy } from './_metrics.ts';

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
        conditional: 'Whether it is faster than MSE on the other outputs depends on the data.',
        inconclusive: 'It is not shown to be faster than MSE on both of the other outputs.',
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
        conditional: 'With sigmoids, whether cross-entropy is faster depends on the data.',
        inconclusive: 'With sigmoids, these runs do not tell which loss is faster.',
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
        conditional: 'Which loss ends up more accurate depends on the data.',
        inconclusive: 'These runs do not tell which loss ends up more accurate.',
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
        supported:
          'At the start cross-entropy is steeper in like units, by about the factor 1.95 that follows from the two formulas.',
        contradicted: 'In like units MSE is the steeper one at the start.',
        equivalent:
          'In like units both are equally steep at the start: what differs there is the scale of the loss.',
        conditional: 'Which loss is steeper at the start depends on the data.',
        inconclusive: 'These runs do not tell which loss is steeper at the start.',
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
          'Where the network is surely wrong MSE is flat and cross-entropy is steep, as their formulas say.',
        contradicted: 'Even where the network is surely wrong MSE is steeper.',
        equivalent: 'Where the network is surely wrong both are equally steep.',
        conditional: 'Which loss is steeper where the network is surely wrong depends on the data.',
        inconclusive: 'These runs do not tell which loss is steeper where the network is surely wrong.',
      },
    },
    {
      id: 'steeper-slices',
      statement:
        'Along three random filter-normalised lines a seed through the initial weights its rescaled loss is steeper.',
      ...larger('measure/lossSlices/steepness', 'mean slope of the rescaled loss', 0),
      arm: 'ce',
      against: ['softmaxMse'],
      remember: {
        supported:
          "Around the start cross-entropy's terrain is steeper along random lines (three a seed), in like units.",
        contradicted: "Around the start MSE's terrain is steeper along random lines.",
        equivalent: 'The terrain around the start is equally steep.',
        conditional: 'Which terrain is steeper around the start depends on the data.',
        inconclusive: 'These runs do not tell which terrain is steeper around the start.',
      },
    },
    {
      id: 'mse-fails',
      ...addedLater,
      statement:
        'At the rates that tuning chose, training with MSE diverges, or never learns, more often than with cross-entropy, on softmax outputs.',
      ...failsMoreOften,
      arm: 'softmaxMse',
      against: ['ce'],
      remember: {
        supported: 'MSE fails more often.',
        contradicted: 'Cross-entropy fails more often.',
        equivalent: 'At rates chosen by tuning, neither fails.',
        conditional: 'Which loss fails more often depends on the data.',
        inconclusive: 'So few runs do not tell which fails more often at the rates that tuning chose.',
      },
    },
  ],
  presets: headPresets,
  recording: headRecording,
  figures: [
    { kind: 'curves', metric: 'validation/accuracy', title: 'Validation accuracy', log: true },
    { kind: 'survival', hypothesis: 'faster', title: 'Runs that have reached the target' },
    {
      kind: 'artifact',
      artifact: 'lossSlices',
      at: 'start',
      title: 'The rescaled loss around the initial weights',
    },
    {
      kind: 'artifact',
      artifact: 'lossSlices',
      title: 'The rescaled loss around the trained weights',
    },
    { kind: 'sensitivity', title: 'How closely the rate must be hit' },
  ],
  notes: [
    {
      title: 'A pilot changed the protocol',
      text: 'A first run with three tuning seeds and no warm-up chose rates at which one seed in ten never left the start, for either loss; nothing could be told from it. Five tuning seeds and 30 steps of warm-up were fixed then, before the runs of this page.',
    },
    {
      title: 'What of this is algebra',
      text: 'Near the uniform answer p = 1/10 the rescaled gradients at the logits are (p − y)/ln 10 for cross-entropy and 0.2·J(p − y)/0.09 for MSE, where the Jacobian J of softmax is 1/10 there: their ratio is (1/ln 10)/(0.02/0.09) = 1.95, whatever the network and the data. The effect at the initial weights and along lines through them is that number, but for how far the initial answers are from uniform. With +10 on a wrong class the entries of J are 4e-4 or less, and a ratio of several hundred follows likewise. The runs confirm the formulas; they do not show that a steeper start is a faster training. That is what the times to the target are for.',
    },
    {
      title: 'Why losses are rescaled',
      text: 'Any loss becomes steeper when it is multiplied by a constant, and so does any comparison of raw gradients. Here each loss is divided by its value at the uniform answer, so that 1 means "knows nothing" and 0 "perfect"; times to a target do not depend on units once each arm has its own rate.',
    },
  ],
});
