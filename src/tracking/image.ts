/** Pictures as PNG bytes. */
import { PNG } from 'pngjs';
import type { RawImage } from './types.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** @throws TypeError for bytes that are no PNG, or pixels that do not fill width × height × 1, 3 or 4 */
export function toPng(image: Uint8Array | RawImage): Uint8Array {
  if (image instanceof Uint8Array) {
    if (SIGNATURE.every((byte, i) => image[i] === byte)) return image;
    throw new TypeError(
      'an image must be PNG bytes or { width, height, data }, got bytes without a PNG signature',
    );
  }
  const { width, height, data } = image;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new TypeError(`image width and height must be integers >= 1, got ${width} x ${height}`);
  }
  const pixels = width * height;
  const channels = data.length / pixels;
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw new TypeError(
      `image data must hold ${width} x ${height} pixels of 1, 3 or 4 bytes (${pixels}, ${3 * pixels} or ` +
        `${4 * pixels} bytes), got ${data.length} bytes`,
    );
  }
  // pngjs reads 1 channel as grey, 3 as RGB, 4 as RGBA
  const inputColorType = channels === 1 ? 0 : channels === 3 ? 2 : 6;
  const png = new PNG({ width, height });
  png.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return PNG.sync.write(png, { inputColorType, colorType: inputColorType, inputHasAlpha: channels === 4 });
}
