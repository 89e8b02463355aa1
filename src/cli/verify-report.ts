/** What `descent verify` prints: one run in full, several as a table; records for programs. */

import type { Colors } from '../sweep/progress/colors.ts';
import type { RunComparison, RunVerification } from '../sweep/verify/index.ts';
import { count, UNKNOWN } from './format.ts';
import type { Output } from './output.ts';

/** Differing runs that are told of in full below a table. */
const TOLD = 5;

export function printVerifications(results: readonly RunVerification[], output: Output): void {
  if (results.length === 1) {
    printOne(results[0]!, output);
    return;
  }
  output.table({
    rows: results,
    columns: [
      { title: 'run', value: ({ id }) => id },
      { title: 'name', value: ({ name }) => name, minWidth: 12 },
      { title: 'verdict', value: (result) => verdictText(result, output.colors) },
      {
        title: 'points',
        value: ({ comparison }) => (comparison ? count(comparison.points) : ''),
        align: 'right',
      },
      {
        title: 'weights',
        value: ({ comparison }) => shortHash(comparison?.weightsSha256 ?? null),
        dropOrder: 1,
      },
      { title: 'isa', value: isaText, dropOrder: 2 },
    ],
    records: () => [],
    empty: '',
  });
  const told = results.filter(({ verdict }) => verdict !== 'same');
  for (const result of told.slice(0, TOLD)) {
    output.line();
    printOne(result, output);
  }
  if (told.length > TOLD)
    output.line(output.colors.dim(`\n… and ${told.length - TOLD} more; --json tells of all`));
  output.line(`\n${summaryLine(results)}`);
}

/** `50 of 50 runs the same, bit for bit: 12 345 metric points, 50 weight hashes` */
export function summaryLine(results: readonly RunVerification[]): string {
  const number = (verdict: RunVerification['verdict']) =>
    results.filter((result) => result.verdict === verdict).length;
  const compared = results.flatMap(({ comparison }) => comparison ?? []);
  const points = compared.reduce((sum, { points }) => sum + points, 0);
  const weights = compared.filter(({ weightsSha256 }) => weightsSha256 !== null).length;
  const rest = (['different', 'refused', 'unfinished'] as const).flatMap((verdict) =>
    number(verdict) > 0 ? [`${number(verdict)} ${verdict}`] : [],
  );
  return (
    `${number('same')} of ${results.length} runs the same, bit for bit${rest.length > 0 ? ` (${rest.join(', ')})` : ''}; ` +
    `compared ${count(points)} metric points and ${weights} weight hashes`
  );
}

function printOne(result: RunVerification, output: Output): void {
  const { colors } = output;
  const { id, name, engine, numerics, comparison, reason } = result;
  output.line(`${verdictText(result, colors)}  ${id}  ${name}`);
  if (reason !== null) {
    output.line(`  ${reason}`);
    return;
  }
  output.line(colors.dim(`  ${engine}, numerics ${numerics}; ${isaText(result)}`));
  for (const line of comparisonLines(comparison!)) output.line(`  ${line}`);
}

function comparisonLines(comparison: RunComparison): string[] {
  const { points, differingPoints, firstDifference: first, artifactDifferences, artifacts } = comparison;
  const lines: string[] = [];
  if (first !== null) {
    lines.push(
      `first difference: ${first.metric} at step ${first.step}: recorded ${valueText(first.recorded)}, ` +
        `again ${valueText(first.again)}`,
      `${count(differingPoints)} of ${count(points)} metric points differ`,
    );
  } else {
    lines.push(`${count(points)} metric points the same`);
  }
  for (const { name, recorded, again } of artifactDifferences) {
    lines.push(`${name} differs: recorded ${recorded ?? 'none'}, again ${again ?? 'none'}`);
  }
  if (comparison.ending !== null) lines.push(`ended in another way: ${comparison.ending}`);
  const weightsDiffer = artifactDifferences.some(({ kind }) => kind === 'weights');
  if (comparison.weightsSha256 === null) lines.push('weights were not kept, so none were compared');
  else if (!weightsDiffer) lines.push(`weights the same: SHA-256 ${comparison.weightsSha256}`);
  const others =
    artifacts - artifactDifferences.length - (comparison.weightsSha256 !== null && !weightsDiffer ? 1 : 0);
  if (others > 0)
    lines.push(`${others} other artifacts the same (confusion matrix, correct flags, predictions)`);
  return lines;
}

/** All 17 digits: the last ones are what this is about. */
function valueText(value: number | null): string {
  return value === null ? 'no such point' : String(value);
}

function verdictText({ verdict }: RunVerification, colors: Colors): string {
  switch (verdict) {
    case 'same':
      return colors.green('✓ the same');
    case 'different':
      return colors.red('✕ different');
    case 'refused':
      return colors.yellow('⊘ refused');
    case 'unfinished':
      return colors.yellow('… unfinished');
    default:
      return verdict satisfies never;
  }
}

function isaText({ recordedIsa, isa }: RunVerification): string {
  if (isa === null) return recordedIsa ?? UNKNOWN;
  return recordedIsa === isa ? isa : `${recordedIsa ?? UNKNOWN} → ${isa}`;
}

function shortHash(sha256: string | null): string {
  return sha256 === null ? '' : `${sha256.slice(0, 12)}…`;
}

/** Flat, one object a run. */
export function verificationRecord(result: RunVerification): object {
  const { comparison, ...about } = result;
  const weights = comparison?.artifactDifferences.find(({ kind }) => kind === 'weights');
  return {
    ...about,
    points: comparison?.points ?? null,
    differingPoints: comparison?.differingPoints ?? null,
    firstMetric: comparison?.firstDifference?.metric ?? null,
    firstStep: comparison?.firstDifference?.step ?? null,
    firstRecorded: comparison?.firstDifference?.recorded ?? null,
    firstAgain: comparison?.firstDifference?.again ?? null,
    weightsSha256: comparison?.weightsSha256 ?? null,
    weightsSha256Again: weights === undefined ? (comparison?.weightsSha256 ?? null) : weights.again,
    differingArtifacts: comparison?.artifactDifferences.map(({ name }) => name) ?? null,
    ending: comparison?.ending ?? null,
  };
}
