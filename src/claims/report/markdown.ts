/** Bits of Markdown. */
import type { VerdictName } from '../../stats/index.ts';

const SIGNS: Readonly<Record<VerdictName, string>> = {
  supported: '●',
  contradicted: '⬣',
  equivalent: '■',
  conditional: '◆',
  inconclusive: '◌',
};

export const VERDICT_ORDER = Object.keys(SIGNS) as readonly VerdictName[];

/** A sign and the word: never the sign alone. */
export function verdictMark(verdict: VerdictName): string {
  return `${SIGNS[verdict]} ${verdict}`;
}

export function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `41 min`, `2 h 10 min` */
export function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.round(ms / 1000)} s`;
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
