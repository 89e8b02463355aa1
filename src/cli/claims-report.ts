/** `descent claims report`: pages from the runs that a database has. */
import { databasePath, openDatabase } from '../../db/index.ts';
import { type ClaimDefinition, evidenceOf, planClaim } from '../claims/index.ts';
import { type ReportEntry, writeReport } from '../claims/report/index.ts';
import { datasetFacts } from '../data/index.ts';
import { openEngine } from '../engine/index.ts';
import type { ClaimsReportOptions } from './claims-options.ts';
import type { Context } from './context.ts';

/** Sets the exit code 1 where no claim has all of its runs. */
export async function reportClaims(
  { db: file, output }: Context,
  claims: readonly ClaimDefinition[],
  options: ClaimsReportOptions,
): Promise<void> {
  const { info } = await openEngine(options.engine);
  const database = databasePath(file);
  const entries: ReportEntry[] = [];
  for (const claim of claims) {
    const evidence = evidenceOf(database, planClaim(claim, options.preset, datasetFacts), info);
    if ('needed' in evidence) {
      const missing = evidence.needed.batches.reduce(
        (sum, batch) => sum + batch.missing + batch.again.length,
        0,
      );
      output.note(
        `${claim.number} ${claim.id}: waits for ${missing} or more ${evidence.needed.stage} runs ` +
          `(descent claims run ${claim.id} --preset ${options.preset})`,
      );
    } else entries.push({ claim, evidence });
  }
  if (entries.length === 0) {
    output.note(`no claim has its runs in ${database}: nothing was written`);
    process.exitCode = 1;
    return;
  }
  const db = openDatabase(database);
  try {
    await writeReport({
      ...{ db, entries, folder: options.output },
      onPage: (page) => output.line(page),
      onRemark: (text) => output.note(text),
    });
  } finally {
    db.close();
  }
  output.data(entries.map(({ evidence }) => evidence));
}
