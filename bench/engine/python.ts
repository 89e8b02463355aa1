/** The Python environment of the peers: made once in bench/.venv, from PyPI; Debian's PyTorch where PyPI gives none. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface PeerPython {
  readonly python: string;
  /** packages that can be imported */
  readonly packages: readonly ('torch' | 'jax')[];
  /** sentences for the report: what is missing and why */
  readonly remarks: readonly string[];
}

const VENV = fileURLToPath(new URL('../.venv/', import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
const PYTHON = `${VENV}bin/python`;
const INSTALL_LIMIT_MS = 30 * 60_000;

/** Installs what is missing; progress goes to `say`. Never throws: a peer that cannot be had is a remark. */
export function openPeerPython(say: (line: string) => void): PeerPython {
  const remarks: string[] = [];
  if (!upToDate()) {
    say('peers: making bench/.venv with PyTorch and JAX from PyPI (5 GB, once)');
    const made =
      existsSync(PYTHON) ||
      run('python3', ['-m', 'venv', VENV], remarks, 'python3 -m venv bench/.venv failed');
    // --no-deps: the list is complete, and what it leaves out (triton, cuSOLVER, …) a CPU never needs
    const install = ['-m', 'pip', 'install', '--quiet', '--no-deps', '-r', REQUIREMENTS];
    if (made && run(PYTHON, install, remarks, 'the peers could not be installed from PyPI')) {
      writeFileSync(`${VENV}installed`, digest());
    }
  }
  const packages = (['torch', 'jax'] as const).filter((name) => imports(PYTHON, name));
  if (packages.includes('torch')) return { python: PYTHON, packages, remarks };
  const debian = '/usr/bin/python3';
  if (imports(debian, 'torch')) {
    remarks.push(
      "PyTorch is Debian's python3-torch, older and slower than PyPI's: the ratios flatter descent",
    );
    return { python: debian, packages: ['torch'], remarks };
  }
  remarks.push('no PyTorch: bench/.venv has none, and apt-get install python3-torch has not been run');
  return { python: PYTHON, packages, remarks };
}

function upToDate(): boolean {
  return existsSync(`${VENV}installed`) && readFileSync(`${VENV}installed`, 'utf8') === digest();
}

function digest(): string {
  return createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
}

function imports(python: string, name: string): boolean {
  return existsSync(python) && spawnSync(python, ['-c', `import ${name}`]).status === 0;
}

function run(command: string, args: string[], remarks: string[], failure: string): boolean {
  const result = spawnSync('nice', ['-n', '10', command, ...args], {
    encoding: 'utf8',
    timeout: INSTALL_LIMIT_MS,
  });
  if (result.status === 0) return true;
  const last = (result.stderr ?? '').trim().split('\n').at(-1) ?? '';
  remarks.push(`${failure}: ${result.error?.message ?? last}`);
  return false;
}
