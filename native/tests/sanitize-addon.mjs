// The addon under AddressSanitizer and UBSan inside Node: addon-abuse.mjs calls it in every wrong way.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { run } from './toolchain.mjs';

const script = fileURLToPath(new URL('./addon-abuse.mjs', import.meta.url));
const include = createRequire(import.meta.url)('node-api-headers').include_dir;

export async function checkAddon(tools, set, report) {
  const start = performance.now();
  const made = await tools.addon(set, include).then(
    (path) => run(process.execPath, [script, path, set.isa], environment(set)),
    (error) => ({ status: -1, output: error.message }),
  );
  const ok = made.status === 0;
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  const summary = made.output.trim().split('\n').at(-1);
  report({
    test: 'addon',
    isa: set.isa,
    numerics: set.numerics,
    ok,
    seconds,
    summary,
    hashes: [],
    output: made.output,
  });
}

/** Node itself is not instrumented: the sanitizer comes before it, and Node's own memory at exit is no finding. */
function environment(set) {
  const library = (name) =>
    spawnSync(set.compiler, [`-print-file-name=${name}`], { encoding: 'utf8' }).stdout.trim();
  return {
    ...process.env,
    LD_PRELOAD: [library('libasan.so'), library('libubsan.so')].join(' '),
    ASAN_OPTIONS: 'detect_leaks=0:allocator_may_return_null=1:abort_on_error=0',
    UBSAN_OPTIONS: 'print_stacktrace=1',
  };
}
