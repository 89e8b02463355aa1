/** Parquet with snappy compression, one row group a batch of about 100,000 rows; every column may be null. */
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { CreateEncoder } from './format.ts';
import type { Batch, Cell, ColumnType, ExportColumn } from './table.ts';

const ROW_GROUP = 100_000;

const TYPES = {
  text: 'STRING',
  integer: 'INT64',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  time: 'TIMESTAMP',
} as const satisfies Record<ColumnType, string>;

export const createParquetEncoder: CreateEncoder = (columns) => {
  const bytes = new ByteWriter();
  const empty = columns.map(({ name, type }) => ({ name, type: TYPES[type], data: [], nullable: true }));
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: empty }),
    createdBy: 'descent',
  });
  let waiting: Cell[][] = columns.map(() => []);

  const writeGroup = () => {
    if (waiting[0]?.length) {
      const columnData = columns.map((column, i) => ({
        name: column.name,
        data: waiting[i]!.map(converter(column)),
        // dictionaries pay for texts; a probe of 100,000 distinct numbers only costs time
        ...(column.type === 'number' ? { encoding: 'PLAIN' as const } : {}),
      }));
      void writer.write({ columnData, rowGroupSize: waiting[0].length });
      waiting = columns.map(() => []);
    }
    return take();
  };
  const take = () => {
    const written = bytes.getBytes().slice();
    bytes.index = 0;
    return written;
  };
  return {
    start: take,
    encode(batch: Batch) {
      batch.columns.forEach((values, i) => {
        const target = waiting[i]!;
        for (let r = 0; r < batch.length; r += 1) target.push(values[r]!);
      });
      return (waiting[0]?.length ?? 0) >= ROW_GROUP ? writeGroup() : new Uint8Array();
    },
    end() {
      const group = writeGroup();
      void writer.finish();
      return Buffer.concat([group, take()]);
    },
  };
};

function converter({ type }: ExportColumn): (value: Cell) => unknown {
  switch (type) {
    case 'integer':
      return (value) => (value === null ? null : BigInt(value));
    case 'time':
      return (value) => (value === null ? null : new Date(Number(value)));
    case 'text':
      return (value) => (value === null ? null : String(value));
    case 'number':
    case 'boolean':
      return (value) => value;
    default:
      throw type satisfies never;
  }
}
