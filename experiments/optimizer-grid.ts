/**
 * Every combination of seven optimizers, three activations, two losses, batch norm, dropout, early stopping and weight
 * decay on LeNet-5: 672 configs. Learning rates are each optimizer's default, untuned: compare optimizers here with
 * that in mind, or take a part with an axis of its own, such as `--set optimizer=adam --set learningRate=0.0003,0.001`.
 */
import { defineSweep } from 'descent';

export default defineSweep({
  name: 'optimizer-grid',
  description: 'Main effects and interactions of optimizer, activation, loss and regularizers',
  fixed: { dataset: 'mnist10k', architecture: 'lenet5', epochs: 10 },
  axes: {
    optimizer: ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'nadam'],
    activation: ['sigmoid', 'tanh', 'relu'],
    head: ['softmax+ce', 'softmax+mse'],
    batchNorm: ['none', 'before'],
    dropout: [0, 0.5],
    earlyStopping: [false, { monitor: 'validation/loss', patience: 2 }],
    weightDecay: [0, 0.0005],
  },
  seeds: [0],
});
