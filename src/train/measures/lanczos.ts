/** Extreme eigenvalues of a symmetric matrix of which only products with vectors are known. */

export interface RitzValue {
  readonly value: number;
  /** ‖Av − λv‖ of its unit Ritz vector: an eigenvalue lies within this distance */
  readonly residual: number;
}

/**
 * Lanczos with full re-orthogonalisation, twice: float rounding would otherwise give copies of the largest ones.
 * @param start not all zero; changed to a unit vector
 * @returns Ritz values, ascending; fewer than `iterations` where an invariant space was found before
 */
export async function lanczos(
  multiply: (vector: Float64Array) => Promise<Float64Array>,
  start: Float64Array,
  iterations: number,
): Promise<RitzValue[]> {
  const basis: Float64Array[] = [scaled(start, 1 / Math.sqrt(dot(start, start)))];
  const diagonal: number[] = [];
  const beside: number[] = [];
  const most = Math.min(iterations, start.length);
  let size = 0;
  for (let k = 0; k < most; k++) {
    const next = await multiply(basis[k]!);
    diagonal.push(dot(next, basis[k]!));
    size = Math.max(size, Math.sqrt(dot(next, next)));
    for (let pass = 0; pass < 2; pass++) {
      for (const vector of basis) subtract(next, vector, dot(next, vector));
    }
    const length = Math.sqrt(dot(next, next));
    beside.push(length);
    if (length <= 1e-10 * size) break;
    if (k + 1 < most) basis.push(scaled(next, 1 / length));
  }
  return ritzValues(diagonal, beside);
}

/** Of the tridiagonal matrix; the residual of a pair is the last |β| times the last entry of its eigenvector. */
function ritzValues(diagonal: readonly number[], beside: readonly number[]): RitzValue[] {
  const n = diagonal.length;
  const matrix = diagonal.map((value, i) => {
    const row = new Float64Array(n);
    row[i] = value;
    if (i > 0) row[i - 1] = beside[i - 1]!;
    if (i + 1 < n) row[i + 1] = beside[i]!;
    return row;
  });
  const { values, vectors } = symmetricEigen(matrix);
  return values
    .map((value, k) => ({ value, residual: Math.abs(beside[n - 1]! * vectors[n - 1]![k]!) }))
    .sort((a, b) => a.value - b.value);
}

/**
 * All eigenvalues of a small symmetric matrix by cyclic Jacobi rotations; `vectors[i][k]` is entry i of the k-th.
 * @param rows changed
 */
export function symmetricEigen(rows: Float64Array[]): { values: number[]; vectors: Float64Array[] } {
  const n = rows.length;
  const vectors = rows.map((_, i) => new Float64Array(n).fill(1, i, i + 1));
  const total = Math.sqrt(rows.reduce((sum, row) => sum + dot(row, row), 0));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += rows[p]![q]! ** 2;
    if (Math.sqrt(off) <= 1e-15 * total) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(rows, vectors, p, q);
  }
  return { values: rows.map((row, i) => row[i]!), vectors };
}

/** The rotation that makes entry (p, q) zero. */
function rotate(rows: Float64Array[], vectors: Float64Array[], p: number, q: number): void {
  const apq = rows[p]![q]!;
  if (apq === 0) return;
  const theta = (rows[q]![q]! - rows[p]![p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const turnColumns = (matrix: Float64Array[]) => {
    for (const row of matrix) {
      const [x, y] = [row[p]!, row[q]!];
      row[p] = c * x - s * y;
      row[q] = s * x + c * y;
    }
  };
  turnColumns(rows);
  const [rowP, rowQ] = [rows[p]!, rows[q]!];
  for (let i = 0; i < rowP.length; i++) {
    const [x, y] = [rowP[i]!, rowQ[i]!];
    rowP[i] = c * x - s * y;
    rowQ[i] = s * x + c * y;
  }
  turnColumns(vectors);
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

const scaled = (vector: Float64Array, factor: number) => vector.map((value) => value * factor);

function subtract(from: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < from.length; i++) from[i]! -= factor * vector[i]!;
}
