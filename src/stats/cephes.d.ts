/** The functions of cephes that are used here: its package.json hides its types from an ES module. */
declare module 'cephes' {
  /** settles when the functions below may be called */
  export const compiled: Promise<void>;
  /** regularised incomplete beta integral from 0 to x */
  export function incbet(a: number, b: number, x: number): number;
  /** x with incbet(a, b, x) = y */
  export function incbi(a: number, b: number, y: number): number;
  /** P(Z <= x) of the standard normal */
  export function ndtr(x: number): number;
  /** x with ndtr(x) = p */
  export function ndtri(p: number): number;
  /** P(X >= x) of chi-square */
  export function chdtrc(degreesOfFreedom: number, x: number): number;
  /** ln |Γ(x)| */
  export function lgam(x: number): number;
}
