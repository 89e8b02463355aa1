import { expect, it, vi } from 'vitest';
import { openEngine } from '../../../src/engine/index.ts';

const built = vi.hoisted(() => ({ addon: true }));
vi.mock('../../../src/engine/native/addon.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../src/engine/native/addon.ts')>();
  return { ...original, addonPath: () => (built.addon ? original.addonPath() : null) };
});

it('auto is WebAssembly where no addon was built, and the addon where there is one', async () => {
  built.addon = false;
  expect((await openEngine('auto')).info).toMatchObject({ name: 'wasm', numerics: 'nofma-1' });
  built.addon = true;
  expect((await openEngine('auto')).info.name).toBe('native');
});
