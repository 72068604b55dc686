// What a pooling window sees, cell by cell, and what no window sees. No DOM.
import { pool, pooled, whole } from "./engine.mjs";

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
