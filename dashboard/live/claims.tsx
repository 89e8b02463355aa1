import type { Database } from '../../db/index.ts';
import { ClaimActions } from '../claims/actions.tsx';
import { BoardTop, ClaimRows } from '../claims/board.tsx';
import {
  type ClaimEntry,
  claimEntries,
  primaryOf,
  type TrainingOf,
  trainingNow,
  waitingText,
} from '../claims/entries.ts';
import { VerdictLine } from '../claims/head.tsx';
import { claimsLog, claimsLogStamp, isAnyJudging, judgingStamp } from '../claims/training.ts';
import { parseClaimsView } from '../claims/view.ts';
import { counted } from '../format.ts';
import { readArgument } from './argument.ts';
import type { LiveState, LiveTopic } from './hub.ts';

/** The board: rows whose claims are trained, or judged, now. The argument is the page's query, encoded. */
export const claimsTopic: LiveTopic = Object.assign(boardNow, {
  stamp: (db: Database) => `${judgingStamp(db)} ${claimsLogStamp(db, null)}`,
});

async function boardNow(db: Database, argument: string): Promise<LiveState> {
  const view = parseClaimsView(new URLSearchParams(decodeURIComponent(argument)));
  const entries = await claimEntries(db, view.preset);
  const trainingOf = trainingNow(db);
  const busy = isBusy(db, entries, trainingOf);
  const log = claimsLog(db, null);
  const html: Record<string, string> = {
    'claims-top': String(await (<BoardTop entries={entries} view={view} busy={busy} log={log} />)),
  };
  for (const entry of entries) {
    const rows = <ClaimRows entry={entry} preset={view.preset} training={trainingOf(entry.id)} />;
    html[`claim-${entry.id}`] = String(await rows);
  }
  const judged = entries.filter(({ evidence }) => evidence !== null).length;
  const waiting = entries.filter(({ id }) => trainingOf(id) !== null).length;
  const announce = `${judged} of ${counted(entries.length, 'claim')} judged, ${waiting} in training.`;
  return { html, text: { announce, ...(log === null ? {} : { 'claims-log': log }) } };
}

/** Whether claims are trained now, wherever it was started. */
export function isBusy(db: Database, entries: readonly ClaimEntry[], trainingOf: TrainingOf): boolean {
  return isAnyJudging(db) || entries.some(({ id }) => trainingOf(id)?.alive === true);
}

/**
 * One claim's page. The argument, encoded, is its id and query; `shown` is when the evidence on the page was computed:
 * a verdict that has come since is told of, not put in place of what is read.
 */
export const claimTopic: LiveTopic = Object.assign(claimNow, {
  // the log grows beside the database, and a process may end without a word in it
  stamp: (db: Database, argument: string) =>
    `${judgingStamp(db)} ${claimsLogStamp(db, readArgument(argument).id)}`,
});

async function claimNow(db: Database, argument: string): Promise<LiveState> {
  const { id, query } = readArgument(argument);
  const asked = new URLSearchParams(query);
  const { preset } = parseClaimsView(asked);
  const shown = asked.has('shown') ? Number(asked.get('shown')) : null;
  const entry = (await claimEntries(db, preset)).find((one) => one.id === id);
  if (entry === undefined) return {};
  const training = trainingNow(db)(id);
  const line = <VerdictLine entry={entry} training={training} shown={shown} preset={preset} />;
  const log = claimsLog(db, id);
  return {
    html: {
      [`claim-verdict-${id}`]: String(await line),
      'claim-actions': String(await (<ClaimActions entry={entry} training={training} />)),
    },
    text: {
      announce: announced(entry, shown, waitingText(training)),
      ...(log === null ? {} : { 'claim-log': log }),
    },
  };
}

function announced({ title, evidence }: ClaimEntry, shown: number | null, waiting: string): string {
  if (waiting !== '') return `${title}: ${waiting}.`;
  if (evidence === null) return `${title}: not judged yet.`;
  return `${title}: ${evidence.computedAt === shown ? '' : 'a new verdict has come, '}${primaryOf(evidence).verdict}.`;
}

/** The topic of a claim's page. */
export function claimTopicName(id: string, query: URLSearchParams, shown: number | null): string {
  const all = new URLSearchParams(query);
  if (shown !== null) all.set('shown', String(shown));
  return `claim:${encodeURIComponent(`${id}?${all}`)}`;
}
