import { getCookie } from 'hono/cookie';
import type { PageContext } from '../context.ts';

export type Theme = 'light' | 'dark';

/** The choice of the switch, from its cookie, so that nothing flashes; null: as the system has it. */
export function themeOf(c: PageContext): Theme | null {
  const chosen = getCookie(c, 'theme');
  return chosen === 'light' || chosen === 'dark' ? chosen : null;
}
