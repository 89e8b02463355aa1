import { type Colors, createColors } from '../sweep/progress/colors.ts';
import { type Column, renderTable } from './table.ts';

export type { Column } from './table.ts';

export interface Output {
  readonly json: boolean;
  readonly colors: Colors;
  /** characters a line; Infinity where the output is no terminal, so that nothing is cut in a pipe */
  readonly width: number;
  /** stdout is a terminal that can be redrawn */
  readonly interactive: boolean;
  /** a line on stdout, dropped under --json */
  line(text?: string): void;
  /** a remark on stderr: keeps stdout clean for pipes */
  note(text: string): void;
  /** `records` as a JSON array under --json, else `rows` as a table (`empty` where there are none) */
  table<Row>(options: {
    readonly rows: readonly Row[];
    readonly columns: readonly Column<Row>[];
    readonly records: () => readonly object[];
    readonly empty: string;
  }): void;
  /** any JSON value, under --json */
  data(value: unknown): void;
}

interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface OutputOptions {
  readonly json?: boolean;
  readonly stdout?: OutputStream;
  readonly stderr?: OutputStream;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Colour only on a terminal; NO_COLOR (https://no-color.org) and FORCE_COLOR decide otherwise. */
export function wantsColor(stream: OutputStream, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

export function createOutput(options: OutputOptions = {}): Output {
  const stdout = options.stdout ?? process.stdout;
  const stderr = options.stderr ?? process.stderr;
  const env = options.env ?? process.env;
  const json = options.json === true;
  const colors = createColors(wantsColor(stdout, env));
  const width = stdout.isTTY ? stdout.columns || 80 : Number.POSITIVE_INFINITY;
  return {
    json,
    colors,
    width,
    interactive: stdout.isTTY === true && env.TERM !== 'dumb',
    line(text = '') {
      if (!json) stdout.write(`${text}\n`);
    },
    note(text) {
      stderr.write(`${text}\n`);
    },
    table({ rows, columns, records, empty }) {
      if (json) stdout.write(toJson(records()));
      else if (rows.length === 0) stdout.write(`${empty}\n`);
      else stdout.write(renderTable(columns, rows, { width, colors }));
    },
    data(value) {
      if (json) stdout.write(toJson(value));
    },
  };
}

/** Non-finite numbers as the strings "NaN", "Infinity", "-Infinity": JSON has no other way to keep them. */
export function toJson(value: unknown): string {
  const keepNonFinite = (_key: string, item: unknown) =>
    typeof item === 'number' && !Number.isFinite(item) ? String(item) : item;
  return `${JSON.stringify(value, keepNonFinite, 2)}\n`;
}
