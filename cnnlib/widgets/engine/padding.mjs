// What stands beyond the edge of a matrix.
import { AXES, once, pair, shapeOf, table, times } from "./tables.mjs";

/** Which of n cells stands at place i, that may lie before or behind them; null: none, so zero. */
const SOURCE = {
  zeros: (i, n) => (i >= 0 && i < n ? i : null),
  replicate: (i, n) => Math.min(Math.max(i, 0), n - 1),
  circular: (i, n) => ((i % n) + n) % n,
  reflect: (i, n) => (i < 0 ? -i : i < n ? i : 2 * (n - 1) - i),
};

/** sides: [[top, bottom], [left, right]]. */
export function pad2d(x, sides, mode = "zeros", fill = 0) {
  const [rows, columns] = shapeOf(x);
  const [[top, bottom], [left, right]] = sides;
  return table(rows + top + bottom, columns + left + right, (r, c) => {
    const [row, column] = [SOURCE[mode](r - top, rows), SOURCE[mode](c - left, columns)];
    return row === null || column === null ? fill : x[row][column];
  });
}

/** Padding as [[before, after], ...]; "same" is d(k - 1) in all, and an odd one comes last. */
export function sidesOf(padding, k, d) {
  if (padding !== "same") return pair(padding === "valid" ? 0 : padding).map((p) => [p, p]);
  return AXES.map((axis) => {
    const total = d[axis] * (k[axis] - 1);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
}

/** A sentence that says why the padding can't be, or null. */
export function paddingProblem(n, sides, mode, padding, s) {
  const most = sides.map((side) => Math.max(...side));
  if (padding === "same" && Math.max(...s) > 1)
    return `Padding “same” needs stride 1, and torch refuses stride ${once(s)}: use a number.`;
  if (mode === "reflect" && AXES.some((axis) => most[axis] >= n[axis]))
    return `Reflected padding of ${once(most)} needs more cells than the ${times(n)} input has: use less padding.`;
  if (mode === "circular" && AXES.some((axis) => most[axis] > n[axis]))
    return `Circular padding of ${once(most)} goes round the ${times(n)} input more than once: use less padding.`;
  return null;
}
