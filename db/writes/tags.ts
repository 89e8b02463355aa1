/** Tags and notes: what people say about a run, free to change even when it is finished. */
import type { Database } from '../database.ts';
import { resolveRunNumber } from '../queries/runs.ts';

const TAG = /^[^\s,"']{1,100}$/u;

function checkTag(tag: string): void {
  if (!TAG.test(tag)) {
    throw new TypeError(
      `a tag must be 1 to 100 characters without spaces, commas and quotes, got ${JSON.stringify(tag.slice(0, 120))}`,
    );
  }
}

/** Adds tags; those that are there stay. @throws NotFoundError, TypeError */
export function addTags(db: Database, run: string, tags: readonly string[]): void {
  tags.forEach(checkTag);
  db.transaction(() => {
    const no = resolveRunNumber(db, run);
    const insert = db.client.prepare('insert into tags (run_no, tag) values (?, ?) on conflict do nothing');
    for (const tag of tags) insert.run(no, tag);
  });
}

/** Removes tags; returns how many were there. @throws NotFoundError */
export function removeTags(db: Database, run: string, tags: readonly string[]): number {
  return db.transaction(() => {
    const no = resolveRunNumber(db, run);
    const remove = db.client.prepare('delete from tags where run_no = ? and tag = ?');
    return tags.reduce((sum, tag) => sum + remove.run(no, tag).changes, 0);
  });
}

/** Appends a note. @throws NotFoundError */
export function addNote(db: Database, run: string, text: string): void {
  if (text.trim() === '') throw new TypeError('a note must have text, got an empty one');
  const no = resolveRunNumber(db, run);
  db.client
    .prepare('insert into notes (run_no, text, created_at) values (?, ?, ?)')
    .run(no, text, Date.now());
}

/** Removes a note by the id that `getRun` gives; false: there was none. */
export function removeNote(db: Database, id: number): boolean {
  return db.client.prepare('delete from notes where id = ?').run(id).changes > 0;
}
