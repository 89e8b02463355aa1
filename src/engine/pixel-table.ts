import type { Normalization } from './contract.ts';

/** The value of each byte, (byte / 255 − mean) / sd in float64, rounded once. */
export function pixelTable({ mean, sd }: Normalization): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - mean) / sd);
}
