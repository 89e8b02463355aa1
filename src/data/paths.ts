import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { DATA_FILES, type DataFile, FILE_NAMES } from './registry.ts';
import type { Environment } from './types.ts';

/**
 * Where downloaded and unpacked data is kept, absolute: `DESCENT_CACHE_DIR`, or the user's cache folder
 * (`XDG_CACHE_HOME`, `~/.cache`, `~/Library/Caches` on macOS, `LOCALAPPDATA` on Windows) + `descent`.
 */
export function cacheFolder(env: Environment = process.env, platform: string = process.platform): string {
  if (env.DESCENT_CACHE_DIR) return path.resolve(env.DESCENT_CACHE_DIR);
  // the XDG specification: a relative path is to be ignored
  if (env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME)) {
    return path.join(env.XDG_CACHE_HOME, 'descent');
  }
  const home = (platform === 'win32' ? env.USERPROFILE : env.HOME) || homedir();
  if (platform === 'win32') return path.join(env.LOCALAPPDATA || path.join(home, 'AppData/Local'), 'descent');
  if (platform === 'darwin') return path.join(home, 'Library/Caches/descent');
  return path.join(home, '.cache/descent');
}

/** A name with a path separator, or `.`/`..`, is a folder; anything else is looked up by name. */
export function isPath(name: string): boolean {
  return /[\\/]/.test(name) || name === '.' || name === '..';
}

/** Folders that may hold the dataset, in the order in which they are looked at. */
export function candidateFolders(name: string, env: Environment): string[] {
  if (isPath(name)) return [path.resolve(name)];
  const folders = [path.join(cacheFolder(env), name)];
  if (env.DESCENT_DATA_DIR) folders.unshift(path.join(path.resolve(env.DESCENT_DATA_DIR), name));
  return folders;
}

export type LocatedFiles = Readonly<Record<DataFile, string | null>>;

/** The four files in one folder, raw before `.gz`; null for each that is not there. */
export function locateFiles(folder: string): LocatedFiles {
  const find = (file: DataFile): string | null => {
    for (const name of FILE_NAMES[file]) {
      for (const ending of ['', '.gz']) {
        const candidate = path.join(folder, name + ending);
        if (existsSync(candidate) && statSync(candidate).isFile()) return candidate;
      }
    }
    return null;
  };
  const located = Object.fromEntries(DATA_FILES.map((file) => [file, find(file)]));
  return located as Record<DataFile, string | null>;
}

/** The first folder with all four files, or else the first with some of them, or else null. */
export function locateDataset(
  name: string,
  env: Environment,
): { folder: string; files: LocatedFiles } | null {
  const found = candidateFolders(name, env)
    .map((folder) => ({ folder, files: locateFiles(folder) }))
    .filter(({ files }) => DATA_FILES.some((file) => files[file] !== null));
  return found.find(({ files }) => DATA_FILES.every((file) => files[file] !== null)) ?? found[0] ?? null;
}
