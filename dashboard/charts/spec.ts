/**
 * What the server says about a chart. Not ECharts' options: static/js/chart.js turns it into those, so that every chart
 * has the same axes, palette, tooltip, table and exports. Values are in the unit shown (accuracy in percent).
 */

export interface Axis {
  /** with its unit: `validation/error, %` */
  readonly title: string;
  readonly scale: 'linear' | 'log' | 'category';
  /** of a category axis */
  readonly categories?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** starts at 0, as bars must */
  readonly fromZero?: boolean;
  /** only whole numbers have a meaning: no ticks between them */
  readonly whole?: boolean;
}

/** [x, y]; y null where it is not known, or not positive on a log axis */
export type Point = readonly [number, number | null];

export interface Line {
  readonly kind: 'line';
  readonly name: string;
  /** 1 to 10; null: neutral grey */
  readonly slot: number | null;
  /** slot whose dash it has in place of its own: lines of one colour differ by it */
  readonly dash?: number;
  /** 1 to 9 of the sequential scale, in place of the slot's colour: for values that are numbers */
  readonly shade?: number;
  readonly points: readonly Point[];
  /** lower and upper bound at the x of the points */
  readonly band?: { readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] };
  /** runs at the x of the points, for the tooltip */
  readonly n?: readonly number[];
  /** `mean` 2 px, `run` 1.5 px, `thin` 1 px; `faint` a single run behind, `single` one of few in place of a band */
  readonly weight: 'mean' | 'run' | 'thin' | 'single' | 'faint';
  /** markers, where the x values are few */
  readonly markers?: boolean;
  /** stands at the end of the line */
  readonly label?: string;
  /** the series that it belongs to: the legend switches both */
  readonly group?: string;
}

export interface Dots {
  readonly kind: 'dots';
  readonly name: string;
  readonly slot: number | null;
  readonly shade?: number;
  /** `cross`: where something ends that should have gone on; `ring`: one of several behind a mean */
  readonly symbol?: 'cross' | 'ring';
  readonly points: readonly Point[];
  /** what each dot is, for the tooltip */
  readonly labels?: readonly string[];
  readonly group?: string;
}

export interface Bars {
  readonly kind: 'bars';
  readonly name: string;
  readonly slot: number | null;
  /** one a category */
  readonly values: readonly (number | null)[];
  /** half widths of intervals, one a category */
  readonly errors?: readonly (number | null)[];
}

export interface Boxes {
  readonly kind: 'boxes';
  readonly name: string;
  /** one a category: [low whisker, first quartile, median, third quartile, high whisker] */
  readonly values: readonly (readonly [number, number, number, number, number] | null)[];
  readonly slots: readonly (number | null)[];
  readonly shades?: readonly (number | null)[];
  /** single runs: [category index, value] */
  readonly points: readonly (readonly [number, number])[];
}

/** Coloured cells; both axes are categories. */
export interface Heat {
  readonly kind: 'heat';
  readonly name: string;
  /** [index on x, index on y, value]; null: not known, drawn as an empty cell */
  readonly cells: readonly (readonly [number, number, number | null])[];
  readonly scale: {
    readonly low: number;
    readonly high: number;
    /** `diverging` has its centre half way between low and high */
    readonly palette: 'sequential' | 'diverging';
    /** colours by the logarithm; low must be positive */
    readonly log?: boolean;
  };
}

export interface ParallelAxis {
  /** what a pick on it is called in the address */
  readonly name: string;
  /** with its unit, of a metric */
  readonly title: string;
  /** settings: a line passes at the index; left out: at the value itself */
  readonly categories?: readonly string[];
  /** of each category, what a pick of it is called */
  readonly keys?: readonly string[];
  /** values drawn are those of a pick times this */
  readonly factor?: number;
  /** what is picked, in the values drawn; left out: all */
  readonly picked?: readonly (readonly [low: number, high: number])[];
}

/** A line a run over as many axes as there are; alone in its chart, whose x and y say nothing. */
export interface Parallel {
  readonly kind: 'parallel';
  readonly name: string;
  readonly axes: readonly ParallelAxis[];
  /** one value an axis; the last one decides the colour */
  readonly lines: readonly (readonly (number | null)[])[];
}

export type Series = Line | Dots | Bars | Boxes | Heat | Parallel;

export interface ChartSpec {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** charts of one name share x, zoom, tooltip and what the legend hides */
  readonly sync?: string;
  /** buttons under the chart that hide a series (click) or all others (double click); see also `data-legend` in charts.js */
  /** `narrow`: only where the screen has no room for names at the ends of lines */
  readonly legend?: boolean | 'narrow';
  /** vertical lines with a word: the step of a divergence, early stopping */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
}
