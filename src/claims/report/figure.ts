/** A figure of a page, and what it is drawn from. */
import type { Database } from '../../../db/index.ts';
import type { ClaimDefinition } from '../definition.ts';
import type { ClaimEvidence } from '../evidence.ts';
import type { AxisOptions, HeatMap, Line } from './chart.ts';

export interface Figure {
  readonly title: string;
  /** `curves-1.svg` */
  readonly file: string;
  readonly bytes: string | Uint8Array;
  /** what it aggregates */
  readonly caption: string;
}

export interface FigureContext {
  readonly db: Database;
  readonly claim: ClaimDefinition;
  readonly evidence: ClaimEvidence;
  /** a figure that cannot be drawn here, and why */
  readonly onRemark?: (text: string) => void;
}

interface FigureText {
  readonly title: string;
  /** unique within the claim, without an extension: `1-curves-mnist` */
  readonly name: string;
  /** what it aggregates */
  readonly caption: string;
  /** null: of all strata */
  readonly stratum: string | null;
}

export type FigureData =
  | (FigureText & {
      readonly kind: 'lines';
      readonly lines: readonly Line[];
      readonly x: AxisOptions;
      readonly y: AxisOptions;
    })
  | (FigureText & { readonly kind: 'heat'; readonly map: HeatMap });

/** What the numbers of a figure are taken from. */
export type DataContext = Pick<FigureContext, 'db' | 'claim'> & {
  readonly evidence: Pick<ClaimEvidence, 'arms' | 'hypotheses' | 'tuningSeeds'>;
};
