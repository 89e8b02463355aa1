/** Who may talk to the dashboard: which Host names it answers to, and whether it asks for a token. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import os from 'node:os';

export interface Access {
  /** `Host` names answered; another one is a rebound DNS name */
  readonly answersTo: (hostname: string) => boolean;
  /** null: loopback only, no token */
  readonly token: string | null;
}

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '::1']);
const ANY_ADDRESS = new Set(['0.0.0.0', '::']);

/** Whether only programs of this machine reach a server bound to `host`. */
export function isLoopback(host: string): boolean {
  return LOOPBACK_NAMES.has(host) || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** @param token for tests; a random one otherwise */
export function accessFor(host: string, token?: string): Access {
  if (isLoopback(host)) {
    return { answersTo: (name) => LOOPBACK_NAMES.has(name) || name === host, token: null };
  }
  const own = new Set([...LOOPBACK_NAMES, host, os.hostname().toLowerCase()]);
  // An address cannot be rebound: only names can. Bound to every address, any of them may be the one in use.
  const anyAddress = ANY_ADDRESS.has(host);
  return {
    answersTo: (name) => own.has(name) || (anyAddress && isIP(name) !== 0),
    token: token ?? randomBytes(24).toString('base64url'),
  };
}

/** Takes the same time whatever the difference. */
export function isSameToken(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** `Host` without its port, lower case, IPv6 without brackets; null where it is no host. */
export function hostnameOf(header: string | undefined): string | null {
  if (header === undefined || !/^[\w.:[\]-]+$/.test(header)) return null;
  try {
    return new URL(`http://${header}`).hostname.replace(/^\[|\]$/g, '').toLowerCase();
  } catch {
    return null;
  }
}
