// The arithmetic behind every widget. Arrays of rows in, arrays of rows out; torch's names and
// semantics; no DOM. tests/browser/test_engine.py holds it equal to cnnlib and torch.

/** An int or a pair, as torch takes it, to [rows, columns]. */
export const pair = (value) => (Array.isArray(value) ? value : [value, value]);

export const shapeOf = (x) => [x.length, x[0].length];

/** Places where a kernel of k can stand on n cells: floor((n + 2p - d(k - 1) - 1) / s) + 1. */
export const outputSize = (n, k, s = 1, p = 0, d = 1) =>
  Math.floor((n + 2 * p - d * (k - 1) - 1) / s) + 1;

export const reversed = (w) => w.map((row) => [...row].reverse()).reverse(); // by 180 degrees

export function pad2d(x, padding) {
  const [ph, pw] = pair(padding);
  const [rows, columns] = shapeOf(x);
  return Array.from({ length: rows + 2 * ph }, (_, r) =>
    Array.from({ length: columns + 2 * pw }, (_, c) => x[r - ph]?.[c - pw] ?? 0),
  );
}

/** Everything that is true of one slide before its first step; `problem` says why it can't start. */
export function slide(x, w, { stride = 1, padding = 0, dilation = 1 } = {}) {
  const [s, p, d] = [pair(stride), pair(padding), pair(dilation)];
  const [n, k] = [shapeOf(x), shapeOf(w)];
  const padded = n.map((size, axis) => size + 2 * p[axis]);
  const reach = k.map((size, axis) => d[axis] * (size - 1) + 1); // cells the kernel spans, gaps too
  const fits = reach.every((size, axis) => size <= padded[axis]);
  return {
    xp: pad2d(x, p), w, n, k, s, p, d, padded, reach,
    size: fits ? n.map((size, axis) => outputSize(size, k[axis], s[axis], p[axis], d[axis])) : [0, 0],
    problem: fits
      ? null
      : `The kernel spans ${reach.join(" × ")} cells and does not fit into the ${padded.join(" × ")} ` +
        `${p[0] + p[1] ? "padded " : ""}input: add padding or use a smaller kernel.`,
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
  return Math.abs(sum) <= 4e-16 * size ? 0 : sum;
}

/** torch's conv2d on one channel, without bias: a cross-correlation. */
export function conv2d(x, w, options) {
  const sliding = slide(x, w, options);
  if (sliding.problem) throw new RangeError(sliding.problem);
  const [rows, columns] = sliding.size;
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => total(terms(sliding, i, j))),
  );
}
