// Loads TypeScript through tsx: this checkout's own sources, and users' definitions in both layouts.
// Also the `--import` of worker processes, so that they load code the same way as the command line.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

const sources = new URL('../src/cli/main.ts', import.meta.url);
/** true in a checkout, false in an installed package (which has dist/ only) */
export const inCheckout = existsSync(sources);

// In a checkout the `paths` of its tsconfig let any definition, wherever it lies, import 'descent'.
register(inCheckout ? { tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) } : {});
