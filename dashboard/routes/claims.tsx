/** The board of verdicts, and a page a claim. */
import { filterQuery } from '../../db/filter/index.ts';
import { type Database, NotFoundError, selectRunNumbers } from '../../db/index.ts';
import { type ClaimEvidence, PRESET_NAMES, runIdsOf } from '../../src/claims/index.ts';
import { Arms, idsFilter } from '../claims/arms.tsx';
import { Board, BoardFootnote, BoardTop, shownEntries } from '../claims/board.tsx';
import { type ClaimEntry, claimEntries, primaryOf, runsFilter, trainingNow } from '../claims/entries.ts';
import { EvidenceTable } from '../claims/evidence.tsx';
import { armSlots, claimCharts } from '../claims/figure-specs.ts';
import { Figures, StrataSwitch, trainedStrata } from '../claims/figures.tsx';
import { findClaim, shownStratum } from '../claims/find.ts';
import { ClaimHead, EvidenceStrip } from '../claims/head.tsx';
import { claimPictures } from '../claims/pictures.ts';
import { Notes, NotJudged, Repeat } from '../claims/protocol.tsx';
import { claimsLog } from '../claims/training.ts';
import { Verdicts } from '../claims/verdicts.tsx';
import { boardHref, parseClaimsView } from '../claims/view.ts';
import type { PageContext, Route } from '../context.ts';
import { counted } from '../format.ts';
import { claimTopicName, isBusy } from '../live/claims.tsx';
import { BackgroundLog } from '../views/components/background-log.tsx';
import { Segments } from '../views/components/controls.tsx';
import { Icon } from '../views/components/icons.tsx';
import { EmptyState } from '../views/components/states.tsx';
import { renderPage, renderPart } from '../views/page.tsx';

async function board(c: PageContext): Promise<Response> {
  const { db } = c.var.dashboard;
  const view = parseClaimsView(new URL(c.req.url).searchParams);
  const entries = await claimEntries(db, view.preset);
  const judged = entries.filter(({ evidence }) => evidence !== null);
  const runs = new Set(judged.flatMap(({ evidence }) => runIdsOf(evidence!)));
  const shown = shownEntries(entries, view);
  const trainingOf = trainingNow(db);
  const log = claimsLog(db, null);
  const body = (
    <div class="claims-page">
      <div class="page-head">
        <h1>Claims</h1>
        <span class="summary">
          {`${counted(entries.length, 'statement')} of a deep-learning primer, tested on ${counted(runs.size, 'run')}`}
        </span>
        <div class="page-tools">
          <Segments
            label="Preset"
            options={[null, ...PRESET_NAMES].map((preset) => ({
              label: preset ?? 'largest',
              href: boardHref({ ...view, preset }),
              active: preset === view.preset,
            }))}
          />
          <a class="button" href="/claims.csv" download="">
            <Icon name="download" /> CSV
          </a>
        </div>
      </div>
      <BoardTop entries={entries} view={view} busy={isBusy(db, entries, trainingOf)} log={log} />
      {shown.length === 0 ? (
        <EmptyState
          title={`No claim is ${view.verdict}`}
          actions={[{ label: 'All claims', href: boardHref({ ...view, verdict: null }) }]}
        >
          Every verdict stays as it was when it was computed; more seeds may change it.
        </EmptyState>
      ) : (
        <section class="card flush">
          <Board entries={shown} view={view} trainingOf={trainingOf} />
          <BoardFootnote />
        </section>
      )}
      {log === null ? null : <BackgroundLog live="claims-log" text={log} />}
    </div>
  );
  return renderPage(c, {
    title: 'Claims',
    active: 'claims',
    body,
    scripts: ['claims'],
    topics: [`claims:${encodeURIComponent(new URL(c.req.url).search)}`],
  });
}

async function claim(c: PageContext): Promise<Response> {
  const { db } = c.var.dashboard;
  const { preset } = parseClaimsView(new URL(c.req.url).searchParams);
  const { entries, entry } = await findClaim(c);
  const { evidence, id } = entry;
  const training = trainingNow(db)(id);
  const log = claimsLog(db, id);
  const head = (
    <ClaimHead
      entry={entry}
      entries={entries}
      preset={preset}
      training={training}
      runsHref={evidence === null ? '/runs' : runsHref(db, evidence)}
    />
  );
  const body = (
    <div class="claim-page">
      {head}
      {evidence === null ? (
        <NotJudged entry={entry} preset={preset} training={training} />
      ) : (
        <Judged c={c} entry={entry} evidence={evidence} />
      )}
      {log === null ? null : <BackgroundLog live="claim-log" text={log} />}
    </div>
  );
  return renderPage(c, {
    title: entry.title,
    active: 'claims',
    body,
    topics: [claimTopicName(id, new URL(c.req.url).searchParams, evidence?.computedAt ?? null)],
    scripts: ['claims'],
  });
}

