// The transposed convolution: the input stamps the kernel onto the output.
import { total, whole } from "./convolution.mjs";
import { AXES, once, pair, shapeOf, times } from "./tables.mjs";

/** Every input cell stamps the kernel, times itself, onto the output: torch's conv_transpose2d. */
export function stamp(x, w, { stride = 1, padding = 0, outputPadding = 0, dilation = 1 } = {}) {
  const [s, p, extra, d] = [pair(stride), pair(padding), pair(outputPadding), pair(dilation)];
  const [n, k] = [shapeOf(x), shapeOf(w)];
  const reach = k.map((size, axis) => d[axis] * (size - 1) + 1);
  const full = n.map((size, axis) => (size - 1) * s[axis] + reach[axis] + extra[axis]); // before p is cut off
  const size = full.map((cells, axis) => cells - 2 * p[axis]);
  const much = AXES.some((axis) => extra[axis] >= Math.max(s[axis], d[axis]));
  const none = Math.min(...size) < 1;
  return {
    x, w, n, k, s, p, d, extra, reach, full, size: much || none ? [0, 0] : size,
    problem: much ? `Output padding ${once(extra)} must be smaller than the stride ${once(s)} or the dilation ${once(d)}.`
      : none ? `The output would be ${times(size)}: use less padding or a larger kernel.` : null,
  };
}

/** The products that land in output cell (i, j): of which input cell and which kernel cell. */
export const stamps = ({ x, w, s, p, d }, i, j) =>
  w.flatMap((row, a) =>
    row.flatMap((weight, b) => {
      const [r, c] = [(i + p[0] - a * d[0]) / s[0], (j + p[1] - b * d[1]) / s[1]];
      const value = Number.isInteger(r) && Number.isInteger(c) ? x[r]?.[c] : undefined;
      return value === undefined ? [] : [{ a, b, r, c, x: value, w: weight, product: value * weight }];
    }),
  );

export function convTranspose2d(x, w, options) {
  const scene = stamp(x, w, options);
  return whole(scene, (i, j) => total(stamps(scene, i, j)));
}
