import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';

/**
 * Physical cores that this process may use: training is arithmetic throughout, and two threads of one core share
 * its arithmetic units. Logical cores where the system does not tell.
 */
export function physicalCores(): number {
  const logical = os.availableParallelism();
  if (process.platform !== 'linux') return logical;
  try {
    const folder = '/sys/devices/system/cpu';
    const siblings = readdirSync(folder)
      .filter((name) => /^cpu\d+$/.test(name))
      .map((name) => readFileSync(`${folder}/${name}/topology/thread_siblings_list`, 'utf8').trim());
    return Math.max(1, Math.min(logical, new Set(siblings).size));
  } catch {
    return logical;
  }
}