function Judged({ c, entry, evidence }: { c: PageContext; entry: ClaimEntry; evidence: ClaimEvidence }) {
  const { id, definition } = entry;
  const { preset, tuningSeeds } = evidence;
  const stratum = shownStratum(c, evidence);
  const arms = evidence.arms.filter((one) => one.stratum === stratum);
  const slots = definition === null ? [] : armSlots(definition);
  const order = Object.keys(definition?.arms ?? {});
  return (
    <>
      <EvidenceStrip primary={primaryOf(evidence)} tuningSeeds={tuningSeeds.length} />
      <Verdicts evidence={evidence} />
      {definition === null || stratum === null ? null : (
        <section id="figures" aria-label="Figures">
          <div class="section-head">
            <h2>Figures</h2>
            <StrataSwitch id={id} preset={preset} strata={trainedStrata(evidence)} shown={stratum} />
          </div>
          <div
            class="figures loading"
            hx-get={`/claims/${encodeURIComponent(id)}/figures?preset=${preset}&stratum=${encodeURIComponent(stratum)}`}
            hx-trigger="load"
            hx-swap="outerHTML"
            hx-push-url="false"
          >
            <p class="note">Drawing the figures from the runs…</p>
          </div>
        </section>
      )}
      <div class="grid two">
        <Arms
          arms={arms}
          slotOf={(arm) => slots[order.indexOf(arm)] ?? 10}
          tuningSeeds={tuningSeeds.length}
          csvHref={`/claims/${encodeURIComponent(id)}/csv/arms?preset=${preset}`}
        />
        <Repeat evidence={evidence} db={c.var.dashboard.db} />
      </div>
      <EvidenceTable evidence={evidence} />
      <Notes definition={definition} evidence={evidence} />
    </>
  );
}

/** As many ids as an address takes. */
const MOST_IDS = 500;

/** The claim's sweeps, where they have all of its runs; otherwise the runs by their ids. */
function runsHref(db: Database, evidence: ClaimEvidence): string {
  const ids = runIdsOf(evidence);
  const bySweep = runsFilter(evidence.id, evidence.preset);
  const found = selectRunNumbers(db, { ...filterQuery(db, bySweep), ids }).length;
  const filter = found === ids.length || ids.length > MOST_IDS ? bySweep : idsFilter(ids);
  return `/runs?filter=${encodeURIComponent(filter)}`;
}

async function figures(c: PageContext): Promise<Response> {
  const { db } = c.var.dashboard;
  const { entry } = await findClaim(c);
  const { evidence, definition, id } = entry;
  if (evidence === null || definition === null) return renderPart(c, <div class="figures"></div>);
  const stratum = shownStratum(c, evidence);
  return renderPart(
    c,
    <Figures
      claim={id}
      preset={evidence.preset}
      stratum={stratum}
      charts={claimCharts(db, definition, evidence, stratum)}
      pictures={await claimPictures(db, definition, evidence)}
    />,
  );
}

/** Only what the report makes for this claim can be asked for: no path reaches the disk. */
async function picture(c: PageContext): Promise<Response> {
  const { entry } = await findClaim(c);
  const { evidence, definition } = entry;
  const file = c.req.param('file');
  const all =
    evidence === null || definition === null
      ? []
      : await claimPictures(c.var.dashboard.db, definition, evidence);
  const found = all.find((one) => one.file === file);
  if (found === undefined) throw new NotFoundError(`claim "${entry.id}" has no figure "${file}"`);
  c.header('Content-Type', found.file.endsWith('.svg') ? 'image/svg+xml' : 'image/png');
  return c.body(typeof found.bytes === 'string' ? found.bytes : new Uint8Array(found.bytes));
}

export const claimsRoutes: readonly Route[] = [
  { method: 'GET', path: '/claims', handler: board },
  { method: 'GET', path: '/claims/:id', handler: claim },
  { method: 'GET', path: '/claims/:id/figures', handler: figures },
  { method: 'GET', path: '/claims/:id/figures/:file', handler: picture },
];
