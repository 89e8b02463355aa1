/** Which TensorFlow.js backend is used, and why. Nothing of TensorFlow.js is loaded before it is asked for. */
import { createRequire } from 'node:module';
import { restoreUtilFunctions } from './util-shim.ts';

type Tf = typeof import('@tensorflow/tfjs');

export const TFJS_BACKENDS = ['tensorflow', 'cpu'] as const;
/** `tensorflow`: TensorFlow's C library through @tensorflow/tfjs-node; `cpu`: pure JavaScript. */
export type TfjsBackend = (typeof TFJS_BACKENDS)[number];

export interface TfjsBackendInfo {
  /** null: TensorFlow.js itself is not installed */
  readonly backend: TfjsBackend | null;
  /** of TensorFlow.js and of the library under it: `4.22.0, TensorFlow 2.15.1` */
  readonly version: string | null;
  /** why this backend and not the fast one; why it is the fast one */
  readonly reason: string;
}

export interface LoadedTfjs {
  readonly backend: TfjsBackend;
  readonly version: string;
  /** changes with whatever may change the bits of a result */
  readonly numerics: string;
  readonly reason: string;
}

/** Of this engine's own arithmetic: raised when the same run may give other bits. */
const REVISION = 1;

const require = createRequire(import.meta.url);
let loaded: Promise<LoadedTfjs> | null = null;

/**
 * Loads TensorFlow.js with the backend that `wanted` (or DESCENT_TFJS_BACKEND) names, by default the fastest there is.
 * A process keeps the first backend it loads.
 * @throws Error where TensorFlow.js or the backend asked for cannot be loaded, or another one is in use
 */
export async function loadTfjs(
  wanted: string | undefined = process.env.DESCENT_TFJS_BACKEND,
): Promise<LoadedTfjs> {
  if (wanted !== undefined && !TFJS_BACKENDS.includes(wanted as TfjsBackend)) {
    throw new RangeError(
      `DESCENT_TFJS_BACKEND must be one of ${TFJS_BACKENDS.join(', ')}, got "${wanted}"; unset it to use the best one`,
    );
  }
  loaded ??= load(wanted as TfjsBackend | undefined);
  const result = await loaded.catch((error) => {
    loaded = null;
    throw error;
  });
  if (wanted !== undefined && result.backend !== wanted) {
    throw new Error(
      `the tfjs engine of this process uses its ${result.backend} backend (${result.reason}); ` +
        `open the ${wanted} backend in a process of its own`,
    );
  }
  return result;
}

/** What `--engine tfjs` would use here. Never throws. */
export async function describeTfjsBackend(): Promise<TfjsBackendInfo> {
  try {
    const { backend, version, reason } = await loadTfjs();
    return { backend, version, reason };
  } catch (error) {
    return { backend: null, version: null, reason: (error as Error).message };
  }
}

async function load(wanted: TfjsBackend | undefined): Promise<LoadedTfjs> {
  const tf = await loadLibrary();
  // keeps the library's own greeting out of the output: what it says, the command line says in its own words
  tf.env().set('PROD', true);
  const fast = wanted === 'cpu' ? 'the cpu backend was asked for' : loadNodeBackend(tf);
  if (typeof fast !== 'string') {
    return {
      backend: 'tensorflow',
      version: `${tf.version.tfjs}, TensorFlow ${fast.tensorflow}`,
      numerics: `tfjs-${tf.version.tfjs}-tensorflow-${fast.tensorflow}-${REVISION}`,
      reason: '@tensorflow/tfjs-node is installed',
    };
  }
  if (wanted === 'tensorflow') {
    throw new Error(`the tensorflow backend cannot be used: ${fast}; run \`npm run tfjs:provision\``);
  }
  if (!(await tf.setBackend('cpu'))) throw new Error('TensorFlow.js cannot use its cpu backend');
  return {
    backend: 'cpu',
    version: tf.version.tfjs,
    numerics: `tfjs-${tf.version.tfjs}-cpu-${REVISION}`,
    reason: fast,
  };
}

async function loadLibrary(): Promise<Tf> {
  try {
    return await import('@tensorflow/tfjs');
  } catch (error) {
    throw new Error(
      'the tfjs engine needs the package @tensorflow/tfjs, which is not installed; ' +
        'run `npm install @tensorflow/tfjs`, or use --engine native',
      { cause: error },
    );
  }
}

/** The version of TensorFlow's library, or why there is none. */
function loadNodeBackend(tf: Tf): { readonly tensorflow: string } | string {
  // One core a run: sweeps run one process a core. Read by TensorFlow once, when it starts.
  process.env.TF_NUM_INTRAOP_THREADS ??= '1';
  process.env.TF_NUM_INTEROP_THREADS ??= '1';
  // warnings and errors only
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  restoreUtilFunctions();
  try {
    require('@tensorflow/tfjs-node');
  } catch (error) {
    return whyNot(error as NodeJS.ErrnoException);
  }
  const { binding } = tf.backend() as unknown as { binding?: { TF_Version?: string } };
  return { tensorflow: binding?.TF_Version ?? 'of unknown version' };
}

function whyNot(error: NodeJS.ErrnoException): string {
  const [line = ''] = error.message.split('\n');
  if (error.code === 'MODULE_NOT_FOUND' && line.includes("'@tensorflow/tfjs-node'")) {
    return '@tensorflow/tfjs-node is not installed';
  }
  if (line.includes('tfjs_binding.node')) return 'the addon of @tensorflow/tfjs-node was not built';
  return `@tensorflow/tfjs-node does not load: ${line}`;
}
