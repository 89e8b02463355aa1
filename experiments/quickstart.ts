/** A first look: seven optimizers, three activations, three seeds; about a minute of training on two cores. */
import { defineSweep } from 'descent';

export default defineSweep({
  name: 'quickstart',
  description: 'Which optimizer learns the digits fastest, and does the activation matter?',
  fixed: { dataset: 'mnist10k', architecture: 'lenet5', epochs: 5 },
  // 5 epochs are 275 updates: at their default rates sgd and adagrad would hardly move, and the comparison would be one
  // of step sizes. Each optimizer gets a rate of the right order for so short a training; none is tuned.
  zip: {
    optimizer: ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'nadam'],
    learningRate: [0.1, 0.03, 0.03, 0.03, 0.001, 0.002, 0.002],
  },
  axes: { activation: ['sigmoid', 'tanh', 'relu'] },
  seeds: { count: 3 },
});
