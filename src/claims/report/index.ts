/** `docs/claims/`: an index, a page a claim with its figures, and the CSV of every run behind them. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Database, getRun } from '../../../db/index.ts';
import type { ClaimDefinition } from '../definition.ts';
import type { ClaimEvidence } from '../evidence.ts';
import { deciding, effectText, spanText } from '../words.ts';
import { figuresOf } from './figures.ts';
import { type Kept, type KeptPage, type Row, readKept } from './kept.ts';
import { duration, escapeCell, table, VERDICT_ORDER, verdictMark } from './markdown.ts';
import { claimPage } from './page.ts';
import { type ReportEntry, writeComparisons, writeRuns } from './tables.ts';

export type { ReportEntry };

export interface ReportOptions {
  readonly db: Database;
  readonly entries: readonly ReportEntry[];
  /** made where there is none; pages and figures of these claims are replaced, others stay */
  readonly folder: string;
  readonly onPage?: (file: string) => void;
  readonly onRemark?: (text: string) => void;
}

export async function writeReport({ db, entries, folder, onPage, onRemark }: ReportOptions): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const kept = readKept(folder, new Set(entries.map(({ claim }) => claim.id)));
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
  const comparisons = writeComparisons(entries, kept, folder);
  const runs = await writeRuns(db, entries, kept, folder);
  writeFileSync(path.join(folder, 'README.md'), indexPage({ db, entries, kept, comparisons, runs }));
}

export function pageName({ number, id }: Pick<ClaimDefinition, 'number' | 'id'>): string {
  return `${number}-${id}`;
}

interface IndexFacts {
  readonly db: Database;
  readonly entries: readonly ReportEntry[];
  readonly kept: Kept;
  /** rows of claims.csv and runs.csv */
  readonly comparisons: readonly Row[];
  readonly runs: readonly Row[];
}

function indexPage({ db, entries, kept, comparisons, runs }: IndexFacts): string {
  const verdicts = new Map(
    comparisons.map((row) => [`${row.claim}/${row.hypothesis}`, row.hypothesis_verdict!]),
  );
  const added = new Set(comparisons.flatMap((row) => (row.added ? [`${row.claim}/${row.hypothesis}`] : [])))
    .size;
  const trainingMs = runs.reduce((sum, { wallMs }) => sum + Number(wallMs), 0);
  const machines = [
    ...entries.map(({ evidence }) => hardwareOf(db, evidence)),
    ...kept.pages.map(({ hardware }) => hardware),
  ];
  return [
    '# What a deep-learning primer claims, and what the runs say',
    `${entries.length + kept.pages.length} claims, ${verdicts.size} hypotheses: ${tallyText([...verdicts.values()])}. ${runs.length} runs, ${duration(trainingMs)} of training, on ${[...new Set(machines)].join('; ')}.`,
    claimTable(entries, kept.pages),
    `${added === 0 ? 'Every hypothesis, arm, metric, margin and stratum' : `Every arm and stratum, and every hypothesis with its metric and margin but ${added},`} was written down before the first report ([experiments/claims](../../experiments/claims)); ${added === 0 ? '' : 'those that were added when data had been seen are marked † on their pages, which say whether they asked for runs of their own; '}what was changed in others since is marked ‡, and some statements were worded more narrowly, to say what was tested; where a pilot changed the protocol first, the page of the claim says so. A verdict needs at least 8 final seeds and reads nothing but intervals that hold together over a whole page. [Methodology](../methodology.md#claims) · [the comparisons](claims.csv) · [the runs](runs.csv)`,
    '',
  ].join('\n\n');
}

/** `4 supported, 2 contradicted`, in the order in which verdicts are read */
function tallyText(verdicts: readonly string[]): string {
  return VERDICT_ORDER.flatMap((name) => {
    const count = verdicts.filter((one) => one === name).length;
    return count === 0 ? [] : [`${count} ${name}`];
  }).join(', ');
}

/** One row a claim, by its primary hypothesis: also the table of the README. */
function claimTable(entries: readonly ReportEntry[], kept: readonly KeptPage[]): string {
  const rows = entries.map(({ claim, evidence }) => {
    const primary = evidence.hypotheses.find((one) => one.primary) ?? evidence.hypotheses[0]!;
    const stratum = primary.strata[0]!;
    const { effect, interval95, n } = deciding(stratum);
    const where = primary.strata.length > 1 ? `${escapeCell(stratum.label)}: ` : '';
    return [
      `[${claim.number}. ${escapeCell(claim.title)}](${pageName(claim)}.md)`,
      verdictMark(primary.verdict),
      `${where}${effectText(effect, primary)} [${spanText(interval95, primary)}]`,
      String(n),
      escapeCell(primary.remember || primary.reason),
      tallyText(evidence.hypotheses.map((one) => one.verdict)),
    ];
  });
  const [head, rule, ...lines] = table(
    ['claim', 'verdict', 'effect [95 % interval]', 'n', 'the sentence to remember', 'its hypotheses'],
    rows,
  ).split('\n');
  const numbered = [
    ...lines.map((line, i) => ({ number: entries[i]!.claim.number, line })),
    ...kept.map(({ number, line }) => ({ number, line })),
  ];
  return [head, rule, ...numbered.sort((a, b) => a.number - b.number).map(({ line }) => line)].join('\n');
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
