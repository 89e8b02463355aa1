import { describe, expect, it } from 'vitest';
import type { RunDetail } from '../../../db/index.ts';
import { configHash, resolveConfig } from '../../../src/config/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';
import { refusalHere, refusalOfRun, type Surroundings } from '../../../src/sweep/verify/refusal.ts';

const config = resolveConfig({ architecture: 'logreg' }, datasetFacts);
const environment = {
  ...{ descent: '0.1.0', node: 'v20.20.0', os: 'Linux 6.1', arch: 'x64', cpu: 'A processor', cores: 2 },
  ...{ memoryBytes: 4e9, gitCommit: null, gitDirty: null },
};
const run = (changes: Partial<RunDetail> = {}) =>
  ({
    ...{ status: 'completed', config, configHash: configHash(config), engine: 'tfjs', numerics: 'tf-1' },
    ...{ engineVersion: '4.22.0', isa: 'cpu', environment },
    ...changes,
  }) as RunDetail;
const here: Surroundings = {
  engine: { name: 'tfjs', version: '4.22.0', numerics: 'tf-1', isa: 'cpu' },
  dataSha256: config.dataSha256,
  environment,
};

describe('a run to be verified', () => {
  it('is accepted where nothing speaks against it', () => {
    expect(refusalOfRun(run())).toBeNull();
    expect(refusalHere(run(), here)).toBeNull();
  });

  it('is refused until it is finished', () => {
    for (const status of ['queued', 'running', 'failed', 'cancelled'] as const) {
      expect(refusalOfRun(run({ status }))).toContain(`it is ${status}, not finished`);
    }
    expect(refusalOfRun(run({ status: 'diverged' }))).toBeNull();
  });

  it('is refused on other data, with both digests', () => {
    expect(refusalHere(run(), { ...here, dataSha256: 'f00' })).toBe(
      `it was trained on mnist10k with the digest ${config.dataSha256}, the files here have f00; restore the original files`,
    );
    expect(refusalHere(run(), { ...here, dataSha256: { missing: 'no such folder' } })).toBe('no such folder');
  });

  it('is refused with other numerics, naming the version that made it', () => {
    const engine = { name: 'tfjs', version: '5', numerics: 'tf-2', isa: 'cpu' } as const;
    expect(refusalHere(run(), { ...here, engine })).toContain(
      'numerics tf-1, this version of the tfjs engine has tf-2',
    );
    expect(refusalHere(run(), { ...here, engine })).toContain('use descent 0.1.0');
    expect(refusalHere(run(), { ...here, engine: { missing: 'not built' } })).toBe('not built');
  });

  it('of tfjs is refused on another machine, backend or Node; of native it is not', () => {
    const elsewhere = { ...environment, cpu: 'Another processor' };
    expect(refusalHere(run(), { ...here, environment: elsewhere })).toContain(
      'its processor was A processor, here it is Another processor',
    );
    expect(refusalHere(run({ isa: 'tensorflow' }), here)).toContain(
      'its backend was tensorflow, here it is cpu',
    );
    expect(refusalHere(run({ environment: null }), here)).toContain('is not recorded');
    const native = { name: 'native', version: '0.1.0', numerics: 'fma-1', isa: 'avx2' } as const;
    const made = run({ engine: 'native', numerics: 'fma-1', isa: 'avx512' });
    expect(refusalHere(made, { ...here, engine: native, environment: elsewhere })).toBeNull();
  });
});
