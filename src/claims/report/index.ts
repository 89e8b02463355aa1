/** `docs/claims/`: an index, a page a claim with its figures, and the CSV of every run behind them. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Database, getRun } from '../../../db/index.ts';
import { evidenceCsv, exportTable, fileSink } from '../../export/index.ts';
import type { ClaimDefinition } from '../definition.ts';
import type { ClaimEvidence } from '../evidence.ts';
import { runIdsOf } from '../totals.ts';
import { deciding, effectText, spanText } from '../words.ts';
import { figuresOf } from './figures.ts';
import { duration, escapeCell, table, verdictMark } from './markdown.ts';
import { claimPage } from './page.ts';

export interface ReportEntry {
  readonly claim: ClaimDefinition;
  readonly evidence: ClaimEvidence;
}

export interface ReportOptions {
  readonly db: Database;
  readonly entries: readonly ReportEntry[];
  /** made where there is none; pages and figures of these claims are replaced, others stay */
  readonly folder: string;
  readonly onPage?: (file: string) => void;
  readonly onRemark?: (text: string) => void;
}

export async function writeReport({ db, entries, folder, onPage, onRemark }: ReportOptions): Promise<void> {
  for (const { claim, evidence } of entries) {
    const name = pageName(claim);
    const figuresFolder = path.join(folder, 'figures', name);
    rmSync(figuresFolder, { recursive: true, force: true });
    mkdirSync(figuresFolder, { recursive: true });
    const figures = await figuresOf({ db, claim, evidence, ...(onRemark !== undefined && { onRemark }) });
    for (const { file, bytes } of figures) writeFileSync(path.join(figuresFolder, file), bytes);
    const placed = figures.map((figure) => ({ ...figure, file: `${name}/${figure.file}` }));
    const page = claimPage(claim, evidence, placed, { hardware: hardwareOf(db, evidence) });
    writeFileSync(path.join(folder, `${name}.md`), page);
    onPage?.(path.join(folder, `${name}.md`));
  }
  writeFileSync(path.join(folder, 'README.md'), indexPage(entries, db));
  writeFileSync(path.join(folder, 'claims.csv'), evidenceCsv(entries.map(({ evidence }) => evidence)));
  const ids = [...new Set(entries.flatMap(({ evidence }) => runIdsOf(evidence)))];
  const sink = fileSink(path.join(folder, 'runs.csv'));
  await exportTable(db, { table: 'runs', format: 'csv', query: { ids, keys: CSV_METRICS }, sink });
}

/** Of the many metrics of a run those that tables are made of; the rest is in the database. */
const CSV_METRICS = ['validation/accuracy', 'validation/loss', 'test/accuracy', 'test/loss', 'train/loss'];

export function pageName({ number, id }: Pick<ClaimDefinition, 'number' | 'id'>): string {
  return `${number}-${id}`;
}

function indexPage(entries: readonly ReportEntry[], db: Database): string {
  const counts = new Map<string, number>();
  for (const { evidence } of entries) {
    for (const { verdict } of evidence.hypotheses) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  const runs = new Set(entries.flatMap(({ evidence }) => runIdsOf(evidence)));
  const trainingMs = [...runs].reduce((sum, id) => sum + (getRun(db, id).wallMs ?? 0), 0);
  const hardware = [...new Set(entries.map(({ evidence }) => hardwareOf(db, evidence)))].join('; ');
  const tally = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
  return [
    '# What a deep-learning primer claims, and what the runs say',
    `${entries.length} claims, ${[...counts.values()].reduce((a, b) => a + b, 0)} hypotheses: ${tally}. ${runs.size} runs, ${duration(trainingMs)} of training, on ${hardware}.`,
    claimTable(entries),
    'Every hypothesis, arm, metric, margin and stratum was written down before the runs of these pages ([experiments/claims](../../experiments/claims)); where a pilot changed the protocol first, the page of the claim says so. A verdict needs at least 8 final seeds and reads nothing but intervals that hold together over a whole page. [Methodology](../methodology.md#claims) · [the comparisons](claims.csv) · [the runs](runs.csv)',
    '',
  ].join('\n\n');
}

/** One row a claim, by its primary hypothesis: also the table of the README. */
export function claimTable(entries: readonly ReportEntry[], base = ''): string {
  return table(
    ['claim', 'verdict', 'effect [95 % interval]', 'n', 'the sentence to remember'],
    entries.map(({ claim, evidence }) => {
      const primary = evidence.hypotheses.find((one) => one.primary) ?? evidence.hypotheses[0]!;
      const stratum = primary.strata[0]!;
      const { effect, interval95, n } = deciding(stratum);
      return [
        `[${claim.number}. ${escapeCell(claim.title)}](${base}${pageName(claim)}.md)`,
        verdictMark(primary.verdict),
        `${effectText(effect, primary)} [${spanText(interval95, primary)}]`,
        String(n),
        escapeCell(primary.remember || primary.reason),
      ];
    }),
  );
}

function hardwareOf(db: Database, evidence: ClaimEvidence): string {
  const machines = new Set<string>();
  for (const { runs } of evidence.arms) {
    for (const { id } of runs.slice(0, 1)) {
      const { environment } = getRun(db, id);
      if (environment) machines.add(`${environment.cpu}, ${environment.cores} cores`);
    }
  }
  return [...machines].join('; ') || 'an unknown machine';
}
