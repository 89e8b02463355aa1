/** What an address says of the charts of a page. */
import { expect, test } from 'vitest';
import { chartAttributes, parseChartView } from '../../../dashboard/charts/view.ts';

const parsed = (query: string) => parseChartView(new URLSearchParams(query));
const NOTHING = { hide: [], zoom: null, pin: null, rescaled: [] };

test('is read as it was written, commas inside of names included', () => {
  expect(parsed('hide=train,a\\,b&zoom=1.5,20&pin=7&rescaled=loss-chart')).toEqual({
    ...{ hide: ['train', 'a,b'], zoom: [1.5, 20], pin: 7, rescaled: ['loss-chart'] },
  });
  expect(parsed('')).toEqual(NOTHING);
});

test.each(['zoom=5', 'zoom=5,1', 'zoom=a,b', 'zoom=,', 'pin=x', 'pin=', 'hide=', 'rescaled=,'])(
  '%s is nothing',
  (query) => {
    expect(parsed(query)).toEqual(NOTHING);
  },
);

test('stands at the element around the charts', () => {
  expect(chartAttributes(parsed('hide=train&zoom=1,2&pin=0'))).toEqual({
    ...{ 'data-hide': '["train"]', 'data-zoom': '1,2', 'data-pin': '0', 'data-rescaled': '[]' },
  });
  expect(chartAttributes(parsed(''))).toMatchObject({ 'data-zoom': '', 'data-pin': '' });
});
