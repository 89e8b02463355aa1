/** TensorFlow.js' own optimizers, where they are the rules of docs/methodology.md; their rate may change each step. */
import * as tf from '@tensorflow/tfjs';

export class LibraryRmsProp extends tf.RMSPropOptimizer {
  setLearningRate(learningRate: number): void {
    this.learningRate = learningRate;
  }
}

/** Its powers of β are float32 products: early steps are off by up to 3e-5 of their length. */
export class LibraryAdam extends tf.AdamOptimizer {
  setLearningRate(learningRate: number): void {
    this.learningRate = learningRate;
  }
}

export class LibraryAdamax extends tf.AdamaxOptimizer {
  setLearningRate(learningRate: number): void {
    this.learningRate = learningRate;
  }
}
