/** Curves and layer telemetry: chart cards whose data the live stream replaces. */
import type { FC } from 'hono/jsx';
import type { Database, RunDetail } from '../../db/index.ts';
import { compareHref, DEFAULT_VIEW } from '../compare/view.ts';
import { counted } from '../format.ts';
import { cloneWithTelemetry } from '../launch/clone.ts';
import { formQuery } from '../launch/form.ts';
import { ChartCard } from '../views/components/chart.tsx';
import { Segments } from '../views/components/controls.tsx';
import { Icon } from '../views/components/icons.tsx';
import { type Curves, curvesLeftOut, curvesOf, MOST_CHARTS } from './curves.ts';
import { SIGNALS, type Signal } from './metric-names.ts';
import { layerMap, recordedSignals } from './telemetry.ts';
import { type RunView, runHref } from './view.ts';

interface Props {
  readonly db: Database;
  readonly run: RunDetail;
  readonly view: RunView;
}

/** CSV of every point, by the code of `descent export metrics`. */
export function metricsHref(run: RunDetail, metrics: readonly string[]): string {
  const query = new URLSearchParams(metrics.map((metric): [string, string] => ['metric', metric]));
  return `/runs/${run.id}/metrics.csv?${query}`;
}

export const CurveCards: FC<Props> = ({ db, run }) => {
  const curves = curvesOf(db, run);
  const left = curvesLeftOut(run);
  if (curves.length === 0) return <NoCurves run={run} />;
  return (
    <div class="run-curves">
      {curves.map((one) => (
        <CurveCard run={run} curves={one} />
      ))}
      {left === 0 ? null : (
        <p class="note">
          {`${counted(left, 'further metric')} without a chart (there are ${MOST_CHARTS} at most): see the tab Metrics.`}
        </p>
      )}
    </div>
  );
};

const CurveCard: FC<{ run: RunDetail; curves: Curves }> = ({ run, curves }) => (
  <ChartCard
    id={curves.id}
    title={curves.title}
    remark={curves.remark}
    spec={curves.spec}
    csvHref={metricsHref(run, curves.metrics)}
    compareHref={compareHref(DEFAULT_VIEW, {
      ...{ runs: [run.id], group: null, metrics: curves.metrics },
      y: curves.spec.y.scale === 'log' ? 'log' : 'linear',
    })}
    footnote={<span data-live={`${curves.id}-note`}>{curves.footnote}</span>}
  />
);

const NoCurves: FC<{ run: RunDetail }> = ({ run }) => (
  <section class="card quiet-card">
    <p class="muted">
      {run.status === 'queued'
        ? 'It waits in the queue. Its curves grow here as soon as it trains.'
        : run.status === 'running'
          ? 'Nothing is recorded yet: the first curves come with the end of the first epoch.'
          : 'It recorded no metric with more than one point.'}
    </p>
  </section>
);

/** Its own block, so that a switch of the signal swaps nothing else. */
export const LayersCard: FC<Props> = ({ db, run, view }) => {
  const signals = recordedSignals(run);
  const signal = shownSignal(run, view);
  if (signal === null) return <NoTelemetry run={run} />;
  const map = layerMap(db, run, signal)!;
  return (
    <div id="run-layers" data-signal={signal}>
      <ChartCard
        id="layers"
        title={`${signal} by layer`}
        remark={map.remark}
        spec={map.spec}
        height={map.layers.length * 26 + 62}
        csvHref={metricsHref(run, map.metrics)}
        footnote={<span data-live="layers-note">{map.footnote}</span>}
        tools={
          <Segments
            label="What is measured"
            hx={{
              'hx-target': '#run-layers',
              'hx-select': '#run-layers',
              'hx-swap': 'outerHTML',
              'hx-push-url': 'true',
            }}
            options={signals.map((one) => ({
              label: SIGNALS[one].label,
              href: runHref(run.id, view, { layers: one }),
              active: one === signal,
            }))}
          />
        }
      />
    </div>
  );
};

/** null: no telemetry */
export function shownSignal(run: RunDetail, view: RunView): Signal | null {
  const signals = recordedSignals(run);
  return signals.find((one) => one === view.layers) ?? signals[0] ?? null;
}

const NoTelemetry: FC<{ run: RunDetail }> = ({ run }) => {
  if (run.config === null) return null;
  const on = (run.recording?.telemetryEverySteps ?? 0) > 0;
  return (
    <section class="card quiet-card" id="run-layers">
      <h2>Layer telemetry</h2>
      {on ? (
        <p class="muted">Nothing is measured yet.</p>
      ) : (
        <>
          <p class="muted">
            This run kept no layer telemetry: what gradients, activations and updates did in each layer. A
            sweep records it with <code>{'recording: { telemetryEverySteps: 50 }'}</code> in its definition,
            or <code>--set recording.telemetryEverySteps=50</code>.
          </p>
          <TelemetryLink run={run} />
        </>
      )}
    </section>
  );
};

/** To the form that trains it again with telemetry; nothing where no form gives its config. */
const TelemetryLink: FC<{ run: RunDetail }> = ({ run }) => {
  const form = cloneWithTelemetry(run, 50);
  if (form === null) return null;
  return (
    <a class="button" href={`/launch?${formQuery(form)}`}>
      <Icon name="copy" /> Clone it with telemetry
    </a>
  );
};
