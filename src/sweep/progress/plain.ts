/** Without a terminal: one line a finished run, and one about the whole sweep every so often. */
import type { SweepEvent } from '../events.ts';
import { clock, compact, loss, percent, roughly } from './format.ts';
import { finishedRuns, type ProgressState, remainingMs, throughput } from './state.ts';

/** What happened to one run, as a line of text; null for events that are no news of this kind. */
export function plainLine(event: SweepEvent, state: ProgressState): string | null {
  switch (event.type) {
    case 'sweep-started': {
      const { total, cached } = event.counts;
      const workers = event.workers === 1 ? '1 worker' : `${event.workers} workers`;
      const before = cached > 0 ? `, ${cached} of them done before` : '';
      return `${event.name}: ${total} runs${before}; ${event.engine}, ${workers}`;
    }
    case 'run-finished': {
      const done = finishedRuns(state.counts);
      const place = `[${String(done).padStart(String(state.counts.total).length)}/${state.counts.total}]`;
      return `${place} ${event.label}: ${finishedText(event)}`;
    }
    case 'run-crashed':
      return `${event.label}: ${crashText(event)}`;
    case 'worker-replaced':
      return replacedText(event);
    case 'run-requeued':
      return `${event.label}: stopped, queued again`;
    case 'waiting':
      return event.runs > 0 ? `waiting for ${event.runs} runs of another process` : null;
    case 'interrupted':
      return `stopping after the running epochs (${event.running}); a second signal quits at once`;
    case 'sweep-finished':
      return finishText(event);
    case 'run-started':
    case 'run-progress':
    case 'counts':
      return null;
    default:
      return event satisfies never;
  }
}

export function finishedText(event: Extract<SweepEvent, { type: 'run-finished' }>): string {
  const seconds = `${(event.durationMs / 1000).toFixed(1)} s`;
  switch (event.status) {
    case 'completed': {
      const epochs = event.epochs === 1 ? '1 epoch' : `${event.epochs} epochs`;
      const test =
        event.testAccuracy === null || event.testLoss === null
          ? ''
          : `, test accuracy ${percent(event.testAccuracy)}, loss ${loss(event.testLoss)}`;
      return `completed${test}, ${epochs} in ${seconds}`;
    }
    case 'diverged':
      return `diverged at step ${event.divergedAtStep}, after ${seconds}`;
    case 'failed':
      return `failed: ${firstLine(event.error ?? 'unknown error')} (log: ${event.logFile})`;
    case 'cancelled':
      return `cancelled after ${seconds}`;
    default:
      return event.status satisfies never;
  }
}

export function crashText(event: Extract<SweepEvent, { type: 'run-crashed' }>): string {
  const next = event.retried ? 'trying again' : 'no further try';
  return `its worker ended (${event.reason}), attempt ${event.attempt}; ${next} (log: ${event.logFile})`;
}

export function replacedText({
  worker,
  reason,
  output,
}: Extract<SweepEvent, { type: 'worker-replaced' }>): string {
  const said = output === '' ? '' : `; it said:\n${output}`;
  return `worker ${worker + 1} ended without a run (${reason}), another one takes its place${said}`;
}

/** The line about the whole sweep. */
export function statusLine(state: ProgressState, nowMs: number): string {
  const { counts } = state;
  const speed = throughput(state, nowMs);
  const left = remainingMs(state, nowMs);
  const parts = [
    `${finishedRuns(counts)}/${counts.total} done`,
    `${state.running.length} running`,
    `${counts.failed} failed`,
    `${counts.diverged} diverged`,
    ...(speed === null ? [] : [`${compact(speed)} samples/s`]),
    ...(left === null ? [] : [`about ${clock(left)} left`]),
  ];
  return `progress: ${parts.join(', ')}`;
}

export function finishText(event: Extract<SweepEvent, { type: 'sweep-finished' }>): string {
  const { counts, outcome } = event;
  const told: readonly (readonly [number, string])[] = [
    [counts.completed, 'completed'],
    [counts.diverged, 'diverged'],
    [counts.failed, 'failed'],
    [counts.cancelled, 'cancelled'],
    [counts.queued + counts.running, 'left'],
  ];
  const list = told
    .filter(([count], i) => i === 0 || count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
  const speed = event.samplesPerSecond === null ? '' : `, ${compact(event.samplesPerSecond)} samples/s`;
  return `${outcome}: ${list} of ${counts.total} runs in ${roughly(event.durationMs)}${speed}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!;
}
