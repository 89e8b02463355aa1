/** A recorded run against its second training, bit for bit. */
import { type Database, getRun, listArtifacts, type RunDetail, readMetric } from '../../../db/index.ts';
import type { ArtifactDifference, PointDifference, RunComparison } from './types.ts';

interface Stored {
  readonly database: Database;
  readonly id: string;
}

export function compareRuns(recorded: Stored, again: Stored): RunComparison {
  const before = getRun(recorded.database, recorded.id);
  const after = getRun(again.database, again.id);
  const metrics = [...new Set([...Object.keys(before.summary), ...Object.keys(after.summary)])].sort();
  let points = 0;
  let differingPoints = 0;
  let firstDifference: PointDifference | null = null;
  for (const metric of metrics) {
    const one = compareSeries(metric, seriesOf(recorded, metric), seriesOf(again, metric));
    points += one.points;
    differingPoints += one.differing;
    if (one.first !== null && one.first.step < (firstDifference?.step ?? Infinity)) {
      firstDifference = one.first;
    }
  }
  const { count, differences } = compareArtifacts(recorded, again);
  const ending = endingDifference(before, after);
  return {
    same: differingPoints === 0 && differences.length === 0 && ending === null,
    points,
    differingPoints,
    firstDifference,
    artifacts: count,
    artifactDifferences: differences,
    weightsSha256: before.artifacts.find(({ kind }) => kind === 'weights')?.sha256 ?? null,
    ending,
  };
}

function seriesOf({ database, id }: Stored, metric: string): Map<number, number> {
  const { steps, values } = readMetric(database, id, metric);
  return new Map(steps.map((step, i) => [step, values[i]!]));
}

/** NaN is the same as NaN; nothing is rounded. */
function compareSeries(metric: string, recorded: Map<number, number>, again: Map<number, number>) {
  const steps = [...new Set([...recorded.keys(), ...again.keys()])].sort((a, b) => a - b);
  const differing = steps.filter(
    (step) => !(recorded.has(step) && again.has(step) && Object.is(recorded.get(step), again.get(step))),
  );
  const step = differing[0];
  const first: PointDifference | null =
    step === undefined
      ? null
      : { metric, step, recorded: recorded.get(step) ?? null, again: again.get(step) ?? null };
  return { points: steps.length, differing: differing.length, first };
}

/** By content hash: weights, correct flags, confusion matrix, predictions. */
function compareArtifacts(recorded: Stored, again: Stored) {
  const byName = ({ database, id }: Stored) =>
    new Map(listArtifacts(database, id).map((one) => [`${one.name} ${one.step}`, one]));
  const before = byName(recorded);
  const after = byName(again);
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const differences = keys.flatMap((key): ArtifactDifference[] => {
    const [a, b] = [before.get(key), after.get(key)];
    if (a !== undefined && b !== undefined && a.sha256 === b.sha256) return [];
    const { name, kind } = (a ?? b)!;
    return [{ name, kind, recorded: a?.sha256 ?? null, again: b?.sha256 ?? null }];
  });
  return { count: keys.length, differences };
}

function endingDifference(recorded: RunDetail, again: RunDetail): string | null {
  const facts = (run: RunDetail): readonly (readonly [string, unknown])[] => [
    ['status', run.status],
    ['diverged at step', run.divergedAtStep],
    ['epochs', run.epochsDone],
    ['best epoch', run.bestEpoch],
  ];
  const other = facts(again);
  const differing = facts(recorded).flatMap(([name, value], i) =>
    value === other[i]![1] ? [] : [`${name} recorded ${value ?? 'none'}, again ${other[i]![1] ?? 'none'}`],
  );
  return differing.length === 0 ? null : differing.join('; ');
}
