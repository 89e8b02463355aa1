/** How weights are drawn before the first step; biases start at 0. */
export interface ResolvedInitializer {
  readonly kind:
    | 'glorotUniform'
    | 'glorotNormal'
    | 'heUniform'
    | 'heNormal'
    | 'lecunUniform'
    | 'lecunNormal'
    | 'truncatedNormal';
  /** multiplies the drawn weights */
  readonly scale: number;
  /** standard deviation, of `truncatedNormal` only */
  readonly sd: number;
}
