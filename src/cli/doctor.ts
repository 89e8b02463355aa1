/** The health of an installation, finding by finding. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { checkDatabase, databasePath, openDatabase } from '../../db/index.ts';
import { listDatasets } from '../data/index.ts';
import { describeTfjsBackend, type EngineName, openEngine, supportedIsas } from '../engine/index.ts';
import { physicalCores } from '../sweep/index.ts';
import { bytesText, counted } from './format.ts';

export interface Finding {
  readonly what: string;
  /** `note`: not here, and not needed by everybody */
  readonly state: 'ok' | 'note' | 'problem';
  readonly found: string;
  /** what to do; null: nothing */
  readonly remedy: string | null;
}

export async function examine(dbFile: string): Promise<Finding[]> {
  return [
    await engineInUse(),
    await native(),
    await wasm(),
    await tfjs(),
    workers(),
    ...datasets(),
    database(dbFile),
  ];
}

async function engineInUse(): Promise<Finding> {
  const what = 'engine in use';
  const { engine, error } = await opened('auto');
  if (engine === null) return { what, state: 'problem', found: 'not usable', remedy: error };
  const slow = engine.name === 'wasm';
  return {
    what,
    state: slow ? 'note' : 'ok',
    found: `${engine.name} ${engine.version} (${engine.isa}, numerics ${engine.numerics})`,
    remedy: slow ? 'WebAssembly is about a quarter as fast as the native engine (see below)' : null,
  };
}

async function native(): Promise<Finding> {
  const { engine, error } = await opened('native');
  if (engine === null) return { what: 'native engine', state: 'problem', found: 'not usable', remedy: error };
  const sets = supportedIsas().join(', ');
  return {
    what: 'native engine',
    state: 'ok',
    found: `${engine.isa}; this processor has ${sets}`,
    remedy: null,
  };
}

async function wasm(): Promise<Finding> {
  const { engine, error } = await opened('wasm');
  return {
    what: 'wasm engine',
    state: engine === null ? 'problem' : 'ok',
    found: engine === null ? 'not usable' : `${engine.isa}, numerics ${engine.numerics}`,
    remedy: error,
  };
}

async function tfjs(): Promise<Finding> {
  const { backend, version, reason } = await describeTfjsBackend();
  if (backend === null) {
    return { what: 'tfjs engine', state: 'note', found: 'not installed', remedy: `${reason}` };
  }
  return {
    what: 'tfjs engine',
    state: backend === 'cpu' ? 'note' : 'ok',
    found: `backend ${backend}, ${version}: ${reason}`,
    remedy:
      backend === 'cpu'
        ? 'pure JavaScript trains about 25 samples/s; `npm run tfjs:provision` builds the fast backend'
        : null,
  };
}

async function opened(name: 'auto' | EngineName) {
  try {
    return { engine: (await openEngine(name)).info, error: null };
  } catch (error) {
    return { engine: null, error: (error as Error).message };
  }
}

function workers(): Finding {
  const cores = physicalCores();
  const found = `${cores} by default, one a physical core; ${availableParallelism()} processors`;
  return { what: 'workers', state: 'ok', found, remedy: null };
}

function datasets(): Finding[] {
  return listDatasets().map(({ name, present, verified, where, problem, bytes }): Finding => {
    const what = `dataset ${name}`;
    if (!present) {
      return {
        what,
        state: 'note',
        found: 'not here',
        remedy: `\`descent data fetch ${name}\` downloads it`,
      };
    }
    if (!verified) return { what, state: 'problem', found: where ?? '', remedy: problem };
    const size = bytes === null ? '' : `, ${bytesText(bytes)}`;
    return { what, state: 'ok', found: `verified${size}, ${where}`, remedy: null };
  });
}

function database(file: string): Finding {
  const path = databasePath(file);
  const what = 'database';
  if (!existsSync(path)) {
    return { what, state: 'note', found: `${path}: none yet`, remedy: '`npm run quickstart` makes one' };
  }
  try {
    const db = openDatabase(path, { readonly: true });
    try {
      const { ok, runs, points, problems } = checkDatabase(db, { hashes: false });
      const found = `${path}: ${counted(runs, 'run')}, ${counted(points, 'point')}`;
      const [first] = problems;
      return ok
        ? { what, state: 'ok', found, remedy: null }
        : { what, state: 'problem', found, remedy: `${first!.message}; ${first!.fix}` };
    } finally {
      db.close();
    }
  } catch (error) {
    return { what, state: 'problem', found: path, remedy: (error as Error).message };
  }
}
