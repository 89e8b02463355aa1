/** What an export writes: typed columns, and their values batch by batch, so that memory stays flat. */

/** `time`: ms since 1970, written as ISO 8601 in UTC */
export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'time';
export type Cell = string | number | boolean | null;

export interface ExportColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** Column by column: `columns[i]` holds the `length` values of column i of the table. */
export interface Batch {
  readonly length: number;
  readonly columns: readonly ArrayLike<Cell>[];
}

export interface ExportTable {
  readonly columns: readonly ExportColumn[];
  /** rows to come, where that is known without reading them */
  readonly total: number | null;
  /** can be called once */
  batches(): Iterable<Batch>;
}

/** Rows as a batch. */
export function toBatch(rows: readonly (readonly Cell[])[], width: number): Batch {
  const columns = Array.from({ length: width }, (_, i) => rows.map((row) => row[i] ?? null));
  return { length: rows.length, columns };
}
