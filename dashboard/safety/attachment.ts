/** Files that people stored are handed out for saving only, never shown: they may be anything. */
import { realpathSync } from 'node:fs';
import path from 'node:path';

/** `Content-Disposition` for a name of any characters (RFC 6266, RFC 8187). */
export function attachment(name: string): string {
  const base =
    name
      .split(/[\\/]/)
      .at(-1)!
      .replaceAll(/[\p{Cc}\p{Cf}]/gu, '') || 'file';
  const plain = base.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(base.replaceAll(/\p{Surrogate}/gu, '\ufffd')).replaceAll(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** The file that `file` really is, links followed; null: it is missing, or outside of `folder`. */
export function insideOf(folder: string, file: string): string | null {
  try {
    const root = realpathSync(folder);
    const real = realpathSync(file);
    return real.startsWith(root + path.sep) ? real : null;
  } catch {
    return null;
  }
}
