/** A figure of a page, and what it is drawn from. */
import type { Database } from '../../../db/index.ts';
import type { ClaimDefinition } from '../definition.ts';
import type { ClaimEvidence } from '../evidence.ts';

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
