import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { artifactPath, getRun, listRuns, openDatabase, readArtifact } from '../../db/index.ts';
import { unpackBits } from '../../src/train/index.ts';
import { runCli, runCliJson } from '../support/run-cli.ts';
import { createWorkplace, type Workplace } from '../support/sweep-process.ts';

interface Row {
  readonly index: number;
  readonly label: number;
  readonly answer: number;
  readonly probability: number;
  readonly right: boolean;
  readonly probabilities: readonly number[];
}

let place: Workplace;
let id: string;
let diverged: string;
beforeAll(async () => {
  place = createWorkplace();
  const train = (...settings: string[]) =>
    runCli(place, ['run', '--quiet', ...settings.flatMap((setting) => ['--set', setting])]);
  // standardized: the answers are right only where the same images give the same mean and SD again
  await train('trainSize=1000', 'epochs=3', 'architecture=lenet1', 'standardize=true');
  await train('trainSize=200', 'architecture=logreg', 'head=linear+mse', 'optimizer=sgd', 'learningRate=1e9');
  const db = openDatabase(place.database);
  const runs = listRuns(db);
  id = runs.find(({ status }) => status === 'completed')!.id;
  diverged = runs.find(({ status }) => status === 'diverged')!.id;
  db.close();
});
afterAll(() => place.remove());

describe('descent predict', () => {
  it('answers every test image as the run did when it was tested', async () => {
    const images = Array.from({ length: 2000 }, (_, i) => i).join(',');
    const { rows } = await runCliJson<Row>(place, ['predict', id, '--images', images]);
    const db = openDatabase(place.database);
    const correct = unpackBits(readArtifact(db, id, 'correct.bits'), 2000);
    const accuracy = getRun(db, id).summary['test/accuracy']!.last;
    const kept = JSON.parse(readArtifact(db, id, 'predictions.json').toString()) as Row[];
    db.close();
    expect(rows.map(({ right }) => Number(right))).toEqual([...correct]);
    expect(rows.filter(({ right }) => right).length / 2000).toBe(accuracy);
    for (const { index, probabilities } of kept) expect(rows[index]!.probabilities).toEqual(probabilities);
  });

  it('shows the surest mistakes, and saves them as a picture', async () => {
    const png = path.join(place.folder, 'mistakes.png');
    const { rows } = await runCliJson<Row>(place, ['predict', id, '--wrong', '--count', '5', '--png', png]);
    expect(rows).toHaveLength(5);
    for (const { answer, label, probability, probabilities } of rows) {
      expect(answer).not.toBe(label);
      expect(probability).toBe(Math.max(...probabilities));
    }
    const sureness = rows.map(({ probability }) => probability);
    expect(sureness).toEqual([...sureness].sort((a, b) => b - a));
    const { width, height } = PNG.sync.read(readFileSync(png));
    expect(Math.min(width, height)).toBeGreaterThan(280);
  });

  it('draws images with their label and answer, without colours in a pipe', async () => {
    const { stdout, code } = await runCli(place, ['predict', id, '--count', '4']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/[0-4] of 4 test images of mnist10k right/);
    expect(stdout).toMatch(/#0 is \d +#500 is \d +#1000 is \d +#1500 is \d/);
    expect(stdout).toMatch(/[▀▄█]/);
    expect(stdout.match(/[✓✕] \d {2}\d+\.\d %/g)).toHaveLength(4);
    expect(stdout).not.toContain('\u001b');
    const colored = await runCli(place, ['predict', id, '--count', '1'], { NO_COLOR: '', FORCE_COLOR: '1' });
    expect(colored.stdout).toContain('\u001b[38;5;');
  });

  it('says why there is no answer', async () => {
    const refused = await runCli(place, ['predict', diverged]);
    expect(refused.stderr).toContain(`run ${diverged} is diverged: only a completed run has weights`);
    expect(refused.code).toBe(2);
    const beyond = await runCli(place, ['predict', id, '--images', '2000']);
    expect(beyond.stderr).toContain('a test image of mnist10k has an index from 0 to 1999, got 2000');
    const db = openDatabase(place.database);
    const { sha256 } = getRun(db, id).artifacts.find(({ kind }) => kind === 'weights')!;
    const file = artifactPath(db, sha256);
    db.close();
    expect(existsSync(file)).toBe(true);
    rmSync(file);
    const missing = await runCli(place, ['predict', id]);
    expect(missing.stderr).toContain('the file of artifact "weights.f32"');
    expect(missing.code).toBe(1);
  });
});
