import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Hardware, hardware, type Versions, versions } from './hardware.ts';

/** One line of a benchmark's summary: what was measured against what was hoped for. */
export interface Aim {
  /** a sentence's subject: `metric points into SQLite` */
  readonly what: string;
  readonly unit: string;
  readonly measured: number;
  /** `min`: measured must reach the aim; `max`: it must not exceed it */
  readonly direction: 'min' | 'max';
  readonly aim: number;
}

/** What a benchmark hands to `writeResult`: its aims for the summary, and any raw data beside them. */
export interface ResultData {
  readonly aims: readonly Aim[];
  readonly [key: string]: unknown;
}

export type ResultFile = ResultData & {
  readonly name: string;
  /** ISO 8601, UTC */
  readonly date: string;
  readonly hardware: Hardware;
  readonly versions: Versions;
};

const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));

export function aimHolds(aim: Aim): boolean {
  return aim.direction === 'min' ? aim.measured >= aim.aim : aim.measured <= aim.aim;
}

/** `metric points into SQLite: 812,345 points/s, aim >= 500,000: holds` */
export function describeAim(aim: Aim): string {
  const sign = aim.direction === 'min' ? '>=' : '<=';
  const verdict = aimHolds(aim) ? 'holds' : 'MISSED';
  return `${aim.what}: ${figure(aim.measured)} ${aim.unit}, aim ${sign} ${figure(aim.aim)}: ${verdict}`;
}

/** Writes bench/results/<name>.json with hardware, versions and date added; whole or not at all. Returns its path. */
export function writeResult(name: string, data: ResultData): string {
  if (!/^[a-z0-9-]+$/.test(name)) {
    throw new Error(`a result's name must be lower-case letters, digits and hyphens, got "${name}"`);
  }
  const result: ResultFile = {
    name,
    date: new Date().toISOString(),
    hardware: hardware(),
    versions: versions(),
    ...data,
  };
  mkdirSync(RESULTS, { recursive: true });
  const path = join(RESULTS, `${name}.json`);
  writeFileSync(`${path}.part`, `${JSON.stringify(result, null, 1)}\n`);
  renameSync(`${path}.part`, path);
  return path;
}

/** @throws Error where there is no such result */
export function readResult(name: string): ResultFile {
  return JSON.parse(readFileSync(join(RESULTS, `${name}.json`), 'utf8'));
}

function figure(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: value >= 1000 ? 6 : 3 });
}
