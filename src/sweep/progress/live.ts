/** The live display on a terminal: the whole sweep with a bar, and a line for each running run. */
import type { Colors } from './colors.ts';
import { clock, compact, loss, padEnd, padStart, percent, truncate, visibleLength } from './format.ts';
import {
  finishedRuns,
  type ProgressState,
  type RunningRun,
  remainingMs,
  shareOf,
  throughput,
} from './state.ts';

export interface LiveStyle {
  /** characters a line */
  readonly columns: number;
  readonly colors: Colors;
}

const INDENT = '  ';
/** Beyond this a bar only gets longer, not easier to read. */
const WIDEST = 110;

/** Pure: the lines of the display, none longer than `columns`. */
export function renderLive(state: ProgressState, nowMs: number, style: LiveStyle): string {
  const width = Math.max(0, Math.min(style.columns, WIDEST) - 2 * INDENT.length);
  const lines = [
    '',
    heading(state, width, style.colors),
    bar(state, nowMs, width, style.colors),
    tally(state, nowMs, width, style.colors),
    '',
    ...runLines(state, width, style.colors),
    ...footer(state, width, style.colors),
  ];
  // on a narrow terminal the parts of a line have their least widths, which together may be too much
  return lines.map((line) => (line === '' ? '' : truncate(INDENT + line, style.columns))).join('\n');
}

function heading(state: ProgressState, width: number, colors: Colors): string {
  const left = truncate(state.name, Math.max(10, width - 40));
  const workers = state.workers === 1 ? '1 worker' : `${state.workers} workers`;
  const right = `${state.engine} · ${workers}`;
  return spread(colors.bold(left), colors.dim(right), width);
}

/** Finished runs count whole, running ones by the share of their budget. */
function bar(state: ProgressState, nowMs: number, width: number, colors: Colors): string {
  const { counts } = state;
  const done = finishedRuns(counts);
  const left = remainingMs(state, nowMs);
  const time =
    counts.total > 0 && done === counts.total ? 'done' : left === null ? '' : `${clock(left)} left`;
  const running = state.running.reduce((sum, run) => sum + shareOf(run), 0);
  const share = counts.total === 0 ? 1 : (done + running) / counts.total;
  const figures = `${done}/${counts.total}  ${padStart(percent(share, 0), 5)}  ${padStart(time, 12)}`;
  const cells = Math.max(0, width - figures.length - 2);
  const perRun = counts.total === 0 ? 0 : cells / counts.total;
  const parts: readonly (readonly [number, (text: string) => string])[] = [
    [counts.completed, colors.green],
    [counts.diverged, colors.yellow],
    [counts.failed + counts.cancelled, colors.red],
    [running, colors.cyan],
  ];
  let drawn = 0;
  let upTo = 0;
  let text = '';
  for (const [runs, color] of parts) {
    upTo += runs * perRun;
    const size = Math.max(0, Math.min(cells, Math.round(upTo)) - drawn);
    text += size === 0 ? '' : color('━'.repeat(size));
    drawn += size;
  }
  return `${text}${colors.dim('─'.repeat(cells - drawn))}  ${colors.bold(figures)}`;
}

function tally(state: ProgressState, nowMs: number, width: number, colors: Colors): string {
  const { counts } = state;
  const speed = throughput(state, nowMs);
  const plain = (text: string) => text;
  const parts: readonly (readonly [number, string, (text: string) => string, boolean])[] = [
    [counts.completed, 'done', colors.green, true],
    [state.running.length, 'running', colors.cyan, true],
    [counts.queued, 'queued', plain, counts.queued > 0],
    [counts.diverged, 'diverged', colors.yellow, counts.diverged > 0],
    [counts.failed, 'failed', colors.red, true],
    [counts.cancelled, 'cancelled', colors.red, counts.cancelled > 0],
  ];
  const texts = parts
    .filter(([, , , shown]) => shown)
    .map(([count, word, color]) => (count > 0 ? color(`${count} ${word}`) : colors.dim(`${count} ${word}`)));
  const rate = speed === null ? '' : `${compact(speed)} samples/s`;
  return spread(texts.join(colors.dim(' · ')), colors.dim(rate), width);
}

function runLines(state: ProgressState, width: number, colors: Colors): readonly string[] {
  const stats = state.running.map((run) => figuresOf(run, width, colors));
  const statsWidth = Math.max(0, ...stats.map(visibleLength));
  const labelWidth = Math.max(12, width - statsWidth - 3);
  return state.running.map(
    (run, i) => `${colors.cyan('▸')} ${padEnd(truncate(run.label, labelWidth), labelWidth)} ${stats[i]}`,
  );
}

function figuresOf(run: RunningRun, width: number, colors: Colors): string {
  const { progress } = run;
  if (progress === null) return colors.dim('starting');
  const epochs = String(progress.epochs);
  const epoch = `epoch ${padStart(String(progress.epoch), epochs.length)}/${epochs}`;
  const cells = 10;
  const filled = Math.round(shareOf(run) * cells);
  const small = colors.cyan('━'.repeat(filled)) + colors.dim('─'.repeat(cells - filled));
  const trained = `loss ${padStart(progress.trainLoss === null ? '–' : loss(progress.trainLoss), 6)}`;
  const accuracy = progress.validationAccuracy;
  const right = `val ${padStart(accuracy === null ? '–' : percent(accuracy), 7)}`;
  return [epoch, ...(width >= 90 ? [small] : []), trained, right].join('  ');
}

function footer(state: ProgressState, width: number, colors: Colors): readonly string[] {
  if (state.interrupted) {
    const count = state.running.length;
    const what = count === 1 ? 'the running epoch' : `${count} running epochs`;
    return ['', colors.yellow(truncate(`Stopping after ${what}. Ctrl-C again quits at once.`, width))];
  }
  if (state.waitingFor > 0) {
    const runs = state.waitingFor === 1 ? '1 run' : `${state.waitingFor} runs`;
    return ['', colors.dim(truncate(`Waiting for ${runs} that another process is training.`, width))];
  }
  if (state.best?.testAccuracy == null) return [];
  const accuracy = percent(state.best.testAccuracy);
  const label = truncate(state.best.label, Math.max(10, width - 32));
  return ['', `${colors.dim('best so far')} ${colors.green(accuracy)} ${colors.dim(`test  ${label}`)}`];
}

/** `left` and `right` at the two ends of a line; `right` leaves where there is no room. */
function spread(left: string, right: string, width: number): string {
  const gap = width - visibleLength(left) - visibleLength(right);
  return gap < 2 ? left : left + ' '.repeat(gap) + right;
}
