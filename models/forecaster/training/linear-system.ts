/** Gauss' elimination with pivoting of `[A | b]`. */
export function solve(equations: readonly Float64Array[]): number[] {
  const rows = equations.map((row) => Float64Array.from(row));
  const size = rows.length;
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let i = column + 1; i < size; i += 1) if (Math.abs(at(i, column)) > Math.abs(at(pivot, column))) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot] ?? new Float64Array(), rows[column] ?? new Float64Array()];
    for (let i = column + 1; i < size; i += 1) {
      const factor = at(i, column) / at(column, column);
      rows[i]?.forEach((value, j, row) => (row[j] = value - factor * at(column, j)));
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i -= 1) {
    let rest = at(i, size);
    for (let j = i + 1; j < size; j += 1) rest -= at(i, j) * (solution[j] ?? 0);
    solution[i] = rest / at(i, i);
  }
  return solution;
}
