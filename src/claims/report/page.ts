/** One claim as a Markdown page. */
import type { ClaimDefinition } from '../definition.ts';
import type {
  ArmEvidence,
  ClaimEvidence,
  ComparisonRecord,
  HypothesisEvidence,
  SideRecord,
  StratumEvidenceRecord,
} from '../evidence.ts';
import { remedySentences } from '../remedies.ts';
import { accuracySentences, deciding, effectText, plainEffect, spanText, valueText } from '../words.ts';
import type { Figure } from './figure.ts';
import { learntNothing } from './final-runs.ts';
import { duration, escapeCell, table, verdictMark } from './markdown.ts';

export interface PageFacts {
  /** `AMD EPYC, 2 cores`; more than one where runs come from several machines */
  readonly hardware: string;
}

export function claimPage(
  claim: ClaimDefinition,
  evidence: ClaimEvidence,
  figures: readonly Figure[],
  facts: PageFacts,
): string {
  const primary = evidence.hypotheses.find((one) => one.primary) ?? evidence.hypotheses[0]!;
  return [
    `# ${claim.number}. ${claim.title}`,
    `> ${claim.statement}`,
    `**${verdictMark(primary.verdict)}** ${primary.remember || primary.reason}`,
    summary(evidence),
    ...accuracyText(evidence),
    '[All claims](README.md)',
    '## Verdicts',
    verdictTable(evidence.hypotheses),
    ...laterText(evidence.hypotheses),
    ...remedyText(claim, evidence),
    'Effects are oriented as claimed: to the right of 0 (of ×1) the statement is right. Intervals hold together at 95 % over all comparisons of this page; a verdict reads nothing else. [How verdicts come about](../methodology.md#claims).',
    ...figures.slice(0, 1).map(figureText),
    '## Evidence',
    SIDE_WORDS,
    ...evidence.hypotheses.flatMap(hypothesisText),
    ...(figures.length > 1 ? ['## Figures', ...figures.slice(1).map(figureText)] : []),
    '## Arms',
    armTable(evidence),
    tuningText(evidence),
    ...(claim.notes ?? []).flatMap(({ title, text }) => [`> **${title}.** ${text}`]),
    '## Repeat it',
    `\`\`\`sh\nnpx descent claims run ${claim.id} --preset ${evidence.preset}\nnpx descent claims report ${claim.id} --preset ${evidence.preset}\n\`\`\``,
    `${evidence.totals.runs} runs (${evidence.totals.diverged} diverged), ${duration(evidence.totals.trainingMs)} of training in all, on ${facts.hardware}; engine ${evidence.engine}, numerics ${evidence.numerics}. Every run is in [runs.csv](runs.csv).`,
    runLists(evidence),
  ].join('\n\n');
}

/** What the columns of the evidence mean. */
const SIDE_WORDS =
  'P(A > B) is the probability that a run of the claimed arm does better than one of the other, over all runs, paired or not: of an accuracy diverged runs and those that never learnt count at chance level; of anything else a run without a value is left out; a target that was not reached counts with the whole budget. "Could see": the effect that would have been called supported with a probability of 0.8.';

function remedyText(claim: ClaimDefinition, evidence: ClaimEvidence): string[] {
  const sentences = remedySentences(claim, evidence);
  if (sentences.length === 0) return [];
  return [`Gap and accuracy together:\n\n${sentences.map((one) => `- ${one}`).join('\n')}`];
}

function accuracyText(evidence: ClaimEvidence): string[] {
  const sentences = accuracySentences(evidence);
  if (sentences.length === 0) return [];
  return [`The accuracy that it reaches:\n\n${sentences.map((one) => `- ${one}`).join('\n')}`];
}

/** What was not written down before the first report. */
function laterText(hypotheses: readonly HypothesisEvidence[]): string[] {
  return [...addedText(hypotheses), ...changedText(hypotheses)];
}

function changedText(hypotheses: readonly HypothesisEvidence[]): string[] {
  const ids = hypotheses.flatMap(({ id, changed }) => (changed === undefined ? [] : [id]));
  if (ids.length === 0) return [];
  return [`‡ Changed after the first report: ${ids.join(', ')}; the evidence says what.`];
}

