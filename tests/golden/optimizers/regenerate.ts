/** `npm run golden:optimizers`: writes pytorch.json and keras.json anew, with the Python of the engine benchmark. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openPeerPython } from '../../../bench/engine/python.ts';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

const { python, remarks } = openPeerPython(console.log);
for (const remark of remarks) console.error(remark);
const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
for (const args of [[...install, '-r', here('requirements.txt')], [here('generate.py')]]) {
  const { status, error } = spawnSync(python, args, { stdio: 'inherit' });
  if (status !== 0) {
    console.error(`${python} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`);
    process.exit(1);
  }
}
