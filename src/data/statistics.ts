/**
 * Mean and standard deviation (population) of all pixels of the given images, as byte / 255.
 * One mean and one SD over all channels: what an engine's `Normalization` takes.
 *
 * @param images (n, …, …, …) bytes, `pixels` a image
 * @param indices images that count, all without
 * @throws RangeError if all pixels are equal, so that nothing can be standardized
 */
export function pixelStatistics(
  images: Uint8Array,
  pixels: number,
  indices?: Uint32Array,
): { mean: number; sd: number } {
  // a histogram: sums of integers stay exact
  const histogram = new Float64Array(256);
  const counted = indices ?? new Uint32Array(images.length / pixels).map((_, index) => index);
  for (const index of counted) {
    for (let i = index * pixels; i < (index + 1) * pixels; i++) histogram[images[i]!]! += 1;
  }
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const [value, frequency] of histogram.entries()) {
    count += frequency;
    sum += value * frequency;
    squares += value * value * frequency;
  }
  if (count === 0) throw new RangeError('pixelStatistics needs at least one image, got none');
  const mean = sum / count;
  const sd = Math.sqrt(Math.max(0, squares / count - mean * mean));
  if (sd === 0) {
    throw new RangeError(
      `standardize needs images that are not all of one colour, got only the value ${mean}; turn it off`,
    );
  }
  return { mean: mean / 255, sd: sd / 255 };
}