function addedText(hypotheses: readonly HypothesisEvidence[]): string[] {
  const added = hypotheses.flatMap((one) => (one.added === undefined ? [] : [one.added]));
  if (added.length === 0) return [];
  const whens = [...new Set(added)]
    .map((when) => `${added.filter((one) => one === when).length} ${when}`)
    .join('; ');
  return [
    `† Added when data had been seen (${whens}): ${added.length} of the ${hypotheses.length} hypotheses. They share the error rate of the page with the others; the rest was written down before the first report.`,
  ];
}

function tuningText({ tuningSeeds, arms }: ClaimEvidence): string {
  const finals = 'Final seeds are never tuning seeds; test images were scored once a run.';
  if (arms.every(({ tuning }) => tuning === null)) {
    return `Nothing was tuned: each arm has its settings as they are. ${finals}`;
  }
  return `Tuning: half-decade grids of the learning rate (or seeded random trials) with ${tuningSeeds.length} tuning seeds a trial, chosen by the mean validation accuracy; the share is how often resampled tuning seeds choose that candidate. Candidates with a share of 5 % or more were trained with every final seed. ${finals}`;
}

function summary({ workload, preset, totals, arms }: ClaimEvidence): string {
  const seeds = arms.map(({ runs }) => runs.length);
  const [least, most] = [Math.min(...seeds), Math.max(...seeds)];
  const counts =
    seeds.length === 0 ? '' : ` · ${least === most ? least : `${least}–${most}`} final seeds an arm`;
  return `Preset \`${preset}\` · ${workload}${counts} · ${totals.runs} runs`;
}

function verdictTable(hypotheses: readonly HypothesisEvidence[]): string {
  return table(
    ['hypothesis', 'verdict', 'effect', '95 % interval', 'n', 'margin'],
    hypotheses.flatMap((one) =>
      one.strata.map((stratum, i) => {
        const { effect, interval95, n } = deciding(stratum);
        const many = one.strata.length > 1;
        return [
          i === 0 ? statementCell(one) : '',
          many
            ? `${stratum.label}: ${verdictMark(stratum.verdict)}${i === 0 ? `; over all: ${verdictMark(one.verdict)}` : ''}`
            : verdictMark(stratum.verdict),
          effectText(effect, one),
          spanText(interval95, one),
          String(n),
          plainEffect(stratum.margin, one),
        ];
      }),
    ),
  );
}

function statementCell({ statement, primary, added, changed }: HypothesisEvidence): string {
  const bold = primary ? '**' : '';
  const marks = `${added === undefined ? '' : ' †'}${changed === undefined ? '' : ' ‡'}`;
  return `${bold}${escapeCell(statement)}${bold}${marks}`;
}

function hypothesisText(hypothesis: HypothesisEvidence): string[] {
  return [
    `### ${hypothesis.id}: ${verdictMark(hypothesis.verdict)}`,
    `${hypothesis.statement}${laterRemark(hypothesis)}`,
    hypothesis.remember === ''
      ? `**${hypothesis.reason}**`
      : `**${hypothesis.remember}** (${hypothesis.reason})`,
    ...hypothesis.strata.flatMap((stratum) => stratumText(hypothesis, stratum)),
    `*What would change it:* ${hypothesis.wouldChange}`,
  ];
}

function laterRemark({ added, changed }: HypothesisEvidence): string {
  const when = added === undefined ? '' : ` *(† Added ${added}.)*`;
  return changed === undefined ? when : `${when} *(‡ Changed after the first report: ${changed}.)*`;
}

function stratumText(hypothesis: HypothesisEvidence, stratum: StratumEvidenceRecord): string[] {
  const target =
    stratum.target === null
      ? ''
      : ` Target: ${(100 * stratum.target).toFixed(2)} % of the validation images.`;
  return [
    `${stratum.label}: ${hypothesis.metricLabel}; margin ${plainEffect(stratum.margin, hypothesis)}.${target}`,
    table(
      [
        '',
        'against',
        'effect',
        '95 %, together',
        '90 %',
        'seeds × images',
        'P(A > B)',
        'n',
        'could see',
        'test',
      ],
      stratum.comparisons.map((one) => comparisonRow(hypothesis, one)),
    ),
    ...basesText(hypothesis, stratum),
  ];
}

