import { describe, expect, it } from 'vitest';
import { configHash, expand, resolveRecording } from '../../../src/config/index.ts';

const facts = () => ({
  sha256: '0'.repeat(64),
  shape: { height: 28, width: 28, channels: 1 },
  classes: 10,
  trainCount: 8000,
  testCount: 2000,
});

describe('measures of a recording', () => {
  it('are none without being asked for', () => {
    expect(resolveRecording({}).measures).toEqual([]);
  });

  it('have defaults, and one moment stands for a list', () => {
    expect(resolveRecording({ measures: [{ name: 'hessian', at: 'end' }] }).measures).toEqual([
      { name: 'hessian', at: ['end'], iterations: 40, images: 512 },
    ]);
  });

  it('are no part of a config', () => {
    const sweep = (measures: object) => ({
      name: 'x',
      fixed: { steps: 1 },
      recording: { measures } as never,
    });
    const hashes = [[], [{ name: 'hessian', at: [0, 5, 'end'] }]].map((measures) =>
      configHash(expand(sweep(measures), facts).runs[0]!),
    );
    expect(hashes[0]).toBe(hashes[1]);
  });

  it.each([
    [[{ name: 'hesian', at: 'end' }], 'recording.measures[0].name'],
    [[{ name: 'hessian' }], 'recording.measures[0].at'],
    [[{ name: 'hessian', at: 'middle' }], '"start", "end", a step, or a list of these'],
    [[{ name: 'lossSlices', at: 'end', points: 20 }], 'an odd number'],
    [[{ name: 'lossSlices', at: 'end', rays: 3 }], 'rays'],
    [
      [
        { name: 'hessian', at: 1 },
        { name: 'hessian', at: 2 },
      ],
      'recording.measures[1].name',
    ],
  ])('refuse %j', (measures, words) => {
    expect(() => resolveRecording({ measures })).toThrow(words);
  });
});
