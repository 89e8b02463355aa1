/** What a training will cost, before it starts, and a word where it will cost much more than it could. */
import { existsSync } from 'node:fs';
import { databasePath, openDatabase } from '../../db/index.ts';
import type { ExpandedSweep } from '../config/index.ts';
import { datasetFacts } from '../data/index.ts';
import { describeTfjsBackend, openEngine } from '../engine/index.ts';
import { type Estimate, estimateSweep, physicalCores } from '../sweep/index.ts';
import { compact, roughly } from '../sweep/progress/format.ts';
import type { Context } from './context.ts';
import type { TrainCommandOptions } from './train-options.ts';

/** `open.readonly`: for a dry run, which leaves a database of an older schema as it is, and is refused by one. */
export async function estimateTraining(
  context: Context,
  expanded: ExpandedSweep,
  options: TrainCommandOptions,
  open: { readonly readonly: boolean },
): Promise<Estimate> {
  const file = databasePath(context.db);
  const db = existsSync(file) ? openDatabase(file, open) : null;
  try {
    return await estimateSweep({
      expanded,
      engine: await openEngine(options.engine),
      factsOf: datasetFacts,
      workers: options.workers ?? physicalCores(),
      rerun: options.rerun === true,
      db,
    });
  } finally {
    db?.close();
  }
}

/** One line where TensorFlow.js has to do without TensorFlow's library: that it does, why, and how long it will take. */
export async function noteSlowBackend(
  context: Context,
  expanded: ExpandedSweep,
  options: TrainCommandOptions,
): Promise<void> {
  if (options.engine !== 'tfjs' || options.quiet) return;
  const { backend, reason } = await describeTfjsBackend();
  if (backend !== 'cpu') return;
  const { toTrain, durationMs, samplesPerSecond } = await estimateTraining(context, expanded, options, {
    readonly: false,
  });
  if (samplesPerSecond === null) return;
  context.output.note(
    `tfjs runs in pure JavaScript (${reason}), at about ${compact(samplesPerSecond)} samples/s: ` +
      `${toTrain === 1 ? 'this run takes' : `these ${toTrain} runs take`} about ${roughly(durationMs)}; ` +
      '`npm run tfjs:provision` builds the fast backend',
  );
}
