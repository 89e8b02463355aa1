import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DOCUMENT, withTables } from '../../../scripts/generate-config-docs.ts';
import { resolveRecording, stableJson } from '../../../src/config/index.ts';

describe('docs/definitions.md', () => {
  const document = readFileSync(DOCUMENT, 'utf8');

  it('has the tables that the schema gives (npm run docs:config)', () => {
    expect(withTables(document)).toBe(document);
  });

  it('names the recording defaults', () => {
    expect(stableJson(resolveRecording({}))).toBe(
      '{"keepWeights":true,"lossEverySteps":10,"measures":[],"predictions":20,"probeSize":512,"telemetryEverySteps":100,"validationEverySteps":0}',
    );
    for (const words of [
      '`lossEverySteps` (10)',
      '`telemetryEverySteps` (100;',
      '`probeSize` (512)',
      '`validationEverySteps` (0:',
      '`predictions` (20)',
      '`keepWeights` (true)',
      '`measures` (none',
    ]) {
      expect(document.replaceAll(/\s+/g, ' ')).toContain(words);
    }
  });
});
