/** The optimizer of TensorFlow.js behind each name. */
import * as tf from '@tensorflow/tfjs';
import type { ResolvedOptimizer } from '../../../config/optimizer.ts';
import { AdamHat, AmsGrad, Nadam } from './adam.ts';
import { Adadelta, Adagrad, RmsProp } from './adaptive.ts';
import { LibraryAdam, LibraryAdamax, LibraryRmsProp } from './library.ts';
import { Lion, Momentum, Nesterov } from './momentum.ts';

export interface RatedOptimizer extends tf.Optimizer {
  /** of the next step */
  setLearningRate(learningRate: number): void;
}

/** TensorFlow.js' own where its rule is the one of docs/methodology.md, a subclass of `tf.Optimizer` otherwise. */
export function createOptimizer(optimizer: ResolvedOptimizer): RatedOptimizer {
  // set before every step
  const rate = 0;
  switch (optimizer.name) {
    case 'sgd':
      return tf.train.sgd(rate);
    case 'momentum':
      return new Momentum(rate, optimizer.momentum);
    case 'nesterov':
      return new Nesterov(rate, optimizer.momentum);
    case 'adagrad':
      return new Adagrad(rate, optimizer);
    case 'adadelta':
      return new Adadelta(rate, optimizer.rho, optimizer.epsilon);
    case 'rmsprop': {
      const { rho, momentum, epsilon, epsilonPlacement, centered, biasCorrection } = optimizer;
      return epsilonPlacement === 'outside' || centered || biasCorrection
        ? new RmsProp(rate, optimizer)
        : new LibraryRmsProp(rate, rho, momentum, epsilon);
    }
    case 'adam': {
      const { beta1, beta2, epsilon, epsilonForm } = optimizer;
      return epsilonForm === 'hat'
        ? new AdamHat(rate, { beta1, beta2, epsilon })
        : new LibraryAdam(rate, beta1, beta2, epsilon);
    }
    case 'adamax':
      return new LibraryAdamax(rate, optimizer.beta1, optimizer.beta2, optimizer.epsilon);
    case 'amsgrad':
      return new AmsGrad(rate, optimizer);
    case 'nadam':
      return new Nadam(rate, optimizer, optimizer.scheduleDecay);
    case 'lion':
      return new Lion(rate, optimizer.beta1, optimizer.beta2);
    default:
      return optimizer satisfies never;
  }
}
