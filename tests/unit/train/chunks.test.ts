import { describe, expect, it } from 'vitest';
import { chunkEnd, createChunkSizer } from '../../../src/train/chunks.ts';

describe('chunks of steps', () => {
  it('makes each step with telemetry a chunk of its own', () => {
    const ends: number[] = [];
    const watched: number[] = [];
    for (let step = 0; step < 25; ) {
      const { end, telemetry } = chunkEnd(step, 8, 25, { telemetryEverySteps: 10, validationEverySteps: 0 });
      if (telemetry) watched.push(step);
      ends.push(end);
      step = end;
    }
    expect(ends).toEqual([1, 9, 10, 11, 19, 20, 21, 25]);
    expect(watched).toEqual([0, 10, 20]);
  });

  it('ends a chunk where the weights are validated', () => {
    const cadence = { telemetryEverySteps: 10, validationEverySteps: 4 };
    const ends: number[] = [];
    for (let step = 0; step < 16; ) {
      step = chunkEnd(step, 100, 16, cadence).end;
      ends.push(step);
    }
    expect(ends).toEqual([1, 4, 8, 10, 11, 12, 16]);
  });

  it('never goes past the end of the epoch', () => {
    const never = { telemetryEverySteps: 0, validationEverySteps: 0 };
    expect(chunkEnd(20, 100, 24, never)).toEqual({ end: 24, telemetry: false });
  });

  it('grows towards its target by a factor of four at most', () => {
    const sizer = createChunkSizer(300);
    sizer.measured(4, 4);
    expect(sizer.next()).toBe(16);
    sizer.measured(16, 16);
    expect(sizer.next()).toBe(64);
    sizer.measured(64, 64);
    sizer.measured(256, 256);
    expect(sizer.next()).toBe(300);
  });

  it('shrinks at once to one step where steps are slow', () => {
    const sizer = createChunkSizer(300);
    sizer.measured(4, 4000);
    expect(sizer.next()).toBe(1);
  });
});
