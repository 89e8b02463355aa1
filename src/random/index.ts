/** Randomness of the whole project: Philox4x32-10, keyed by seed and stream name. */
export { fillNormal, fillTruncatedNormal, fillUniform, fillWords } from './fill.ts';
export { cosTurns, log, sinTurns } from './math.ts';
export { philoxBlock } from './philox.ts';
export {
  fnv1a32,
  RandomStream,
  type StreamKey,
  type StreamPosition,
  streamKey,
  uniformFromWord,
} from './stream.ts';
