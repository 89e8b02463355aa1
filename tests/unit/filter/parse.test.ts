import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilterError, parseFilter, printFilter } from '../../../db/filter/index.ts';
import { METRICS, PARAMETERS, testFilter } from './generators.ts';

const vocabulary = {
  parameters: new Set(['optimizer', 'learningRate', 'momentum', 'earlyStopping.patience']),
  metrics: new Set(['test/accuracy', 'train/loss']),
};

function errorOf(source: string): FilterError {
  try {
    parseFilter(source, vocabulary);
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
  throw new Error(`parsed: ${source}`);
}

describe('parseFilter', () => {
  it('reads conditions, order and limit', () => {
    const source =
      'optimizer = "adam" and learningRate < 0.01 and test/accuracy > 0.98 order by test/accuracy desc limit 20';
    expect(parseFilter(source, vocabulary)).toEqual({
      where: {
        kind: 'and',
        operands: [
          {
            kind: 'compare',
            field: { kind: 'parameter', key: 'optimizer' },
            operator: '=',
            value: 'adam',
          },
          {
            kind: 'compare',
            field: { kind: 'parameter', key: 'learningRate' },
            operator: '<',
            value: 0.01,
          },
          {
            kind: 'compare',
            field: { kind: 'metric', key: 'test/accuracy', statistic: 'last' },
            operator: '>',
            value: 0.98,
          },
        ],
      },
      orderBy: [{ field: { kind: 'metric', key: 'test/accuracy', statistic: 'last' }, direction: 'desc' }],
      limit: 20,
    });
  });

  it('binds and tighter than or, and not tighter than both', () => {
    const filter = parseFilter('not seed = 1 or seed = 2 and seed = 3');
    expect(filter.where).toMatchObject({
      kind: 'or',
      operands: [{ kind: 'not' }, { kind: 'and', operands: [{ value: 2 }, { value: 3 }] }],
    });
  });

  it.each([
    ['1e-3', 0.001],
    ['-2.5E+2', -250],
    ['.5', 0.5],
    ['7.', 7],
    ['true', true],
    ['FALSE', false],
    ["'it'", 'it'],
    [String.raw`"a\"b\\c\n"`, 'a"b\\c\n'],
    [String.raw`'d\'e'`, "d'e"],
  ])('reads the value %s', (source, value) => {
    expect(parseFilter(`x = ${source}`).where).toMatchObject({ value });
  });

  it.each([
    ['momentum = null', 'momentum is null'],
    ['momentum != null', 'not momentum is null'],
    ['momentum is not null', 'not momentum is null'],
    ['optimizer not in ("a", "b")', 'not optimizer in ("a", "b")'],
    ['optimizer !~ "a"', 'not optimizer ~ "a"'],
    ['optimizer contains "a"', 'optimizer ~ "a"'],
    ['optimizer not like "a%"', 'not optimizer like "a%"'],
    ['seed <> 1', 'seed != 1'],
    ['seed == 1', 'seed = 1'],
    ['last(test/accuracy) > 1 ORDER BY seed', 'test/accuracy > 1 order by seed asc'],
    ['best(test/accuracy) > 1', 'best(test/accuracy) > 1'],
    ['param(seed) = 1', 'param(seed) = 1'],
    ['`order` = 1', '`order` = 1'],
    ['  ', ''],
    ['limit 3', 'limit 3'],
  ])('understands %s', (source, printed) => {
    expect(printFilter(parseFilter(source))).toBe(printed);
  });

  it('reads back whatever it prints', () => {
    const closed = { parameters: new Set(PARAMETERS), metrics: new Set(METRICS) };
    fc.assert(
      fc.property(testFilter, (filter) => {
        expect(parseFilter(printFilter(filter))).toEqual(filter);
        expect(parseFilter(printFilter(filter), closed)).toEqual(filter);
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('reads back any name and any text', () => {
    const name = fc.string({ minLength: 1, unit: 'grapheme' }).filter((key) => !key.includes('\0'));
    fc.assert(
      fc.property(name, name, (key, value) => {
        const field = { kind: 'parameter', key } as const;
        const filter = {
          where: { kind: 'compare', field, operator: '=', value } as const,
          orderBy: [],
          limit: null,
        };
        expect(parseFilter(printFilter(filter), { parameters: new Set([key]), metrics: new Set() })).toEqual(
          filter,
        );
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('either parses or throws a FilterError with a place inside the source', () => {
    const words = fc.constantFrom(
      ...[
        'optimizer',
        'seed',
        '=',
        '<',
        'and',
        'or',
        'not',
        '(',
        ')',
        '"a"',
        '1',
        'in',
        'is',
        'null',
        'order',
      ],
      ...['by', 'limit', ',', '~', 'like', 'best', 'test/accuracy', '`', "'", '\\', '§', '1x', 'desc', ' '],
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        const source = parts.join(' ');
        try {
          parseFilter(source, vocabulary);
        } catch (error) {
          if (!(error instanceof FilterError)) throw error;
          expect(error.start).toBeGreaterThanOrEqual(0);
          expect(error.start).toBeLessThanOrEqual(source.length);
          expect(error.end).toBeGreaterThanOrEqual(error.start);
        }
      }),
      { numRuns: 3000, seed: 7 },
    );
  });
});

describe('FilterError', () => {
  it('underlines the token and suggests the nearest name', () => {
    const error = errorOf('seed = 1 and optimzer = "adam"');
    expect(error.message).toBe(
      [
        'unknown name optimzer; did you mean optimizer?',
        '  seed = 1 and optimzer = "adam"',
        '               ^^^^^^^^',
      ].join('\n'),
    );
    expect(error).toMatchObject({ start: 13, end: 21, suggestion: 'optimizer' });
  });

  it('shows only the line and the neighbourhood of the mistake', () => {
    const long = `seed = 1${' or seed = 1'.repeat(20)}\nand seed ? 2${' or seed = 1'.repeat(20)}`;
    const [, shown, carets] = errorOf(long).message.split('\n');
    expect(shown!.length).toBeLessThan(90);
    expect(shown!.startsWith('  and seed ? 2')).toBe(true);
    expect(carets!.indexOf('^')).toBe(shown!.indexOf('?'));
  });

  it.each([
    ['optimizer = adam', 'expected a value, got the name adam; put text in quotes: "adam"'],
    ['learning_rate < 1', 'unknown name learning_rate; did you mean learningRate?'],
    ['status = "complted"', 'no run has the status "complted"; did you mean "completed"?'],
    ['seed = "3"', 'seed is a number, got "3"'],
    ['name = 3', 'name is text, got "3"; put text in quotes: "3"'],
    ['seed ~ "x"', '~ works on text, seed is a number; use =, < or >'],
    ['created > "soon"', 'created is a time, such as "2026-11-24" or "2026-11-24T08:30Z", got "soon"'],
    ['optimizer < true', '< cannot compare with true; write = or !='],
    ['momentum < null', '< cannot compare with null; write is null or is not null'],
    ['tag < "a"', 'a run may have several values of tag, so < does not work on it'],
    ['order by sweep', 'a run may have several values of sweep, so order by does not work on it'],
    [
      '"optimizer" = "adam"',
      'expected a name here, got text; a name stands without quotes, an odd one in backticks: `optimizer`',
    ],
    ['(seed = 1', 'expected ) to close the parenthesis, got the end'],
    ['seed = 1)', 'this ) has no ( before it'],
    ['seed = 1 seed = 2', 'expected and, or, order by, limit or the end, got the name seed'],
    [
      'seed = 1 limt 3',
      'expected and, or, order by, limit or the end, got the name limt; did you mean limit?',
    ],
    ['order by seed and seed = 1', 'conditions come before order by'],
    ['limit 0', 'expected a whole number >= 1 after limit, got "0"'],
    ['seed = 1x', '1x is no number; put text in quotes: "1x"'],
    ['seed = 1e999', '1e999 is larger than any number kept'],
    ['seed in ()', 'expected text in quotes, a number, true or false, got ")"'],
    ['optimizer = "adam', 'this quote is not closed: expected " before the end'],
    ['first(train/loss) > 1', 'unknown function first; expected one of last, best, min, max, param'],
    ['best(train/los) > 1', 'unknown metric train/los; did you mean train/loss?'],
    ['seed & 1', 'unexpected character "&"'],
    ['seed = 1 or', 'expected a name here (such as optimizer or test/accuracy), got the end'],
  ])('of %s', (source, problem) => {
    expect(errorOf(source).problem).toBe(problem);
  });

  it('refuses what no person writes instead of running out of stack', () => {
    expect(errorOf(`${'('.repeat(5000)}seed = 1`).problem).toBe('nested more than 100 deep');
    expect(errorOf('not '.repeat(4000)).problem).toBe('nested more than 100 deep');
    const many = Array.from({ length: 501 }, () => 'seed = 1').join(' or ');
    expect(errorOf(many).problem).toMatch(/at most 500 conditions/);
    expect(errorOf(`seed = 1 ${' '.repeat(20_000)}`).problem).toMatch(/at most 20000 characters/);
    const list = Array.from({ length: 1001 }, () => '1').join(', ');
    expect(errorOf(`seed in (${list})`).problem).toMatch(/at most 1000 values/);
    expect(errorOf('seed = "\0"').problem).toBe('a filter cannot hold the character U+0000');
  });
});
