// A pooling window slides over one matrix: what it sees, cell by cell, and what no window sees.
import { total, whole } from "./convolution.mjs";
import { ceilSize, outputSize } from "./sizes.mjs";
import { AXES, once, pair, shapeOf, table, times } from "./tables.mjs";

/** A pooling window on one matrix. kind: "max", "average", "lp" or "global max", "global average". */
export function pool(x, { kind = "max", kernel = 2, stride = null, padding = 0, dilation = 1, ceilMode = false,
  countIncludePad = true, norm = 2 } = {}) {
  const n = shapeOf(x);
  const everything = kind.startsWith("global");
  const k = everything ? n : pair(kernel);
  const s = everything ? [1, 1] : pair(stride ?? kernel);
  const p = everything || kind === "lp" ? [0, 0] : pair(padding);
  const d = kind === "max" ? pair(dilation) : [1, 1];
  const reach = k.map((size, axis) => d[axis] * (size - 1) + 1);
  const size = n.map((cells, axis) =>
    (ceilMode && !everything ? ceilSize : outputSize)(cells, k[axis], s[axis], p[axis], d[axis]));
  const padded = n.map((cells, axis) => cells + 2 * p[axis]);
  const over = p.some((cells, axis) => cells > Math.floor(k[axis] / 2));
  const none = Math.min(...size) < 1;
  // in ceil mode a last window may hang over: its cells are no padding and never count
  const hang = AXES.map((axis) => Math.max(0, (size[axis] - 1) * s[axis] + reach[axis] - padded[axis]));
  return {
    x, kind, norm, n, k, s, p, d, reach, padded, hang, countIncludePad, ceilMode, size: over || none ? [0, 0] : size,
    problem: over ? `Padding ${once(p)} is more than half the window ${times(k)}, and torch refuses it: use less padding.`
      : none ? `The window spans ${times(reach)} cells and does not fit into the ${times(padded)} ` +
        `${p[0] + p[1] ? "padded " : ""}input: use a smaller window.` : null,
  };
}

/** What output cell (i, j) sees: its cells of the input, the divisor, the winner, the value. */
export function pooled({ x, kind, norm, n, k, s, p, d, countIncludePad }, i, j) {
  const cells = table(...k, (a, b) => [i * s[0] + a * d[0] - p[0], j * s[1] + b * d[1] - p[1]]).flat()
    .filter(([r, c]) => x[r]?.[c] !== undefined).map(([r, c]) => ({ r, c, x: x[r][c] }));
  if (kind.endsWith("max")) {
    const winner = cells.reduce((best, cell) => (best && cell.x <= best.x ? best : cell), null); // the first of equal ones
    return { cells, winner, value: winner?.x ?? -Infinity }; // a dilated window may see nothing
  }
  if (kind === "lp") {
    const sum = cells.reduce((all, cell) => all + cell.x ** norm, 0);
    const scaled = (sum / inWindow([i, j], n, k, s, [0, 0], false)) * k[0] * k[1]; // as torch does at the edge
    return { cells, sum, value: norm === 1 ? scaled : scaled ** (1 / norm) };
  }
  const divisor = inWindow([i, j], n, k, s, p, countIncludePad);
  const sum = total(cells.map((cell) => ({ product: cell.x })));
  return { cells, divisor, sum, value: sum / divisor };
}

/** By how many cells a mean is divided: what hangs over the padding never counts. */
const inWindow = (place, n, k, s, p, withPadding) => AXES.map((axis) => {
  const start = place[axis] * s[axis] - p[axis];
  const end = Math.min(start + k[axis], n[axis] + p[axis]);
  return withPadding ? end - start : Math.min(end, n[axis]) - Math.max(start, 0);
}).reduce((a, b) => a * b);

export function pool2d(x, options) {
  const scene = pool(x, options);
  return whole(scene, (i, j) => pooled(scene, i, j).value);
}

export const isMax = ({ kind }) => kind.endsWith("max");

/** The scene of the widget's traits. */
export const poolOf = (state) => pool(state.input, {
  kind: state.kind, kernel: state.kernel_size, stride: state.stride === "window" ? null : state.stride,
  padding: state.padding, dilation: state.dilation, ceilMode: state.ceil_mode,
  countIncludePad: state.count_include_pad, norm: state.norm_type,
});

/** The whole output of the widget's traits, and of a maximum where it stood: row · columns + column. */
export function poolAll(state) {
  const scene = poolOf(state);
  const cells = whole(scene, (i, j) => pooled(scene, i, j));
  const value = cells.map((row) => row.map((one) => one.value));
  const index = cells.map((row) => row.map(({ winner }) => (winner ? winner.r * scene.n[1] + winner.c : -1)));
  return isMax(scene) ? { value, index } : { value };
}

/** All cells of window (i, j), row by row. x is null where no number stands: `where` tells why. */
export function windowOf({ x, n, k, s, p, d }, i, j) {
  const places = Array.from({ length: k[0] * k[1] }, (_, index) => [Math.floor(index / k[1]), index % k[1]]);
  return places.map(([a, b]) => {
    const [r, c] = [i * s[0] + a * d[0] - p[0], j * s[1] + b * d[1] - p[1]];
    const value = x[r]?.[c] ?? null;
    const where = value !== null ? "input" : r >= n[0] + p[0] || c >= n[1] + p[1] ? "beyond" : "padding";
    return { r, c, x: value, where };
  });
}

/** Rows and columns at the end that no window reads: how many of the input, and of all. */
export const dropped = ({ n, s, p, padded, reach, size, problem }) => [0, 1].map((axis) => {
  const all = problem ? 0 : Math.max(0, padded[axis] - reach[axis] - (size[axis] - 1) * s[axis]);
  return { all, input: Math.min(Math.max(0, all - p[axis]), n[axis]) };
});
