import { PRESET_NAMES } from '../../src/claims/index.ts';
import { ClaimRows } from '../claims/board.tsx';
import { claimEntries, trainingOf, waitingText } from '../claims/entries.ts';
import type { LiveTopic } from './hub.ts';

/** The board: rows whose claims are trained, or judged, now. The argument is the preset, '' for the largest of each. */
export const claimsTopic: LiveTopic = async (db, argument) => {
  const preset = PRESET_NAMES.find((name) => name === argument) ?? null;
  const html: Record<string, string> = {};
  for (const entry of await claimEntries(db, preset)) {
    const rows = <ClaimRows entry={entry} preset={preset} training={trainingOf(db, entry.id)} />;
    html[`claim-${entry.id}`] = String(await rows);
  }
  return { html };
};

/** One claim's page: how many runs it waits for. A verdict that has come is told of, not put in place of what is read. */
export const claimTopic: LiveTopic = (db, id) => ({
  text: { 'claim-waiting': waitingText(trainingOf(db, id)) },
});
