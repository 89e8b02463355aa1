/** Colours and dashes of series, the same on pages and in reports; tested to be told apart by dichromats. */

export interface SlotStyle {
  readonly color: string;
  /** SVG dash array; `solid`: none */
  readonly dash: 'solid' | readonly number[];
}

export const SLOT_STYLES: readonly SlotStyle[] = [
  { color: '#4981fe', dash: 'solid' },
  { color: '#da7d40', dash: 'solid' },
  { color: '#409175', dash: [8, 2, 2, 2] },
  { color: '#e8095e', dash: [2, 2] },
  { color: '#7d4abc', dash: [6, 2] },
  { color: '#3aa0c0', dash: [4, 2] },
  { color: '#676c01', dash: [8, 2, 2, 2, 2, 2] },
  { color: '#825c4d', dash: [6, 2] },
  { color: '#f848aa', dash: [2, 2] },
  { color: '#6e7984', dash: [1, 3] },
];

/** Low to high, on a light ground. */
export const SEQUENTIAL = [
  ...['#d2fff5', '#8dede7', '#54d5dd', '#04bad4', '#039dc2', '#04749f', '#045c90', '#07488a', '#182f6b'],
];
