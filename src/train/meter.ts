/** Counts the steps, samples, time and memory of a run, and tells how it goes. */
import type { Evaluation } from '../engine/contract.ts';
import type { RunBudget } from './budget.ts';
import { createChunkSizer } from './chunks.ts';
import type { EpochMeans } from './epoch.ts';
import type { TrainOptions, TrainProgress } from './types.ts';

const WEIGH_EVERY_MS = 100;

/** @param onProgress hears of every change */
export function createMeter(budget: RunBudget, onProgress: TrainOptions['onProgress']) {
  const startMs = performance.now();
  const sizer = createChunkSizer();
  let trainingMs = 0;
  let pretraining = { samples: 0, trainingMs: 0 };
  let peakMemoryBytes = 0;
  let weighedMs = Number.NEGATIVE_INFINITY;
  // a look at the memory takes longer than a small chunk's bookkeeping
  const weigh = (everyMs: number) => {
    if (performance.now() - weighedMs < everyMs) return;
    weighedMs = performance.now();
    peakMemoryBytes = Math.max(peakMemoryBytes, process.memoryUsage.rss());
  };
  weigh(0);
  let progress: TrainProgress = {
    phase: 'training',
    epoch: 1,
    epochs: budget.epochs,
    step: 0,
    totalSteps: budget.totalSteps,
    samples: 0,
    trainLoss: null,
    trainAccuracy: null,
    validationLoss: null,
    validationAccuracy: null,
  };
  const update = (change: Partial<TrainProgress>) => {
    progress = { ...progress, ...change };
    onProgress?.(progress);
  };
  return {
    sizer,
    step: () => progress.step,
    beginEpoch: (epoch: number) => update({ phase: 'training', epoch }),
    phase: (phase: TrainProgress['phase']) => update({ phase }),
    chunk(report: { step: number; samples: number; trainingMs: number; running: EpochMeans }) {
      trainingMs += report.trainingMs;
      weigh(WEIGH_EVERY_MS);
      update({
        step: report.step,
        samples: progress.samples + report.samples,
        trainLoss: report.running.loss,
        trainAccuracy: report.running.accuracy,
      });
    },
    /** counts in the run's samples and time, not in the speed of its steps */
    pretrained(work: { samples: number; trainingMs: number }) {
      pretraining = {
        samples: pretraining.samples + work.samples,
        trainingMs: pretraining.trainingMs + work.trainingMs,
      };
      update({ samples: progress.samples + work.samples });
    },
    endEpoch: (held: Evaluation | null) =>
      update({ validationLoss: held?.loss ?? null, validationAccuracy: held?.accuracy ?? null }),
    totals() {
      weigh(0);
      return {
        samples: progress.samples,
        trainingMs: trainingMs + pretraining.trainingMs,
        durationMs: performance.now() - startMs,
        samplesPerSecond:
          trainingMs > 0 ? ((progress.samples - pretraining.samples) / trainingMs) * 1000 : null,
        peakMemoryBytes,
      };
    },
  };
}
