/** How a sweep shows itself: live on a terminal, plain lines, JSON lines, or not at all. */
import { createLogUpdate } from 'log-update';
import type { SweepEvent } from '../events.ts';
import type { Colors } from './colors.ts';
import { renderLive } from './live.ts';
import { crashText, finishedText, finishText, plainLine, replacedText, statusLine } from './plain.ts';
import { INITIAL_STATE, reduce } from './state.ts';

export type DisplayMode = 'live' | 'plain' | 'json' | 'quiet';

export interface DisplayOptions {
  readonly mode: DisplayMode;
  readonly stream: NodeJS.WriteStream;
  readonly colors: Colors;
}

export interface Display {
  onEvent(event: SweepEvent): void;
  /** leaves the terminal as it should be; further events are ignored */
  close(): void;
}

const REDRAW_MS = 100;
const STATUS_MS = 10_000;

export function createDisplay(options: DisplayOptions): Display {
  const display = displayOf(options);
  let closed = false;
  return {
    onEvent(event) {
      if (!closed) display.onEvent(event);
    },
    close() {
      if (closed) return;
      closed = true;
      display.close();
    },
  };
}

function displayOf(options: DisplayOptions): Display {
  switch (options.mode) {
    case 'live':
      return liveDisplay(options);
    case 'plain':
      return plainDisplay(options);
    case 'json':
      return jsonDisplay(options);
    case 'quiet':
      return { onEvent: () => {}, close: () => {} };
    default:
      return options.mode satisfies never;
  }
}

function liveDisplay({ stream, colors }: DisplayOptions): Display {
  const screen = createLogUpdate(sized(stream));
  let state = INITIAL_STATE;
  let lines = 0;
  const draw = () => {
    const frame = renderLive(state, performance.now(), { columns: columnsOf(stream), colors });
    const count = frame.split('\n').length;
    // log-update patches the lines that differ and leaves equal ones where they are, also where others above
    // them came or went: such a frame is drawn anew.
    if (count !== lines) screen.clear();
    lines = count;
    screen(frame);
  };
  const timer = setInterval(draw, REDRAW_MS);
  return {
    onEvent(event) {
      state = reduce(state, event, performance.now());
      const news = newsLine(event, colors);
      if (news !== null) screen.persist(news);
    },
    close() {
      clearInterval(timer);
      draw();
      screen.done();
    },
  };
}

/** Characters a line; a terminal that does not know its size says 0. */
function columnsOf(stream: { readonly columns?: number }): number {
  return stream.columns || 80;
}

/** For log-update, which would wrap after 0 characters and show 0 lines. */
function sized(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  return {
    write: (text: string) => stream.write(text),
    isTTY: stream.isTTY,
    get columns() {
      return columnsOf(stream);
    },
    get rows() {
      return stream.rows || 24;
    },
  } as NodeJS.WriteStream;
}

/** What must not be lost when the display is redrawn: trouble. */
function newsLine(event: SweepEvent, colors: Colors): string | null {
  if (event.type === 'run-crashed') return `  ${colors.yellow('!')} ${event.label}: ${crashText(event)}`;
  if (event.type === 'worker-replaced') return `  ${colors.yellow('!')} ${replacedText(event)}`;
  if (event.type === 'run-finished' && event.status === 'failed') {
    return `  ${colors.red('✗')} ${event.label}: ${finishedText(event)}`;
  }
  if (event.type === 'run-finished' && event.status === 'diverged') {
    return `  ${colors.yellow('~')} ${event.label}: ${finishedText(event)}`;
  }
  return null;
}

function plainDisplay({ stream }: DisplayOptions): Display {
  let state = INITIAL_STATE;
  const timer = setInterval(() => {
    if (state.running.length > 0) stream.write(`${statusLine(state, performance.now())}\n`);
  }, STATUS_MS);
  timer.unref();
  return {
    onEvent(event) {
      state = reduce(state, event, performance.now());
      const line = plainLine(event, state);
      if (line !== null) stream.write(`${line}\n`);
    },
    close: () => clearInterval(timer),
  };
}

/** One JSON object a line; progress once an epoch and phase, not once a chunk. */
function jsonDisplay({ stream }: DisplayOptions): Display {
  const told = new Map<string, string>();
  return {
    onEvent(event) {
      if (event.type === 'run-progress') {
        const place = `${event.progress.epoch} ${event.progress.phase}`;
        if (told.get(event.runId) === place) return;
        told.set(event.runId, place);
      }
      if (event.type === 'run-finished') told.delete(event.runId);
      stream.write(`${JSON.stringify(event)}\n`);
    },
    close: () => {},
  };
}

export { finishText };
