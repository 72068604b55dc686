// A kernel slides over one matrix: cross-correlation, torch's conv2d.
//
// A scene is everything that is true of one operation before its first step: sizes, the padded
// input, and `problem`, a sentence that says why it can't start, or null. From a scene come the
// terms of one output cell: the pairs of numbers that are multiplied and added there.
import { pad2d, paddingProblem, sidesOf } from "./padding.mjs";
import { outputSize } from "./sizes.mjs";
import { AXES, pair, shapeOf, table, times } from "./tables.mjs";

/** A kernel sliding over one matrix: torch's conv2d. paddingMode as in torch's Conv2d. */
export function slide(x, w, { stride = 1, padding = 0, dilation = 1, paddingMode = "zeros" } = {}) {
  const [s, d] = [pair(stride), pair(dilation)];
  const [n, k] = [shapeOf(x), shapeOf(w)];
  const sides = sidesOf(padding, k, d);
  const padded = n.map((size, axis) => size + sides[axis][0] + sides[axis][1]);
  const reach = k.map((size, axis) => d[axis] * (size - 1) + 1); // cells the kernel spans, gaps too
  const fits = reach.every((size, axis) => size <= padded[axis]);
  const bad = paddingProblem(n, sides, paddingMode, padding, s);
  const around = sides.flat().some(Boolean) ? "padded " : "";
  return {
    xp: bad ? x : pad2d(x, sides, paddingMode), x, w, n, k, s, d, sides, padded, reach, padding, paddingMode,
    p: sides.map(([before]) => before), // where the input begins
    size: fits && !bad ? padded.map((size, axis) => outputSize(size, k[axis], s[axis], 0, d[axis])) : [0, 0],
    problem: bad ?? (fits ? null : `The kernel spans ${times(reach)} cells and does not fit into the ` +
      `${times(padded)} ${around}input: add padding or use a smaller kernel.`),
  };
}

/** The products of output cell (i, j), in the order in which the formula sums them. */
export const terms = ({ xp, w, s, d }, i, j) =>
  w.flatMap((row, a) =>
    row.map((weight, b) => {
      const [r, c] = [i * s[0] + a * d[0], j * s[1] + b * d[1]];
      return { a, b, r, c, x: xp[r][c], w: weight, product: xp[r][c] * weight };
    }),
  );

/** Their sum. What is left of terms that cancel, such as 5e-17 of 0.1 + 0.2 − 0.3, is zero. */
export function total(products) {
  const sum = products.reduce((all, { product }) => all + product, 0);
  const size = products.reduce((all, { product }) => all + Math.abs(product), 0);
  return Math.abs(sum) <= 4e-16 * size && size < Infinity ? 0 : sum;
}

/** A whole output: value(scene, i, j) in every cell. Throws where the operation can't start. */
export function whole(scene, value = (i, j) => total(terms(scene, i, j))) {
  if (scene.problem) throw new RangeError(scene.problem);
  return table(...scene.size, value);
}

/** torch's conv2d on one channel, without bias: a cross-correlation. */
export const conv2d = (x, w, options) => whole(slide(x, w, options));

/** How often each cell of the padded input is read. */
export function visits({ padded, size, k, s, d }) {
  const along = AXES.map((axis) => {
    const counts = new Array(padded[axis]).fill(0);
    for (let place = 0; place < size[axis]; place += 1)
      for (let a = 0; a < k[axis]; a += 1) counts[place * s[axis] + a * d[axis]] += 1;
    return counts;
  });
  return table(...padded, (r, c) => along[0][r] * along[1][c]);
}
