/** Who takes part: our engines, and the peers with the settings that each may win with. */
import { fileURLToPath } from 'node:url';
import type { ResolvedNetwork } from '../../src/config/index.ts';
import type { Launch } from './contender.ts';
import type { Job } from './job.ts';
import type { PeerPython } from './python.ts';
import type { Variant } from './workloads.ts';

export type Setting = Job['setting'];

export interface Peer extends Launch {
  /** what it may be told for a network; the fastest is taken */
  readonly settings: (network: ResolvedNetwork) => readonly Setting[];
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const descent = (engine: string) => [
  process.execPath,
  '--import',
  'tsx',
  here('peers/descent_peer.ts'),
  engine,
];

export const OURS: Readonly<Record<Variant, Launch & { readonly isa: string }>> = {
  'native avx512': {
    name: 'native avx512',
    command: descent('native'),
    env: { DESCENT_ISA: 'avx512' },
    isa: 'avx512',
  },
  'native avx2': {
    name: 'native avx2',
    command: descent('native'),
    env: { DESCENT_ISA: 'avx2' },
    isa: 'avx2',
  },
  wasm: { name: 'wasm', command: descent('wasm'), env: {}, isa: 'simd128' },
};

export function peers({ python, packages }: PeerPython): readonly Peer[] {
  const list: Peer[] = [];
  if (packages.includes('torch')) {
    list.push({
      name: 'pytorch',
      command: [python, here('peers/torch_peer.py')],
      env: {},
      settings: torchSettings,
    });
  }
  if (packages.includes('jax')) {
    list.push({
      name: 'jax',
      command: [python, here('peers/jax_peer.py')],
      env: { JAX_PLATFORMS: 'cpu', XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false' },
      settings: jaxSettings,
    });
  }
  // descent's own TensorFlow.js engine; its pure JavaScript backend, 300 times slower, is no peer and would only stall
  list.push({
    name: 'tfjs-node',
    command: descent('tfjs'),
    env: { DESCENT_TFJS_BACKEND: 'tensorflow' },
    settings: () => [{}],
  });
  return list;
}

/** Many steps in one call save dense networks its overhead; XLA's convolutions inside of a loop are 4 to 50 times slower. */
function jaxSettings(network: ResolvedNetwork): readonly Setting[] {
  return hasConvolution(network) ? [{ mode: 'jit' }] : [{ mode: 'jit' }, { mode: 'scan' }];
}

function hasConvolution(network: ResolvedNetwork): boolean {
  return network.layers.some((layer) => layer.type === 'conv');
}

function torchSettings(network: ResolvedNetwork): readonly Setting[] {
  const base = { layout: 'channels_last', optimizer: 'fused', oneDnn: true, compile: false };
  if (!hasConvolution(network)) return [base, { ...base, optimizer: 'foreach' }, { ...base, compile: true }];
  return [
    base,
    { ...base, optimizer: 'foreach' },
    { ...base, layout: 'contiguous' },
    { ...base, layout: 'contiguous', oneDnn: false },
    { ...base, compile: true },
  ];
}

/** `channels_last fused oneDNN`, `scan`, … */
export function settingText(setting: Setting): string {
  return Object.entries(setting)
    .filter(([, value]) => value !== false)
    .map(([key, value]) => (value === true ? key : String(value)))
    .join(', ');
}
