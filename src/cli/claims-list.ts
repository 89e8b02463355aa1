/** The list of claims with what a database says about them. */
import { existsSync } from 'node:fs';
import { databasePath, openDatabase, readClaimEvidence } from '../../db/index.ts';
import {
  type ClaimDefinition,
  type ClaimEvidence,
  deciding,
  effectText,
  type HypothesisDefinition,
  type HypothesisEvidence,
  PRESET_NAMES,
  spanText,
} from '../claims/index.ts';
import { laterRemarks } from '../claims/words.ts';
import type { Colors } from '../sweep/progress/colors.ts';
import type { Context } from './context.ts';

const SIGNS = { supported: '●', contradicted: '⬣', equivalent: '■', conditional: '◆', inconclusive: '◌' };

/** The best evidence there is of each claim: full before standard before smoke. */
export function bestEvidence(file: string, claims: readonly ClaimDefinition[]): Map<string, ClaimEvidence> {
  const found = new Map<string, ClaimEvidence>();
  if (!existsSync(file)) return found;
  const db = openDatabase(file);
  try {
    for (const { id } of claims) {
      for (const preset of PRESET_NAMES) {
        const evidence = readClaimEvidence<ClaimEvidence>(db, id, preset);
        if (evidence !== null) found.set(id, evidence);
      }
    }
  } finally {
    db.close();
  }
  return found;
}

export function printClaims({ db, output }: Context, claims: readonly ClaimDefinition[]): void {
  const evidence = bestEvidence(databasePath(db), claims);
  if (output.json) {
    output.data(claims.flatMap((claim) => claim.hypotheses.map((one) => record(claim, one, evidence))));
    return;
  }
  const { colors } = output;
  for (const claim of claims) {
    const found = evidence.get(claim.id);
    output.line();
    output.line(`${colors.bold(`${claim.number} ${claim.id}`)}  ${claim.title}`);
    output.line(`  ${colors.dim(`“${claim.statement}”`)}`);
    for (const hypothesis of claim.hypotheses) {
      const judged = found?.hypotheses.find(({ id }) => id === hypothesis.id);
      output.line(`  ${verdictLine(hypothesis, judged, colors)}`);
    }
    if (found !== undefined) output.line(colors.dim(`  preset ${found.preset}, ${found.totals.runs} runs`));
  }
  output.line();
  if (evidence.size === 0) {
    output.line(`${colors.cyan('descent claims run --preset smoke')}\n    ${colors.dim('a first look')}`);
  }
}

export function verdictLine(
  hypothesis: Pick<HypothesisDefinition, 'id' | 'statement' | 'added' | 'changed'>,
  judged: HypothesisEvidence | undefined,
  colors: Colors,
): string {
  const remarks = laterRemarks(hypothesis).map((remark) => colors.dim(` (${remark})`));
  const said = `${hypothesis.id}: ${hypothesis.statement}${remarks.join('')}`;
  if (judged === undefined) return `${colors.dim('·')} ${said}`;
  const stratum = judged.strata.find((one) => one.verdict === judged.verdict) ?? judged.strata[0]!;
  const { effect, interval95, n } = deciding(stratum);
  const numbers = `${effectText(effect, judged)} [${spanText(interval95, judged)}], n ${n}`;
  return `${SIGNS[judged.verdict]} ${said}\n      ${colors.bold(judged.verdict)} (${judged.reason}); ${numbers}`;
}

function record(
  claim: ClaimDefinition,
  hypothesis: HypothesisDefinition,
  evidence: ReadonlyMap<string, ClaimEvidence>,
): object {
  const found = evidence.get(claim.id);
  const judged = found?.hypotheses.find(({ id }) => id === hypothesis.id);
  const { id, statement, arm, against, better, metricLabel } = hypothesis;
  return {
    ...{ claim: claim.id, number: claim.number, title: claim.title, hypothesis: id, statement },
    ...{ primary: hypothesis.primary === true, added: hypothesis.added ?? null },
    changed: hypothesis.changed ?? null,
    ...{ arm, against, better, metric: metricLabel },
    preset: found?.preset ?? null,
    verdict: judged?.verdict ?? null,
    reason: judged?.reason ?? null,
    strata: judged?.strata ?? [],
  };
}
