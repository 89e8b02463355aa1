import picocolors from 'picocolors';

/** Formatters `red`, `dim`, `bold`, … which are the identity where colour is off. */
export type Colors = ReturnType<typeof picocolors.createColors>;

export function createColors(enabled: boolean): Colors {
  return picocolors.createColors(enabled);
}
