/** What a selection holds as rows are ticked and unticked, without a browser. */
import { expect, test } from 'vitest';
// @ts-expect-error a script of the page, which has a tsconfig of its own
import * as state from '../../../../dashboard/static/js/selection-state.js';

interface Part {
  readonly kind: string;
  readonly value: string;
  readonly filter: string;
  readonly n: number;
  readonly parent?: string;
}

const {
  countRuns,
  emptySelection,
  formFields,
  isCertain,
  isSelected,
  keyOf,
  select,
  selectEverything,
  summary,
} = state;

const group = (value: string, n: number, filter = ''): Part => ({ kind: 'criteria', value, filter, n });
const run = (value: string, parent?: Part, filter = ''): Part => ({
  ...{ kind: 'run', value, filter, n: 1 },
  ...(parent === undefined ? {} : { parent: keyOf(parent) }),
});
const ADAM = group('optimizer = "adam"', 3);

test('everything less one row is all but that one', () => {
  const selection = emptySelection();
  selectEverything(selection, '', 10);
  expect(summary(selection, countRuns(selection))).toBe('all 10 runs selected');
  select(selection, run('b'), false);
  expect(isSelected(selection, run('a'))).toBe(true);
  expect(isSelected(selection, run('b'))).toBe(false);
  expect(summary(selection, countRuns(selection))).toBe('9 runs selected');
  expect(formFields(selection).toString()).toBe('criteria=&within=&not-run=b');
  select(selection, run('b'), true);
  expect(summary(selection, countRuns(selection))).toBe('all 10 runs selected');
});

test('everything less a group has none of its runs, until one is ticked again', () => {
  const selection = emptySelection();
  selectEverything(selection, '', 10);
  select(selection, ADAM, false);
  expect(isSelected(selection, run('a', ADAM))).toBe(false);
  expect(countRuns(selection)).toBe(7);
  select(selection, run('a', ADAM), true);
  expect(countRuns(selection)).toBe(8);
  select(selection, run('a', ADAM), false);
  select(selection, ADAM, true);
  expect(countRuns(selection)).toBe(10);
});

test('a run of a selected group can be taken out, and comes back with its group', () => {
  const selection = emptySelection();
  select(selection, ADAM, true);
  select(selection, run('a', ADAM), false);
  expect(countRuns(selection)).toBe(2);
  expect(isCertain(selection)).toBe(true);
  select(selection, ADAM, true);
  expect(countRuns(selection)).toBe(3);
  select(selection, ADAM, false);
  expect(countRuns(selection)).toBe(0);
  expect(formFields(selection).toString()).toBe('');
});

test('a run that is selected with its group counts once', () => {
  const selection = emptySelection();
  select(selection, run('a', ADAM), true);
  select(selection, ADAM, true);
  expect(countRuns(selection)).toBe(3);
});

test('a group keeps the filter it was selected under', () => {
  const selection = emptySelection();
  select(selection, group('optimizer = "adam"', 3, 'seed < 3'), true);
  select(selection, group('optimizer = "adam"', 2, 'seed > 1'), true);
  expect(formFields(selection).getAll('within')).toEqual(['seed < 3', 'seed > 1']);
  expect(isSelected(selection, group('optimizer = "adam"', 5, ''))).toBe(false);
  // a run may be in both: the server counts
  expect(isCertain(selection)).toBe(false);
});
