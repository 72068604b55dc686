// The gradients of a convolution, product by product, and the loss that they are the slopes of.
//
// x, w and g, the gradient of the output, are given. What slides differs:
//   input, turned:  the kernel, turned by 180°, over g with zeros round it and, for a stride, between
//   input, windows: nothing; each window that read the cell gives its g times the weight it read with
//   weight:         g, its cells a stride apart, over the padded input
import { slide, terms, total } from "./convolution.mjs";
import { pad2d } from "./padding.mjs";
import { AXES, pair, reversed, table } from "./tables.mjs";
import { stamp, stamps } from "./transposed.mjs";
/** @import { Slide, Term } from "./convolution.mjs" */
/** @import { Matrix, Pair, Size } from "./tables.mjs" */
/** @typedef {{ stride?: Size, padding?: Size }} Options */
/** @typedef {{ input: Matrix, kernel: Matrix, gradient: Matrix, of: "input" | "weight", reading: "turned" | "windows", stride: Size, padding: Size }} GradientState */
/**
 * What is true before the first step: size is the result's, m that of g. With a problem the rest is not there.
 * @typedef {Pick<Slide, "x" | "w" | "n" | "k" | "s" | "p" | "size" | "problem"> & ReturnType<typeof gradients> & {
 *   g: Matrix, m: Pair, of: "input" | "weight", way: "weight" | "turned" | "windows", spread: ReturnType<typeof spread>,
 *   steps: number, products: Term[][][], values: Matrix }} Backward
 */

/**
 * The gradients of conv2d for its input and its weight, given that of its output.
 * @param {Matrix} x @param {Matrix} w @param {Matrix} g @param {Options & { dilation?: Size }} options
 */
export function gradients(x, w, g, { stride = 1, padding = 0, dilation = 1 } = {}) {
  const forward = slide(x, w, { stride, padding, dilation });
  const rest = AXES.map((axis) => (forward.padded[axis] - forward.reach[axis]) % forward.s[axis]); // what the floor drops
  const toInput = stamp(g, w, { stride, padding, dilation, outputPadding: rest });
  const toWeight = slide(x, g, { stride: dilation, padding, dilation: stride }); // the two change places
  toWeight.size = forward.k; // the dropped cells would give more places
  return { toInput, toWeight };
}

/** g in the size of the output: ones where there is none yet, what is too much left out. @param {Matrix} g @param {Pair} size */
export const fitted = (g, size) => table(size, (r, c) => g[r]?.[c] ?? 1);

/**
 * Where g stands among zeros, so that the turned kernel reads it: {values, before, start, between}.
 * @param {Pick<Slide, "n" | "k" | "s" | "p"> & { g: Matrix, m: Pair }} scene
 */
export function spread({ g, k, n, m, s, p }) {
  const [before, start] = [k.map((cells, axis) => Math.max(cells - 1 - p[axis], 0)), k.map((cells, axis) => Math.max(p[axis] - cells + 1, 0))];
  const size = n.map((cells, axis) => Math.max(start[axis] + cells - 1 + k[axis], before[axis] + (m[axis] - 1) * s[axis] + 1));
  const values = table(size, (r, c) => {
    const [i, j] = [(r - before[0]) / s[0], (c - before[1]) / s[1]];
    return Number.isInteger(i) && Number.isInteger(j) ? (g[i]?.[j] ?? null) : null; // null: a zero that is no cell of g
  });
  return { values, before, start };
}

/**
 * All that is true of the traits before the first step. `size` is the result's; `of` is "input" or "weight".
 * @param {GradientState} state @returns {Backward}
 */
export function backward({ input: x, kernel: w, gradient, of, reading, stride, padding }) {
  const forward = slide(x, w, { stride, padding });
  const { n, k, s, p, problem } = forward;
  /** @type {Backward["way"]} */
  const way = of === "weight" ? "weight" : reading;
  const m = forward.size; // of g
  if (problem) return /** @type {Backward} */ ({ x, w, n, k, s, p, m, of, way, problem, size: [0, 0], steps: 0 });
  const g = fitted(gradient, m);
  const size = of === "weight" ? k : n;
  const scene = { x, w, g, n, k, s, p, m, of, way, problem, size, ...gradients(x, w, g, { stride, padding }), spread: spread({ g, k, n, m, s, p }) };
  const products = table(size, (i, j) => productsOf(scene, i, j));
  return { ...scene, steps: size[0] * size[1], products, values: products.map((row) => row.map(total)) };
}

/**
 * The products of result cell (i, j): x of cell (r, c) on the left, times w of cell (a, b) beside it.
 * @param {Pick<Backward, "way" | "toInput" | "toWeight" | "w" | "spread">} scene @param {number} i @param {number} j
 */
export function productsOf(scene, i, j) {
  const { way, toInput, toWeight, w } = scene;
  if (way === "weight") return terms(toWeight, i, j);
  if (way === "windows") return stamps(toInput, i, j).reverse(); // the windows row by row
  const { values, start } = scene.spread;
  return terms({ xp: /** @type {Matrix} */ (values), w: reversed(w), s: [1, 1], d: [1, 1] }, i + start[0], j + start[1]).filter(({ x }) => x !== null);
}

/** The whole gradient in one of the three ways; throws where the kernel does not fit. @param {GradientState} state */
export function gradientOf(state) {
  const { values, problem } = backward(state);
  if (problem) throw new RangeError(problem);
  return values;
}

/** The loss Σ g·y, straight from its definition. @param {Matrix} x @param {Matrix} w @param {Matrix} g @param {Options} options */
export function loss(x, w, g, { stride = 1, padding = 0 } = {}) {
  const s = pair(stride);
  const sides = pair(padding).map((p) => [p, p]);
  const xp = pad2d(x, sides);
  let sum = 0;
  for (let i = 0; i < g.length; i += 1)
    for (let j = 0; j < g[0].length; j += 1)
      for (let a = 0; a < w.length; a += 1) for (let b = 0; b < w[0].length; b += 1) sum += g[i][j] * xp[i * s[0] + a][j * s[1] + b] * w[a][b];
  return sum;
}

/**
 * The loss with one cell of x or w a little more and a little less, and the slope between.
 * @param {Pick<Backward, "x" | "w" | "g" | "s" | "p" | "of">} scene @param {number} i @param {number} j
 */
export function difference({ x, w, g, s, p, of }, i, j, step = 0.5) {
  /** @param {number} by */
  const nudged = (by) => {
    const moved = (of === "weight" ? w : x).map((row, r) => row.map((value, c) => (r === i && c === j ? value + by : value)));
    return loss(of === "weight" ? x : moved, of === "weight" ? moved : w, g, { stride: s, padding: p });
  };
  const [up, down] = [nudged(step), nudged(-step)];
  return { up, down, step, slope: (up - down) / (2 * step) };
}

/** Cells at the end of each axis that no window reads. @param {Pick<Backward, "n" | "k" | "s" | "p" | "m">} scene */
export const unread = ({ n, k, s, p, m }) => n.map((cells, axis) => cells + 2 * p[axis] - k[axis] - (m[axis] - 1) * s[axis]);
