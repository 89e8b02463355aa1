import type picocolors from 'picocolors';

/** Formatters `red`, `dim`, `bold`, …; the identity where colour is off. */
export type Colors = ReturnType<typeof picocolors.createColors>;
