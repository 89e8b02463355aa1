/** What changes runs from the table: tags, notes, deleting; and the CSV of a selection. */
import {
  addNote,
  addTags,
  type Database,
  getRun,
  type RunRow,
  removeNote,
  removeRuns,
  removeTags,
  tagsOf,
} from '../../db/index.ts';
import type { PageContext, Route } from '../context.ts';
import { counted } from '../format.ts';
import { compareAddress } from '../runs/compare-address.ts';
import { parseSelection, selectedRuns } from '../runs/selected.ts';
import { MAX_ADDRESS_LENGTH } from '../safety/guard.ts';
import { csvOf } from './runs.tsx';

function words(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((word) => word !== ''))];
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** `tags` are added to (or, with `remove`, taken from) every selected run. Tells what has changed, for Undo. */
async function tagSelection(c: PageContext): Promise<Response> {
  const { db } = c.var.dashboard;
  const form = await c.req.formData();
  const tags = words(textOf(form, 'tags'));
  const remove = textOf(form, 'remove') === 'yes';
  const runs = selectedRuns(db, parseSelection(form));
  const changes = tagChanges(db, runs, tags, remove);
  try {
    db.transaction(() => {
      for (const { id } of runs) {
        if (remove) removeTags(db, id, tags);
        else addTags(db, id, tags);
      }
    });
  } catch (error) {
    return c.text((error as Error).message, 400);
  }
  const what = remove ? 'taken from' : 'added to';
  return c.json({
    message: `${tags.join(', ')} ${what} ${counted(runs.length, 'run')}.`,
    changes,
  });
}

/** Which runs get (or lose) which of the tags: those that have (or lack) all of them already are in none. */
function tagChanges(db: Database, runs: readonly RunRow[], tags: readonly string[], remove: boolean) {
  const had = tagsOf(
    db,
    runs.map(({ no }) => no),
  );
  const changes = new Map<string, { tags: string; runs: string[] }>();
  for (const { no, id } of runs) {
    const changed = tags.filter((tag) => (had.get(no)?.includes(tag) ?? false) === remove).join(' ');
    if (changed === '') continue;
    const change = changes.get(changed) ?? { tags: changed, runs: [] };
    changes.set(changed, change);
    change.runs.push(id);
  }
  return [...changes.values()];
}

/** `count` must be what is selected: a second look at what is about to go. */
async function deleteSelection(c: PageContext): Promise<Response> {
  const { db } = c.var.dashboard;
  const form = await c.req.formData();
  const runs = selectedRuns(db, parseSelection(form));
  const expected = Number(textOf(form, 'count'));
  if (expected !== runs.length) {
    return c.text(
      `${counted(runs.length, 'run')} selected, not ${expected}: the selection has changed. Nothing was deleted.`,
      409,
    );
  }
  try {
    removeRuns(
      db,
      runs.map(({ id }) => id),
    );
  } catch (error) {
    return c.text((error as Error).message, 409);
  }
  return c.json({ message: `${counted(runs.length, 'run')} deleted.` });
}

/** How many runs a selection means now. */
async function countSelection(c: PageContext): Promise<Response> {
  const runs = selectedRuns(c.var.dashboard.db, parseSelection(await c.req.formData()));
  const running = runs.filter(({ status }) => status === 'running').length;
  return c.json({ count: runs.length, running, ids: runs.length <= 100 ? runs.map(({ id }) => id) : null });
}

/** Where a selection is compared. */
async function compareSelection(c: PageContext): Promise<Response> {
  const form = await c.req.formData();
  const { origin } = new URL(c.req.url);
  const address = compareAddress(c.var.dashboard.db, parseSelection(form), {
    group: textOf(form, 'group'),
    longest: MAX_ADDRESS_LENGTH - origin.length,
  });
  return c.json({ address });
}

async function exportSelection(c: PageContext): Promise<Response> {
  const { db } = c.var.dashboard;
  const runs = selectedRuns(db, parseSelection(await c.req.formData()));
  return csvOf(c, db, { ids: runs.map(({ id }) => id) });
}

/** Tags of one run become exactly those of the field. */
async function setTags(c: PageContext): Promise<Response> {
  const { db } = c.var.dashboard;
  const run = getRun(db, c.req.param('id')!);
  const tags = words(textOf(await c.req.formData(), 'value'));
  try {
    db.transaction(() => {
      removeTags(
        db,
        run.id,
        run.tags.filter((tag) => !tags.includes(tag)),
      );
      addTags(db, run.id, tags);
    });
  } catch (error) {
    return c.text((error as Error).message, 400);
  }
  return c.json({ value: getRun(db, run.id).tags.join(' ') });
}

/** The note of one run: replaces the latest one, empty takes it away. */
async function setNote(c: PageContext): Promise<Response> {
  const { db } = c.var.dashboard;
  const run = getRun(db, c.req.param('id')!);
  const text = textOf(await c.req.formData(), 'value').trim();
  replaceNote(db, run.id, run.notes.at(-1)?.id ?? null, text);
  return c.json({ value: text });
}

function replaceNote(db: Database, run: string, old: number | null, text: string): void {
  db.transaction(() => {
    if (old !== null) removeNote(db, old);
    if (text !== '') addNote(db, run, text);
  });
}

export const runsActionRoutes: readonly Route[] = [
  { method: 'POST', path: '/runs/tag', handler: tagSelection },
  { method: 'POST', path: '/runs/delete', handler: deleteSelection },
  { method: 'POST', path: '/runs/count', handler: countSelection },
  { method: 'POST', path: '/runs/compare', handler: compareSelection },
  { method: 'POST', path: '/runs/export', handler: exportSelection },
  { method: 'POST', path: '/runs/:id/tags', handler: setTags },
  { method: 'POST', path: '/runs/:id/note', handler: setNote },
];
