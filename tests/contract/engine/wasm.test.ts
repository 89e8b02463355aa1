import { onEngine } from './candidates.ts';
import { contractSuite } from './suite.ts';

await onEngine('wasm', contractSuite);