/** Of a difference of differences: what the two arms are measured from. */
function basesText(hypothesis: HypothesisEvidence, { comparisons }: StratumEvidenceRecord): string[] {
  const bases = new Map(comparisons.flatMap(({ bases = [] }) => bases.map((side) => [side.arm, side])));
  if (bases.size === 0) return [];
  return [`Measured from: ${[...bases.values()].map((side) => sideText(side, hypothesis)).join('; ')}.`];
}

function comparisonRow(hypothesis: HypothesisEvidence, one: ComparisonRecord): string[] {
  const [ours, theirs] = one.sides;
  const exact = ours.sd === 0 && theirs.sd === 0 && one.method === 'paired t';
  const missing = one.missing > 0 ? ` (${one.missing} without a value)` : '';
  const tuning =
    one.tuningShare > 0 ? `, ${Math.round(100 * one.tuningShare)} % of the variance from tuning` : '';
  const logRank = one.logRankP === null ? '' : `; log-rank p ${one.logRankP.toPrecision(2)}`;
  return [
    verdictMark(one.verdict),
    `${sideText(ours, hypothesis)} against ${sideText(theirs, hypothesis)}`,
    effectText(one.effect, hypothesis),
    spanText(one.interval95, hypothesis),
    spanText(one.interval90, hypothesis),
    one.twoWay === null ? '–' : spanText(one.twoWay, hypothesis),
    one.superiority === null ? '–' : one.superiority.probability.toFixed(2),
    `${one.n}${missing}`,
    one.detectable === null ? '–' : plainEffect(one.detectable, hypothesis),
    `${exact ? 'exact: no seed differs' : one.method}${tuning}${logRank}`,
  ];
}

function sideText(
  { label, mean, sd, n, diverged, stalled, censored, farOff = [] }: SideRecord,
  hypothesis: HypothesisEvidence,
): string {
  const spread = sd === null ? '' : ` ± ${valueText(sd, hypothesis).replace(' %', '')}`;
  const remarks = [
    `n ${n}`,
    diverged > 0 ? `${diverged} diverged` : '',
    stalled > 0 ? `${stalled} never learnt` : '',
    censored > 0 ? `${censored} censored` : '',
    ...farOff.slice(0, 2).map(({ seed, value }) => `seed ${seed}: ${valueText(value, hypothesis)}`),
  ].filter(Boolean);
  return `${label} ${valueText(mean, hypothesis)}${spread} (${remarks.join(', ')})`;
}

function armTable({ arms }: ClaimEvidence): string {
  return table(
    ['stratum', 'arm', 'trials', 'chosen', 'share', 'final runs', 'diverged', 'never learnt'],
    arms.map((arm) => [
      escapeCell(arm.stratumLabel),
      escapeCell(arm.label),
      arm.tuning === null ? 'not tuned' : String(arm.tuning.trials),
      `${escapeCell(arm.chosen)}${choiceRemark(arm)}`,
      shareOf(arm),
      String(arm.runs.length + arm.otherRuns.length),
      String(arm.runs.filter(({ diverged }) => diverged).length),
      String(arm.runs.filter(learntNothing).length),
    ]),
  );
}

function choiceRemark({ tuning }: ArmEvidence): string {
  if (tuning === null) return '';
  const learnt = tuning.candidates.some(({ accuracies }) => accuracies.some((value) => value !== null));
  if (!learnt) return ' (the middle: no candidate learnt)';
  return tuning.atEdge ? ' (edge of the grid)' : '';
}

function shareOf({ tuning, chosen }: ArmEvidence): string {
  const share = tuning?.candidates.find(({ label }) => label === chosen)?.share;
  return share === undefined ? '–' : `${Math.round(100 * share)} %`;
}

function figureText({ title, file, caption }: Figure, _index: number, _all: unknown): string {
  return `![${title}](figures/${file})\n\n*${title}.* ${caption}`;
}

function runLists({ arms }: ClaimEvidence): string {
  const lines = arms.map(
    ({ stratum, arm, runs }) =>
      `- ${stratum}/${arm}: ${runs.map(({ seed, id }) => `${seed} \`${id}\``).join(', ')}`,
  );
  return `<details><summary>Ids of the final runs, by seed</summary>\n\n${lines.join('\n')}\n\n</details>\n`;
}
