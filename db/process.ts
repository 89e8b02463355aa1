/** Who owns a run, and whether that process still lives. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import os from 'node:os';
import type { RunOwner } from './types.ts';

/** `alive` and `dead` are certain; `unknown`: another host, or nothing to tell a reused pid by. */
export type Liveness = 'alive' | 'dead' | 'unknown';

let self: RunOwner | undefined;
/** This process. */
export function currentOwner(): RunOwner {
  self ??= { pid: process.pid, host: hostId(), started: processStarted(process.pid) };
  return self;
}

/** Whether the owner of a run still runs, judged by pid and start time, on this host only. */
export function liveness(owner: RunOwner): Liveness {
  if (owner.host !== hostId()) return 'unknown';
  const started = processStarted(owner.pid);
  if (started !== null && owner.started !== null) return started === owner.started ? 'alive' : 'dead';
  return exists(owner.pid) ? 'unknown' : 'dead';
}

let host: string | undefined;
/** Host name and, on Linux, the pid namespace: a pid means nothing in another container. */
function hostId(): string {
  host ??= [os.hostname(), attempt(() => readlinkSync('/proc/self/ns/pid'))].filter(Boolean).join(' ');
  return host;
}

/** Tells a process from a later one with the same pid; null where there is none or the system does not say. */
function processStarted(pid: number): string | null {
  if (process.platform === 'linux') {
    return attempt(() => {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // the command, field 2, may hold spaces and brackets: count from its last bracket
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // a zombie has ended; it only waits for its parent to notice
      if (fields[0] === 'Z' || fields[0] === 'X') return null;
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return `${boot} ${fields[19]}`;
    });
  }
  if (process.platform === 'win32') return null;
  return attempt(
    () =>
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim() || null,
  );
}

function exists(pid: number): boolean {
  // a zombie answers kill(0); /proc said above that it has ended
  if (process.platform === 'linux') return processStarted(pid) !== null;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
