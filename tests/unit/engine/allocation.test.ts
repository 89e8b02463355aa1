import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const objects = path.resolve(import.meta.dirname, '../../../build/Release/obj.target');
const engines = existsSync(objects)
  ? readdirSync(objects)
      .map((target) => path.join(objects, target, 'native/isa/isa.o'))
      .filter((object) => existsSync(object))
  : [];
const unreadable = engines.length === 0 || spawnSync('nm', ['--version']).status !== 0;

/** C's allocators, C++'s operators new and delete, and all of C++'s library that is not inline */
const ALLOCATES = /^(\w*alloc|free|posix_memalign|memalign|mmap|_Zn[wa]\w+|_Zd[la]\w+|_ZNK?S\w+)$/;

/** Those that an object calls. */
function allocators(object: string): readonly string[] {
  const { stdout } = spawnSync('nm', ['--undefined-only', '--format=posix', object], { encoding: 'utf8' });
  const called = stdout.split('\n').map((line) => line.split(' ')[0]!.replace(/@.*/, ''));
  expect(called, object).toContain('memcpy');
  return called.filter((symbol) => ALLOCATES.test(symbol)).sort();
}

it.skipIf(process.platform !== 'linux' || unreadable)(
  'no step can allocate: the engine, as built for each instruction set, calls no allocator; the addon around it does',
  () => {
    for (const object of engines) expect(allocators(object), object).toEqual([]);
    expect(allocators(path.join(objects, 'descent/native/addon/addon.o'))).toContain('malloc');
  },
);
