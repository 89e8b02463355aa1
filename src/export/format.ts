import type { Batch, ExportColumn } from './table.ts';

/** Turns batches into the bytes of a file. One file a format. */
export interface Encoder {
  /** what stands before the first row */
  start(): string | Uint8Array;
  encode(batch: Batch): string | Uint8Array;
  /** what stands after the last row */
  end(): string | Uint8Array;
}

export type CreateEncoder = (columns: readonly ExportColumn[]) => Encoder;
