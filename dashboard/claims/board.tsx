/** The board of verdicts: a row a claim by its primary hypothesis, the others folded under it. */
import type { FC } from 'hono/jsx';
import {
  type ClaimEvidence,
  deciding,
  effectText,
  type HypothesisEvidence,
  type PresetName,
  spanText,
} from '../../src/claims/index.ts';
import { count } from '../format.ts';
import { StateIcon, type Verdict, VerdictBadge, VerdictIcon } from '../views/components/badge.tsx';
import { Icon } from '../views/components/icons.tsx';
import { Command } from '../views/components/states.tsx';
import { RunButton } from './actions.tsx';
import { type ClaimEntry, primaryOf, type Training, type TrainingOf, waitingText } from './entries.ts';
import { ForestHead, ForestRow } from './forest.tsx';
import { boardHref, type ClaimsView, claimHref, VERDICTS } from './view.ts';

export function shownEntries(entries: readonly ClaimEntry[], { verdict }: ClaimsView): readonly ClaimEntry[] {
  if (verdict === null) return entries;
  return entries.filter(({ evidence }) => evidence !== null && primaryOf(evidence).verdict === verdict);
}

export const VerdictTiles: FC<{ entries: readonly ClaimEntry[]; view: ClaimsView }> = ({ entries, view }) => (
  <nav class="verdict-tiles" aria-label="Claims by verdict">
    {VERDICTS.map((verdict) => {
      const n = shownEntries(entries, { ...view, verdict }).length;
      const active = view.verdict === verdict;
      return (
        <a
          class={`tile ${n === 0 ? 'none' : ''}`}
          href={boardHref({ ...view, verdict: active ? null : verdict })}
          {...(active ? { 'aria-current': 'true' } : {})}
        >
          <VerdictIcon verdict={verdict} size={20} />
          <b>{count(n)}</b>
          <span>{verdict}</span>
        </a>
      );
    })}
  </nav>
);

/** Above the board, replaced live: how many claims have which verdict; before the first one, how to begin. */
export const BoardTop: FC<{
  entries: readonly ClaimEntry[];
  view: ClaimsView;
  /** claims are trained now, these or others */
  busy: boolean;
  /** of the processes that were started here for all claims */
  log: string | null;
}> = ({ entries, view, busy, log }) => (
  <div id="claims-top">
    {entries.some(({ evidence }) => evidence !== null) ? (
      <VerdictTiles entries={entries} view={view} />
    ) : (
      <NothingJudged preset={view.preset} busy={busy} log={log} />
    )}
  </div>
);

const NothingJudged: FC<{ preset: PresetName | null; busy: boolean; log: string | null }> = ({
  preset,
  busy,
  log,
}) => (
  <section class="card empty-state">
    <h2>{preset === null ? 'No claim has been run' : `No claim was run with the ${preset} preset`}</h2>
    <p>
      The smoke preset takes about 3 minutes and shows how it works; verdicts need the standard preset, with
      under an hour and a half of training on two cores.
    </p>
    <div class="empty-actions">
      {busy ? (
        <span class="state-text">
          <StateIcon state="running" />
          Claims are trained now: their verdicts come by themselves.
        </span>
      ) : (
        <RunButton action="/claims/run" preset={preset ?? 'smoke'} />
      )}
      <Command text={`npx descent claims run --preset ${preset ?? 'smoke'}`} />
    </div>
    {busy || preset !== null || log === null ? null : <EndedInVain log={log} />}
  </section>
);

/** Lines of the log that say why. */
const WHY_LINES = 8;

/** What was started from here has ended, and there is no verdict of any preset. */
const EndedInVain: FC<{ log: string }> = ({ log }) => (
  <>
    <p>What was started here last ended without a verdict. Its last words:</p>
    <pre class="background-log" tabindex={0}>
      {log.trimEnd().split('\n').slice(-WHY_LINES).join('\n')}
    </pre>
  </>
);

export const Board: FC<{
  entries: readonly ClaimEntry[];
  view: ClaimsView;
  trainingOf: TrainingOf;
}> = (props) => (
  <div class="table-scroll" role="region" aria-label="Claims" tabindex={0}>
    <table class="table board">
      <thead>
        <tr>
          <th scope="col" class="number">
            #
          </th>
          <th scope="col">Claim and what to remember</th>
          <th scope="col">Verdict</th>
          <th scope="col" class="number">
            Effect [95 % interval]
          </th>
          <th scope="col" class="c-forest">
            <span class="visually-hidden">Effect in multiples of the margin</span>
            <ForestHead />
          </th>
          <th scope="col" class="number">
            n
          </th>
          <th scope="col">Hypotheses, strata</th>
        </tr>
      </thead>
      {props.entries.map((entry) => (
        <ClaimRows entry={entry} preset={props.view.preset} training={props.trainingOf(entry.id)} />
      ))}
    </table>
  </div>
);

