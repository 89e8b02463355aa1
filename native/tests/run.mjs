// Compiles every *_test.cpp for each instruction set of this machine, runs it, and compares the hashes that instruction
// sets of one numerics class print. Exit code 1 if anything failed. `npm run test:native [-- OPTIONS] [NAME-PART]`
//   --arm64     NEON as well: cross-compiled, in an emulator
//   --kernels   without the programs that need the whole engine (minutes to compile), the quick part of the others
//   --engine    those that need the whole engine alone, their quick part
//   --sanitize  one instruction set (AVX2, NEON or portable) under AddressSanitizer and UBSan (npm run test:sanitize)
//   --json      one JSON line a result: { test, isa, numerics, ok, seconds, summary, hashes }, or { isa, missing }
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkAddon } from './sanitize-addon.mjs';
import { arm64Set, hostSets, inParallel, run, Toolchain } from './toolchain.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    arm64: { type: 'boolean' },
    kernels: { type: 'boolean' },
    engine: { type: 'boolean' },
    sanitize: { type: 'boolean' },
    json: { type: 'boolean' },
  },
});
const say = options.json ? () => {} : console.log;
const results = [];

function report(result) {
  results.push(result);
  if (options.json) console.log(JSON.stringify(result));
  else if (result.ok) console.log(`ok   ${result.test} on ${result.isa}: ${result.summary}`);
  else console.error(`FAIL ${result.test} on ${result.isa}:\n${result.output}`);
}

/** Emulated and sanitized programs are slow: they take the part of their work that `quick` names. */
async function runTest(tools, test, set) {
  const start = performance.now();
  const quick =
    options.sanitize || options.kernels || options.engine || set.runner.length > 0 ? ['quick'] : [];
  let status = -1;
  let output = '';
  try {
    const [command, ...args] = [...set.runner, await tools.program(set, test), ...quick];
    ({ status, output } = await run(command, args));
  } catch (error) {
    output = error.message;
  }
  const ok = status === 0;
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  const hashes = output.match(/\b[0-9a-f]{16}\b/g) ?? [];
  const summary = output.trim().split('\n').at(-1);
  report({
    test,
    isa: set.isa,
    numerics: set.numerics,
    ok,
    seconds,
    summary,
    hashes,
    ...(ok ? {} : { output }),
  });
}

/** Sets of one numerics class print the same hashes, a quick run the first of them. */
function compareHashes() {
  for (const first of results)
    for (const second of results) {
      if (first.test !== second.test || first.numerics !== second.numerics || first.isa >= second.isa)
        continue;
      const length = Math.min(first.hashes.length, second.hashes.length);
      const same = first.hashes.slice(0, length).join() === second.hashes.slice(0, length).join();
      if (same) continue;
      const output = `${first.isa} and ${second.isa} do not give the same bits`;
      report({ ...first, isa: `${first.isa} and ${second.isa}`, ok: false, summary: output, output });
    }
}

const tools = new Toolchain(options);
try {
  const sets = options.sanitize ? [hostSets()[1] ?? hostSets()[0]] : hostSets();
  const lacking = options.sanitize ? await tools.sanitizersMissing(sets[0]) : null;
  if (lacking !== null) {
    say(`sanitizers skipped, ${sets[0].compiler} does not have them: ${lacking}`);
  } else {
    if (options.arm64) {
      const arm = arm64Set();
      if (arm.missing) {
        if (options.json) console.log(JSON.stringify({ isa: 'neon', missing: arm.missing }));
        say(`arm64 skipped: ${arm.missing}`);
      } else sets.push(arm);
    }
    const names = readdirSync(folder)
      .filter((name) => name.endsWith('_test.cpp') && name.includes(positionals[0] ?? ''))
      .map((name) => name.replace('.cpp', ''))
      .filter((name) => !(options.kernels && tools.needsEngine(name)))
      .filter((name) => !options.engine || tools.needsEngine(name))
      // no memory beyond a few arrays, and minutes long with every operation checked
      .filter((name) => !(options.sanitize && name === 'math_test'))
      .sort();
    const pairs = names.flatMap((name) => sets.map((set) => [name, set]));
    // those that need the whole engine first: they take the longest
    pairs.sort(([a], [b]) => Number(/engine|fast/.test(b)) - Number(/engine|fast/.test(a)));
    const addon = options.sanitize && !positionals[0] ? [() => checkAddon(tools, sets[0], report)] : [];
    await inParallel([
      ...addon,
      ...pairs.map(
        ([name, set]) =>
          () =>
            runTest(tools, name, set),
      ),
    ]);
    compareHashes();
  }
} finally {
  tools.close();
}
const failures = results.filter((result) => !result.ok).length;
say(failures === 0 ? 'all native tests passed' : `${failures} native tests failed`);
process.exitCode = failures === 0 ? 0 : 1;
