import { afterEach, describe, expect, it } from 'vitest';
import { Contender } from '../../../bench/engine/contender.ts';
import type { Measurement } from '../../../bench/engine/job.ts';
import { Windows } from '../../../bench/engine/measure.ts';

/** Answers each `measure` with the next of its windows, the last one for ever; an error is said as a contender says it. */
const PROGRAM = `
  const windows = JSON.parse(process.argv[1]);
  console.log(JSON.stringify({ version: '1' }));
  require('node:readline').createInterface({ input: process.stdin }).on('line', () => {
    console.log(JSON.stringify(windows.length > 1 ? windows.shift() : windows[0]));
  });
`;

const started: Contender[] = [];
afterEach(async () => {
  for (const contender of started.splice(0)) await contender.stop();
});

async function answering(
  ...windows: readonly (Measurement | { readonly error: string })[]
): Promise<Contender> {
  const command = [process.execPath, '-e', PROGRAM, JSON.stringify(windows)];
  const contender = await Contender.start({ name: 'scripted', command, env: {} }, null);
  started.push(contender);
  return contender;
}

const quiet = (samples: number): Measurement => ({ samples, wallSec: 2, cpuSec: 1.9, loss: 1 });
const disturbed = (samples: number): Measurement => ({ samples, wallSec: 2, cpuSec: 1.8, loss: 1 });

describe('windows of the engine benchmark', () => {
  it('count samples a second of wall time', async () => {
    const windows = new Windows({ clock: 'wall' });
    expect(await windows.rate(await answering(quiet(1000)), 2)).toBe(500);
    expect(windows.repeated).toBe(0);
  });

  it('are measured again when the process had less than 93 % of its core', async () => {
    const windows = new Windows({ clock: 'wall' });
    const contender = await answering(disturbed(600), disturbed(700), quiet(1000));
    expect(await windows.rate(contender, 2)).toBe(500);
    expect(windows.repeated).toBe(2);
  });

  it('count as they are after the fourth try', async () => {
    const windows = new Windows({ clock: 'wall' });
    const contender = await answering(
      disturbed(100),
      disturbed(200),
      disturbed(300),
      disturbed(400),
      quiet(1000),
    );
    expect(await windows.rate(contender, 2)).toBe(200);
    expect(windows.repeated).toBe(3);
  });

  it('of two processes at once are added, and both measured again when one was disturbed', async () => {
    const windows = new Windows({ clock: 'wall' });
    const one = await answering(quiet(900), quiet(1000));
    const other = await answering(disturbed(400), quiet(800));
    expect(await windows.rateTogether([one, other], 2)).toBe(900);
    expect(windows.repeated).toBe(1);
  });

  it('are never measured again by the clock of the CPU, which nobody else advances', async () => {
    const windows = new Windows({ clock: 'cpu' });
    expect(await windows.rate(await answering(disturbed(900), quiet(1)), 2)).toBe(500);
    expect(windows.repeated).toBe(0);
  });

  it('of a contender that cannot go on end with its own words', async () => {
    const windows = new Windows({ clock: 'wall' });
    const failed = await answering({ error: 'out of memory' });
    await expect(windows.rate(failed, 2)).rejects.toThrow('scripted: out of memory');
  });
});
