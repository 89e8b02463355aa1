/**
 * A TensorFlow.js training loop of one's own, logged with descent:
 *
 *   npm install @tensorflow/tfjs
 *   npx tsx examples/tfjs-loop.ts          # then: npx descent ls
 *
 * It learns y = 2x - 1 from noisy points by gradient descent.
 */
import * as tf from '@tensorflow/tfjs';
import { openTracker } from 'descent';

const params = { optimizer: 'sgd', learningRate: 0.1, points: 64 };
const steps = Number(process.argv[2] ?? 200);

const tracker = openTracker();
tracker.defineMetric('weights/slope', { unit: 'y per x' });
const run = tracker.startRun({ name: 'tfjs line', project: 'examples', params, seed: 1, tags: ['tfjs'] });

try {
  const x = tf.randomUniform([params.points, 1], -1, 1, 'float32', 1);
  const y = x
    .mul(2)
    .sub(1)
    .add(tf.randomNormal([params.points, 1], 0, 0.05, 'float32', 2));
  const slope = tf.variable(tf.scalar(0));
  const intercept = tf.variable(tf.scalar(0));
  const optimizer = tf.train.sgd(params.learningRate);

  for (let step = 0; step < steps; step++) {
    const loss = optimizer.minimize(
      () => tf.losses.meanSquaredError(y, x.mul(slope).add(intercept)) as tf.Scalar,
      true,
    )!;
    run.log({ 'train/loss': loss.dataSync()[0]!, 'weights/slope': slope.dataSync()[0]! }, step);
    loss.dispose();
  }
  run.logJson('line', { slope: slope.dataSync()[0], intercept: intercept.dataSync()[0] });
  run.finish();
  process.stdout.write(`run ${run.id} is in ${tracker.db.path}\n`);
} catch (error) {
  run.fail(error);
  throw error;
} finally {
  tracker.close();
}
