import type { ImageShape } from '../config/network.ts';
import { cosTurns, philoxBlock, sinTurns, streamKey } from '../random/index.ts';

/** Applied in this order: flip, then rotation about the centre, then shift. */
export interface Transform {
  /** pixels to the right */
  readonly shiftX: number;
  /** pixels down */
  readonly shiftY: number;
  /** degrees, counter-clockwise as seen */
  readonly rotate: number;
  /** mirrored left-right */
  readonly flip: boolean;
}

/**
 * Writes the transformed image to `out`. Pixels that come from outside the image are 0; between pixels bilinear,
 * rounded half up to bytes; whole shifts and flips move bytes unchanged.
 *
 * @param images (…, height, width, channels) bytes, read from byte `offset` on
 * @param out bytes of the same layout, written from `offset` on
 */
export function transformImage(
  images: Uint8Array,
  offset: number,
  shape: ImageShape,
  transform: Transform,
  out: Uint8Array,
): void {
  const { height, width, channels } = shape;
  const cos = cosTurns(transform.rotate / 360);
  const sin = sinTurns(transform.rotate / 360);
  const centreX = (width - 1) / 2;
  const centreY = (height - 1) / 2;
  // the value of a source pixel, 0 outside
  const at = (y: number, x: number, c: number): number =>
    y < 0 || y >= height || x < 0 || x >= width ? 0 : images[offset + (y * width + x) * channels + c]!;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // backwards from the result: shift, rotation (rows run downwards), flip
      const dx = x - transform.shiftX - centreX;
      const dy = y - transform.shiftY - centreY;
      const unflipped = cos * dx - sin * dy;
      const sourceX = centreX + (transform.flip ? -unflipped : unflipped);
      const sourceY = centreY + sin * dx + cos * dy;
      const left = Math.floor(sourceX);
      const top = Math.floor(sourceY);
      const right = sourceX - left;
      const below = sourceY - top;
      for (let c = 0; c < channels; c++) {
        const target = offset + (y * width + x) * channels + c;
        if (right === 0 && below === 0) {
          out[target] = at(top, left, c);
          continue;
        }
        const upper = (1 - right) * at(top, left, c) + right * at(top, left + 1, c);
        const lower = (1 - right) * at(top + 1, left, c) + right * at(top + 1, left + 1, c);
        out[target] = Math.floor((1 - below) * upper + below * lower + 0.5);
      }
    }
  }
}

/** The same transform of every image, (n, height, width, channels): a probe. */
export function transformImages(images: Uint8Array, shape: ImageShape, transform: Transform): Uint8Array {
  const out = new Uint8Array(images.length);
  const pixels = shape.height * shape.width * shape.channels;
  for (let offset = 0; offset < images.length; offset += pixels) {
    transformImage(images, offset, shape, transform, out);
  }
  return out;
}

export interface AugmentOptions {
  /** largest shift, whole pixels each way */
  readonly shift: number;
  /** largest rotation, degrees each way */
  readonly rotate: number;
  /** mirror left-right with probability ½ */
  readonly flip: boolean;
}

/**
 * Training images for one epoch, each moved at random; gives new bytes of the same layout.
 * Drawn from the stream `augment` at (epoch, image): words 0 and 1 the shifts, whole pixels uniform in
 * −shift .. shift; word 2 the angle, uniform in (−rotate, rotate); word 3 the flip. An image's draw depends on
 * nothing but seed, epoch and its index. Images outside `indices` are copied as they are.
 *
 * @param images (n, height, width, channels)
 * @throws RangeError if shift is no integer >= 0, rotate not in 0 .. 180
 */
export function augmentImages(
  images: Uint8Array,
  shape: ImageShape,
  options: AugmentOptions,
  draw: { readonly seed: number; readonly epoch: number; readonly indices?: Uint32Array },
): Uint8Array {
  const { shift, rotate, flip } = options;
  if (!Number.isSafeInteger(shift) || shift < 0) {
    throw new RangeError(`augment.shift must be a whole number of pixels >= 0, got ${shift}`);
  }
  if (!(rotate >= 0 && rotate <= 180)) {
    throw new RangeError(`augment.rotate must be from 0 to 180 degrees, got ${rotate}`);
  }
  // not slice(): of a Buffer it would share memory, and the originals would be moved
  const out = new Uint8Array(images);
  const pixels = shape.height * shape.width * shape.channels;
  const [key0, key1] = streamKey(draw.seed, 'augment');
  const words = new Uint32Array(4);
  const count = draw.indices?.length ?? images.length / pixels;
  for (let i = 0; i < count; i++) {
    const image = draw.indices?.[i] ?? i;
    philoxBlock(0, draw.epoch, image, 0, key0, key1, words);
    const wholeShift = (word: number) => Math.floor((word * (2 * shift + 1)) / 2 ** 32) - shift;
    const transform: Transform = {
      shiftX: wholeShift(words[0]!),
      shiftY: wholeShift(words[1]!),
      rotate: rotate === 0 ? 0 : rotate * (((words[2]! >>> 8) * 2 + 1) * 2 ** -24 - 1),
      flip: flip && words[3]! < 2 ** 31,
    };
    transformImage(images, image * pixels, shape, transform, out);
  }
  return out;
}
