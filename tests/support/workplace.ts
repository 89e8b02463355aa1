import { afterEach, beforeEach } from 'vitest';
import { type Database, openDatabase } from '../../db/index.ts';
import { createWorkplace, type Workplace } from './sweep-process.ts';

/** A workplace and its database, opened for each test of a file and closed after it. */
export function workplaceForEach(given: (opened: { place: Workplace; db: Database }) => void): void {
  let place: Workplace;
  let db: Database;
  beforeEach(() => {
    place = createWorkplace();
    db = openDatabase(place.database);
    given({ place, db });
  });
  afterEach(() => {
    db.close();
    place.remove();
  });
}
