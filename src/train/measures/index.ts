/** The measures by name, and when a run takes them. */
import type { MeasureName, MeasureRequest, Recording } from '../../config/index.ts';
import type { Model } from '../../engine/contract.ts';
import { jsonArtifact } from '../results.ts';
import type { TrainSink } from '../types.ts';
import { consistency } from './consistency.ts';
import { generalization } from './generalization.ts';
import { gradientRatio } from './gradient-ratio.ts';
import { hessian } from './hessian.ts';
import { landscape } from './landscape.ts';
import { linearProbe } from './linear-probe.ts';
import { lossSlices } from './loss-slices.ts';
import { outputSignal } from './output-signal.ts';
import { robustness } from './robustness.ts';
import { saturatedStart } from './saturated-start.ts';
import { scaleInvariance } from './scale-invariance.ts';
import { sharpness } from './sharpness.ts';
import { thinned } from './thinned.ts';
import type { Measure, Measured, MeasuredRun } from './types.ts';

const MEASURES: { readonly [N in MeasureName]: Measure<N> } = {
  consistency,
  generalization,
  gradientRatio,
  hessian,
  landscape,
  linearProbe,
  lossSlices,
  outputSignal,
  robustness,
  saturatedStart,
  scaleInvariance,
  sharpness,
  thinned,
};

export interface RunMeasures {
  /** steps before which something is measured, ascending; the end is not among them */
  readonly steps: readonly number[];
  /** Takes what is asked for at this number of updates; each (measure, step) is taken once. */
  atStep(model: Model, step: number): Promise<void>;
  /** Takes what is asked for at the end, on the weights that the run keeps. */
  atEnd(model: Model, step: number): Promise<void>;
}

/**
 * Nothing that a measure does reaches the run's own model, which is only read: measures work on a second one.
 * @throws RangeError where the network or the config cannot be measured so
 */
export function planMeasures(
  { measures }: Pick<Recording, 'measures'>,
  run: MeasuredRun,
  sink: TrainSink,
): RunMeasures {
  for (const request of measures) checkRequest(request, run);
  const stepsOf = ({ at }: MeasureRequest) =>
    at.flatMap((moment) => (moment === 'start' ? [0] : moment === 'end' ? [] : [moment]));
  const taken = new Set<string>();
  const take = async (requests: readonly MeasureRequest[], model: Model, step: number) => {
    const due = requests.filter(({ name }) => !taken.has(`${name} ${step}`));
    if (due.length === 0) return;
    const weights = model.snapshot();
    const scratch = run.engine.build(run.network, run.training, run.config.seed);
    try {
      for (const request of due) {
        taken.add(`${request.name} ${step}`);
        scratch.restore(weights);
        const measured = await takeOne({ ...run, step, weights, model: scratch }, request);
        await record(sink, request.name, step, measured);
      }
    } finally {
      scratch.close();
    }
  };
  return {
    steps: [...new Set(measures.flatMap(stepsOf))].sort((a, b) => a - b),
    atStep: (model, step) =>
      take(
        measures.filter((request) => stepsOf(request).includes(step)),
        model,
        step,
      ),
    atEnd: (model, step) =>
      take(
        measures.filter(({ at }) => at.includes('end')),
        model,
        step,
      ),
  };
}

function checkRequest<R extends MeasureRequest>(request: R, run: MeasuredRun): void {
  (MEASURES[request.name] as Measure<MeasureName>).check?.(request, run);
}

function takeOne(
  context: Parameters<Measure<MeasureName>['measure']>[0],
  request: MeasureRequest,
): Promise<Measured> {
  return (MEASURES[request.name] as Measure<MeasureName>).measure(context, request);
}

async function record(
  sink: TrainSink,
  name: MeasureName,
  step: number,
  { quantities, details }: Measured,
): Promise<void> {
  const values: Record<string, number> = {};
  for (const [what, { value, unit, direction }] of Object.entries(quantities)) {
    if (!Number.isFinite(value)) continue;
    const metric = `measure/${name}/${what}`;
    sink.define?.(metric, { unit, direction });
    values[metric] = value;
  }
  sink.log(step, values);
  if (details === undefined) return;
  await sink.artifact(jsonArtifact('measure', `measure-${name}-${step}.json`, details));
}
