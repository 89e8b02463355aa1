/** JSON has neither NaN nor infinities: they are the strings "NaN", "Infinity" and "-Infinity". */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, one) =>
    typeof one === 'number' && !Number.isFinite(one) ? String(one) : one,
  );
}