/** One `tbody` a claim, so that it can be replaced as a whole when its verdict comes. */
export const ClaimRows: FC<{ entry: ClaimEntry; preset: PresetName | null; training: Training | null }> = (
  props,
) => {
  const { entry, preset, training } = props;
  const { id, number, title, statement, evidence } = entry;
  const primary = evidence === null ? null : primaryOf(evidence);
  const href = claimHref(id, preset);
  return (
    <tbody id={`claim-${id}`} class="claim" data-calm="">
      <tr>
        <td class="number muted">{number}</td>
        <td class="c-claim">
          <a class="claim-title" href={href}>
            {title}
          </a>
          <span class="sentence">
            {primary === null ? `“${statement}”` : primary.remember || primary.reason}
          </span>
        </td>
        {training !== null ? (
          <td class="c-verdict" colspan={4}>
            <Waiting training={training} />
          </td>
        ) : primary === null ? (
          <td class="c-verdict muted" colspan={4}>
            {preset === null ? 'not judged yet' : `not judged with the ${preset} preset`}
          </td>
        ) : (
          <HypothesisCells hypothesis={primary} />
        )}
        <td class="c-strata">
          {evidence === null || training !== null ? null : <Unfold id={id} evidence={evidence} />}
        </td>
      </tr>
      {evidence === null || training !== null
        ? null
        : evidence.hypotheses
            .filter((one) => one !== primary)
            .map((one) => <OtherRow hypothesis={one} claim={id} />)}
    </tbody>
  );
};

const Waiting: FC<{ training: Training }> = ({ training }) => (
  <span class="state-text">
    <StateIcon state={training.alive ? 'running' : 'queued'} />
    {waitingText(training)}
  </span>
);

/** Verdict, effect, forest, n. */
const HypothesisCells: FC<{ hypothesis: HypothesisEvidence }> = ({ hypothesis }) => {
  const stratum = representative(hypothesis);
  const comparison = deciding(stratum);
  return (
    <>
      <td class="c-verdict">
        <VerdictBadge verdict={hypothesis.verdict} />
      </td>
      <td class="number c-effect">
        <b>{effectText(comparison.effect, hypothesis)}</b>{' '}
        <span class="spread">[{spanText(comparison.interval95, hypothesis)}]</span>
        <span class="sentence">{hypothesis.metricLabel}</span>
      </td>
      <td class="c-forest">
        <ForestRow comparison={comparison} margin={stratum.margin} />
      </td>
      <td class="number">{comparison.n}</td>
    </>
  );
};

/** The stratum shown for the whole: the first, declared beforehand. */
export function representative(hypothesis: HypothesisEvidence) {
  return hypothesis.strata[0]!;
}

const OtherRow: FC<{ hypothesis: HypothesisEvidence; claim: string }> = ({ hypothesis, claim }) => (
  <tr class="other" hidden data-of={claim}>
    <td></td>
    <td class="c-claim">
      <span class="statement">{hypothesis.statement}</span>
    </td>
    <HypothesisCells hypothesis={hypothesis} />
    <td class="c-strata">
      <Icons verdicts={hypothesis.strata.map((one) => [one.verdict, one.label] as const)} />
    </td>
  </tr>
);

const Unfold: FC<{ id: string; evidence: ClaimEvidence }> = ({ id, evidence: { hypotheses } }) => {
  const supported = hypotheses.filter(({ verdict }) => verdict === 'supported').length;
  return (
    <>
      <Icons verdicts={hypotheses.map((one) => [one.verdict, one.id] as const)} />
      <button type="button" class="link-button fold" data-unfold={id} aria-expanded="false">
        {`${supported} of ${hypotheses.length} supported`}
        <Icon name="chevronDown" />
      </button>
    </>
  );
};

/** One a hypothesis or stratum, with its word for those who do not see it. */
export const Icons: FC<{ verdicts: readonly (readonly [Verdict, string])[] }> = ({ verdicts }) => (
  <span class="verdict-icons">
    {verdicts.map(([verdict, label]) => (
      <span title={`${label}: ${verdict}`}>
        <VerdictIcon verdict={verdict} size={14} label={`${label}: ${verdict}`} />
      </span>
    ))}
  </span>
);

export const BoardFootnote: FC = () => (
  <footer class="footnote">
    Effect and interval of the hypothesis that stands for the claim, in its first stratum, both declared
    beforehand; in multiples of its margin, linear within it and logarithmic beyond. Grey: too small to count.
    Right: for the claim. The intervals hold together at 95 % over all comparisons of a claim; n: pairs of
    final seeds.
  </footer>
);
