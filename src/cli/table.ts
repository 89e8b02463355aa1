import type { Colors } from '../sweep/progress/colors.ts';
import { padEnd, padStart, truncate, visibleLength } from '../sweep/progress/format.ts';

/** One column of a table for people. */
export interface Column<Row> {
  readonly title: string;
  /** one line of text, colours allowed */
  readonly value: (row: Row) => string;
  /** numbers: right */
  readonly align?: 'left' | 'right';
  /** may be cut with an ellipsis down to this many characters where the terminal is narrow */
  readonly minWidth?: number;
  /** columns with the highest number leave first where the terminal is narrow; without one a column stays */
  readonly dropOrder?: number;
}

export interface TableStyle {
  /** characters a line; Infinity: nothing is cut */
  readonly width: number;
  readonly colors: Colors;
}

interface SizedColumn {
  readonly title: string;
  readonly cells: readonly string[];
  readonly align: 'left' | 'right';
  readonly minWidth: number;
  readonly dropOrder: number | null;
  width: number;
}

const GAP = '  ';

/** No borders: white space separates. Heads are dimmed. Ends with a line break. */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  style: TableStyle,
): string {
  const sized = columns.map((column): SizedColumn => {
    const cells = rows.map((row) => column.value(row).replaceAll(/[\r\n\t]+/g, ' '));
    const natural = Math.max(visibleLength(column.title), ...cells.map(visibleLength));
    return {
      title: column.title,
      cells,
      align: column.align ?? 'left',
      minWidth: Math.min(natural, column.minWidth ?? natural),
      dropOrder: column.dropOrder ?? null,
      width: natural,
    };
  });
  const { kept, dropped } = fitColumns(sized, style.width);
  const line = (cells: readonly string[]) => cells.join(GAP).trimEnd();
  const lines = [line(kept.map((column) => style.colors.dim(cell(column.title, column))))];
  rows.forEach((_, r) => {
    lines.push(line(kept.map((column) => cell(column.cells[r] ?? '', column))));
  });
  if (dropped.length > 0) {
    const names = dropped.map(({ title }) => title).join(', ');
    lines.push(style.colors.dim(`(no room for: ${names}; widen the terminal or use --json)`));
  }
  return `${lines.join('\n')}\n`;
}

/** First the optional columns leave, then the ones that may be cut shrink, the widest first. */
function fitColumns(columns: readonly SizedColumn[], width: number) {
  const total = (of: readonly SizedColumn[], size: (column: SizedColumn) => number) =>
    of.reduce((sum, column) => sum + size(column), 0) + GAP.length * Math.max(0, of.length - 1);
  let kept = [...columns];
  while (total(kept, (column) => column.minWidth) > width) {
    const last = kept
      .filter(({ dropOrder }) => dropOrder !== null)
      .sort((a, b) => b.dropOrder! - a.dropOrder!)[0];
    if (last === undefined) break;
    kept = kept.filter((column) => column !== last);
  }
  let excess = total(kept, (column) => column.width) - width;
  while (excess > 0) {
    const widest = kept
      .filter((column) => column.width > column.minWidth)
      .sort((a, b) => b.width - a.width)[0];
    if (widest === undefined) break;
    widest.width -= 1;
    excess -= 1;
  }
  return { kept, dropped: columns.filter((column) => !kept.includes(column)) };
}

function cell(text: string, column: SizedColumn): string {
  const cut = truncate(text, column.width);
  return column.align === 'right' ? padStart(cut, column.width) : padEnd(cut, column.width);
}
