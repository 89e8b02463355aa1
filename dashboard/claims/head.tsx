/** The top of a claim's page: what is claimed, the verdict, and the numbers behind it. */
import type { Child, FC } from 'hono/jsx';
import {
  deciding,
  effectText,
  type HypothesisEvidence,
  type PresetName,
  spanText,
} from '../../src/claims/index.ts';
import { count, counted } from '../format.ts';
import { StateIcon, VerdictBadge } from '../views/components/badge.tsx';
import { Segments } from '../views/components/controls.tsx';
import { Icon } from '../views/components/icons.tsx';
import { ClaimActions, SeedsDialog } from './actions.tsx';
import { representative } from './board.tsx';
import { type ClaimEntry, primaryOf, type Training, waitingText } from './entries.ts';
import { boardHref, claimHref } from './view.ts';

export interface HeadProps {
  readonly entry: ClaimEntry;
  readonly entries: readonly ClaimEntry[];
  readonly preset: PresetName | null;
  readonly training: Training | null;
  readonly runsHref: string;
}

export const ClaimHead: FC<HeadProps> = ({ entry, entries, preset, training, runsHref }) => {
  const { evidence, statement, id } = entry;
  return (
    <header class="claim-head">
      <Trail entry={entry} entries={entries} preset={preset} />
      <div class="claim-line">
        <h1>{`“${statement}”`}</h1>
        <div class="page-tools">
          {entry.presets.length < 2 ? null : (
            <Segments
              label="Preset"
              options={entry.presets.map((name) => ({
                label: name,
                href: claimHref(id, name),
                active: name === evidence?.preset,
              }))}
            />
          )}
          <ClaimActions entry={entry} training={training} />
          {evidence === null ? null : (
            <>
              <a class="button" href={runsHref}>
                <Icon name="list" /> {counted(evidence.totals.runs, 'run')}
              </a>
              <a
                class="button"
                href={`/claims/${encodeURIComponent(id)}/csv?preset=${evidence.preset}`}
                download=""
                title="Every comparison of this claim"
              >
                <Icon name="download" /> CSV
              </a>
            </>
          )}
        </div>
      </div>
      <VerdictLine entry={entry} training={training} shown={evidence?.computedAt ?? null} preset={preset} />
      <SeedsDialog entry={entry} />
    </header>
  );
};

interface VerdictLineProps {
  readonly entry: ClaimEntry;
  readonly training: Training | null;
  /** when the evidence on the page was computed; null: the page has none */
  readonly shown: number | null;
  readonly preset: PresetName | null;
}

/** Replaced live: while runs are trained no verdict stands, and a new one is told of; what is read stays as it is. */
export const VerdictLine: FC<VerdictLineProps> = ({ entry, training, shown, preset }) => {
  const { evidence, id } = entry;
  const primary = evidence === null ? null : primaryOf(evidence);
  return (
    <p class="remember" id={`claim-verdict-${id}`}>
      {training !== null ? (
        <>
          <StateIcon state={training.alive ? 'running' : 'queued'} />
          <span class="muted">{waitingText(training)}</span>
        </>
      ) : primary === null ? (
        <span class="muted">Not judged yet.</span>
      ) : evidence!.computedAt === shown ? (
        <>
          <VerdictBadge verdict={primary.verdict} />
          <span>{primary.remember || primary.reason}</span>
        </>
      ) : (
        <>
          <VerdictBadge verdict={primary.verdict} />
          <span>
            A new verdict has come, of the {evidence!.preset} preset.{' '}
            <a href={claimHref(id, preset)}>Show it with its evidence</a>
          </span>
        </>
      )}
    </p>
  );
};

const Trail: FC<Pick<HeadProps, 'entry' | 'entries' | 'preset'>> = ({ entry, entries, preset }) => {
  const at = entries.findIndex(({ id }) => id === entry.id);
  const [before, after] = [entries[at - 1], entries[at + 1]];
  return (
    <nav class="trail" aria-label="Claims">
      <a href={boardHref({ preset, verdict: null })}>Claims</a>
      <span>{` / ${entry.number} ${entry.title}`}</span>
      <span class="neighbours">
        {before === undefined ? null : (
          <a href={claimHref(before.id, preset)}>{`← ${before.number} ${before.title}`}</a>
        )}
        {after === undefined ? null : (
          <a href={claimHref(after.id, preset)}>{`${after.number} ${after.title} →`}</a>
        )}
      </span>
    </nav>
  );
};

/** Of the hypothesis that stands for the claim, in its first stratum. */
export const EvidenceStrip: FC<{ primary: HypothesisEvidence; tuningSeeds: number }> = ({
  primary,
  tuningSeeds,
}) => {
  const stratum = representative(primary);
  const { effect, interval95, n, missing, superiority, detectable, method, sides } = deciding(stratum);
  const [ours, theirs] = sides;
  const plain = (value: number) => effectText(value, primary).replace('+', '');
  return (
    <section class="card strip-card" aria-label="Evidence">
      <Fact name={`Effect, ${stratum.label}`} value={effectText(effect, primary)}>
        {`${primary.metricLabel}: ${ours.label} against ${theirs.label}`}
      </Fact>
      <Fact name="95 % interval" value={spanText(interval95, primary)}>
        {`together over the page; ${method}`}
      </Fact>
      <Fact name="P(ahead)" value={superiority === null ? '–' : superiority.probability.toFixed(2)}>
        {superiority === null
          ? 'not for a difference of differences'
          : `a run of ${ours.label} ahead of one of ${theirs.label}`}
      </Fact>
      <Fact name="n" value={`${n} per arm`}>
        {`final seeds; tuned on ${count(tuningSeeds)} others${missing > 0 ? `; ${missing} without a value` : ''}`}
      </Fact>
      <Fact name="Margin" value={plain(stratum.margin)}>
        less is too small to count
      </Fact>
      <Fact name="Could have seen" value={detectable === null ? '–' : plain(detectable)}>
        as supported, with a power of 80 %
      </Fact>
    </section>
  );
};

const Fact: FC<{ name: string; value: string; children?: Child }> = ({ name, value, children }) => (
  <div>
    <span class="note">{name}</span>
    <b>{value}</b>
    <span class="note">{children}</span>
  </div>
);
