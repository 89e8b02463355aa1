/** The final runs of a claim's arms: which of them learnt nothing, and which the curves are means of. */
import { FEWEST_FOR_BAND } from '../../stats/index.ts';
import type { ArmEvidence } from '../evidence.ts';

type FinalRun = ArmEvidence['runs'][number];

/** Also where the claim counts such runs. */
export function learntNothing({ stalled, neverLearnt }: FinalRun): boolean {
  // evidence of earlier versions knows only what its claim leaves out
  return neverLearnt ?? stalled;
}

/** Of learning curves: over how many seeds the means are, and which runs are not drawn, as in series.ts. */
export function curvesCaption(arms: readonly ArmEvidence[]): string {
  const drawn = arms.map(({ runs }) => runs.filter(({ diverged, stalled }) => !diverged && !stalled));
  const counts = drawn.map(({ length }) => length);
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  const seeds = low === high ? low : `${low} to ${high}`;
  const runs = arms.flatMap((arm) => arm.runs);
  const diverged = runs.filter((run) => run.diverged).length;
  const stalled = runs.filter((run) => run.stalled).length;
  const among = drawn.flat().filter(learntNothing).length;
  const leftOut = [
    ...(diverged > 0 ? [`${runCount(diverged)} that diverged`] : []),
    ...(stalled > 0 ? [`${runCount(stalled)} that never learnt`] : []),
  ];
  return [
    `Mean over ${seeds} final seeds an arm at the chosen setting, band ± 1 standard deviation from ${FEWEST_FOR_BAND} runs on, below that the single runs.`,
    leftOut.length > 0 ? ` Left out: ${leftOut.join(', ')}.` : '',
    among > 0 ? ` Among those drawn: ${runCount(among)} that never learnt.` : '',
  ].join('');
}

function runCount(n: number): string {
  return `${n} run${n === 1 ? '' : 's'}`;
}
