// Loads TypeScript through tsx: this checkout's own sources, and users' definitions in both layouts.
// Also the `--import` of worker processes, so that they load code the same way as the command line.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { register as registerCommonJs } from 'tsx/cjs/api';
import { register as registerModules } from 'tsx/esm/api';

/** true in a checkout, false in an installed package (which has dist/ only) */
export const inCheckout = existsSync(new URL('../src/cli/main.ts', import.meta.url));

// In a checkout the `paths` of its tsconfig let any definition, wherever it lies, import 'descent'.
// The CommonJS half is for definitions in folders whose package.json does not say "type": "module".
if (inCheckout) {
  const tsconfig = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
  process.env.TSX_TSCONFIG_PATH ??= tsconfig;
  registerCommonJs();
  registerModules({ tsconfig });
} else {
  registerCommonJs();
  registerModules();
}
