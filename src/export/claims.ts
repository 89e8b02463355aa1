/** One row a comparison: claim, hypothesis, stratum and rival, with verdict, effect, intervals and n. */
import { type Database, listClaimEvidence } from '../../db/index.ts';
import type { ClaimEvidence } from '../claims/evidence.ts';
import { type Cell, type ColumnType, type ExportTable, toBatch } from './table.ts';

type Names = readonly (readonly [string, ColumnType])[];
const TEXTS: Names = [
  ...['claim', 'preset', 'hypothesis', 'statement'].map((name) => [name, 'text'] as const),
  ['primary', 'boolean'],
  ['added', 'text'],
  ...['hypothesis_verdict', 'hypothesis_reason', 'stratum', 'stratum_verdict'].map(
    (name) => [name, 'text'] as const,
  ),
  ...['metric', 'unit', 'scale', 'arm', 'rival', 'verdict', 'reason'].map((name) => [name, 'text'] as const),
];
const NUMBERS: Names = [
  ...['margin', 'effect', 'low95', 'high95', 'low90', 'high90'].map((name) => [name, 'number'] as const),
  ...['two_way_low95', 'two_way_high95'].map((name) => [name, 'number'] as const),
  ['n', 'integer'],
  ['missing', 'integer'],
  ['method', 'text'],
  ...['tuning_share', 'detectable', 'superiority', 'log_rank_p', 'target'].map(
    (name) => [name, 'number'] as const,
  ),
  ...['arm_mean', 'arm_sd', 'rival_mean', 'rival_sd'].map((name) => [name, 'number'] as const),
  ...['arm', 'rival'].flatMap((side) => [
    [`${side}_chosen`, 'text'] as const,
    ...['n', 'diverged', 'stalled', 'censored'].map((name) => [`${side}_${name}`, 'integer'] as const),
  ]),
  ['arm_runs', 'text'],
  ['rival_runs', 'text'],
];

/** Of a ratio, effect, margin and intervals are logarithms. */
export function claimsTable(database: Database): ExportTable {
  return evidenceTable(listClaimEvidence<ClaimEvidence>(database));
}

/** Of these claims alone, as a report has them. */
export function evidenceTable(evidence: readonly ClaimEvidence[]): ExportTable {
  const rows = evidence.flatMap(rowsOf);
  const columns = [...TEXTS, ...NUMBERS].map(([name, type]) => ({ name, type }));
  return {
    columns,
    total: rows.length,
    batches: () => (rows.length === 0 ? [] : [toBatch(rows, columns.length)]),
  };
}

function rowsOf({ id, preset, hypotheses }: ClaimEvidence): Cell[][] {
  return hypotheses.flatMap((hypothesis) =>
    hypothesis.strata.flatMap(({ stratum, verdict, margin, target, comparisons }) =>
      comparisons.map((one): Cell[] => {
        const [ours, theirs] = one.sides;
        return [
          ...[id, preset, hypothesis.id, hypothesis.statement, hypothesis.primary],
          hypothesis.added ?? null,
          ...[
            hypothesis.verdict,
            hypothesis.reason,
            stratum,
            verdict,
            hypothesis.metricLabel,
            hypothesis.unit,
          ],
          ...[hypothesis.scale, hypothesis.arm, one.rival, one.verdict, one.reason],
          ...[margin, one.effect, one.interval95.low, one.interval95.high, one.interval90.low],
          ...[one.interval90.high, one.twoWay?.low ?? null, one.twoWay?.high ?? null, one.n, one.missing],
          ...[
            one.method,
            one.tuningShare,
            one.detectable,
            one.superiority?.probability ?? null,
            one.logRankP,
          ],
          ...[target, ours.mean, ours.sd, theirs.mean, theirs.sd],
          ...one.sides.flatMap(({ chosen = null, n, diverged, stalled, censored }) => [
            ...[chosen, n, diverged, stalled, censored],
          ]),
          ...[ours.runs.join(' '), theirs.runs.join(' ')],
        ];
      }),
    ),
  );
}
