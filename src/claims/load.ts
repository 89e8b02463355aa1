/** Finds the claims: modules in a folder, each with a claim as its default export. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ConfigError, didYouMean } from '../config/index.ts';
import type { ClaimDefinition } from './definition.ts';

/** experiments/claims of this package: two folders up in a checkout, three in an installed package. */
export function claimsFolder(): string {
  const places = ['../../experiments/claims', '../../../experiments/claims'].map((up) =>
    fileURLToPath(new URL(up, import.meta.url)),
  );
  return places.find((place) => existsSync(place)) ?? places[0]!;
}

/** In the order of their numbers. @throws ConfigError for a module that holds no claim */
export async function loadClaims(folder = claimsFolder()): Promise<ClaimDefinition[]> {
  const files = readdirSync(folder).filter((file) => /^[^_].*\.(ts|js|mjs)$/.test(file));
  const claims = await Promise.all(
    files.map(async (file) => {
      const module = await import(pathToFileURL(path.join(folder, file)).href);
      const claim = (module.default?.default ?? module.default) as ClaimDefinition | undefined;
      if (claim?.hypotheses === undefined) {
        throw new ConfigError(
          path.join(folder, file),
          'must export a claim as its default; write `export default defineClaim({ … })`, or begin the name of a helper with "_"',
        );
      }
      return claim;
    }),
  );
  return claims.sort((a, b) => a.number - b.number);
}

/** Those named by id or number; all where none is named. @throws ConfigError for an unknown one */
export function chooseClaims(
  claims: readonly ClaimDefinition[],
  names: readonly string[],
): readonly ClaimDefinition[] {
  const ids = claims.map(({ id }) => id);
  for (const name of names) {
    if (claims.some(({ id, number }) => id === name || String(number) === name)) continue;
    const all = claims.map(({ id, number }) => `${number} ${id}`).join(', ');
    throw new ConfigError('claim', `"${name}" is none${didYouMean(name, ids)}; there are: ${all}`);
  }
  if (names.length === 0) return claims;
  return claims.filter(({ id, number }) => names.includes(id) || names.includes(String(number)));
}
