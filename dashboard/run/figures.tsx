/** The numbers that a person asks for first, each beside what the other seeds reached. */
import type { FC } from 'hono/jsx';
import { type Database, inferDefinition, type RunDetail, type RunRow } from '../../db/index.ts';
import { budgetOf } from '../../src/train/index.ts';
import {
  bytesText,
  count,
  counted,
  durationText,
  metricText,
  spreadText,
  UNKNOWN,
  unitOf,
} from '../format.ts';
import { networkOf, siblingMean } from './facts.ts';
import { layerMetric } from './metric-names.ts';
import { targetFigure } from './target.ts';

interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note: string | null;
}

interface FiguresProps {
  readonly db: Database;
  readonly run: RunDetail;
  readonly siblings: readonly RunRow[];
}

/** Swapped while the run goes on. */
export const Figures: FC<FiguresProps> = (props) => (
  <dl class="card key-figures" id="run-figures">
    {figuresOf(props).map(({ label, value, note }) => (
      <div>
        <dt>{label}</dt>
        <dd class="figure">{value}</dd>
        <dd class="note">{note ?? '\u00a0'}</dd>
      </div>
    ))}
  </dl>
);

function figuresOf(props: FiguresProps): Figure[] {
  const { run } = props;
  const memory: Figure = {
    label: 'peak memory',
    value: bytesText(run.peakMemoryBytes),
    note: run.peakMemoryBytes === null ? null : 'of its process',
  };
  if (run.config === null) return [...loggedFigures(props), timeFigure(run), memory].slice(0, 6);
  const network = networkOf(run);
  return [
    run.summary['test/accuracy'] === undefined
      ? metricFigure(props, 'validation/accuracy', 'last')
      : metricFigure(props, 'test/accuracy', 'last'),
    run.summary['test/loss'] === undefined
      ? metricFigure(props, 'validation/loss', 'last')
      : metricFigure(props, 'test/loss', 'last'),
    targetFigure(props.db, run, props.siblings) ?? metricFigure(props, 'validation/accuracy', 'best'),
    timeFigure(run),
    {
      label: 'parameters',
      value: network === null ? UNKNOWN : count(network.parameters),
      note: network === null ? null : `${count(network.multiplyAdds)} multiply-adds`,
    },
    memory,
  ];
}

/** Of a run that a program logged: the metrics that have a better and a worse end first. */
function loggedFigures(props: FiguresProps): Figure[] {
  return Object.keys(props.run.summary)
    .filter((metric) => layerMetric(metric) === null && metric !== 'epoch')
    .sort((a, b) => Number(undirected(a)) - Number(undirected(b)))
    .slice(0, 4)
    .map((metric) => metricFigure(props, metric, undirected(metric) ? 'last' : 'best'));
}

function undirected(metric: string): boolean {
  return inferDefinition(metric).direction === null;
}

function metricFigure({ db, run, siblings }: FiguresProps, metric: string, which: 'last' | 'best'): Figure {
  const summary = run.summary[metric];
  const value = summary?.[which];
  const unit = unitOf(metric, inferDefinition(metric).unit);
  const label = which === 'best' ? `best ${metric}` : metric;
  if (value === undefined || value === null) return { label, value: UNKNOWN, note: null };
  const step = which === 'best' ? summary!.bestStep : summary!.lastStep;
  const { n, mean, std } = siblingMean(db, siblings, metric);
  const group =
    which === 'last' && n >= 2
      ? `${count(n)} seeds ${metricText(metric, mean)} ± ${spreadText(metric, mean!, std)}`
      : null;
  return {
    label,
    value: `${metricText(metric, value)}${unit === null ? '' : ` ${unit}`}`,
    note: group ?? (step === null ? null : `at step ${count(step)}`),
  };
}

function timeFigure(run: RunDetail): Figure {
  if (run.status === 'running') {
    const of = run.config === null ? null : budgetOf(run.config).epochs;
    return {
      label: 'running for',
      value: run.startedAt === null ? UNKNOWN : durationText(Date.now() - run.startedAt),
      note:
        of === null
          ? counted(run.epochsDone, 'epoch')
          : `${count(run.epochsDone)} of ${counted(of, 'epoch')}`,
    };
  }
  return {
    label: 'time',
    value: durationText(run.wallMs),
    note: run.samplesPerSecond === null ? null : `${count(run.samplesPerSecond)} samples/s`,
  };
}
