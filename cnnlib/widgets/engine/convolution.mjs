// The arithmetic behind every widget. Arrays of rows in, arrays of rows out; torch's names and
// semantics; no DOM. tests/browser/test_engine.py holds it equal to cnnlib and torch.
//
// A scene is everything that is true of one operation before its first step: sizes, the padded
// input, and `problem`, a sentence that says why it can't start, or null. From a scene come the
// terms of one output cell: the pairs of numbers that are multiplied and added there.

/** An int or a pair, as torch takes it, to [rows, columns]. */
export const pair = (value) => (Array.isArray(value) ? value : [value, value]);

export const shapeOf = (x) => [x.length, x[0].length];

export const table = (rows, columns, value) =>
  Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => value(r, c)));

const AXES = [0, 1];
const times = (sizes) => sizes.join(" × ");
const once = (sizes) => (sizes[0] === sizes[1] ? String(sizes[0]) : sizes.join(", "));

/** Places where a kernel of k can stand on n cells: floor((n + 2p - d(k - 1) - 1) / s) + 1. */
export const outputSize = (n, k, s = 1, p = 0, d = 1) => Math.floor((n + 2 * p - d * (k - 1) - 1) / s) + 1;

/** The same, rounded up; but no window starts behind the input and its first padding. */
export function ceilSize(n, k, s = 1, p = 0, d = 1) {
  const size = Math.ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1;
  return (size - 1) * s >= n + p ? size - 1 : size;
}

export const reversed = (w) => w.map((row) => [...row].reverse()).reverse(); // by 180 degrees

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
function sidesOf(padding, k, d) {
  if (padding !== "same") return pair(padding === "valid" ? 0 : padding).map((p) => [p, p]);
  return AXES.map((axis) => {
    const total = d[axis] * (k[axis] - 1);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
}

function paddingProblem(n, sides, mode, padding, s) {
  const most = sides.map((side) => Math.max(...side));
  if (padding === "same" && Math.max(...s) > 1)
    return `Padding “same” needs stride 1, and torch refuses stride ${once(s)}: use a number.`;
  if (mode === "reflect" && AXES.some((axis) => most[axis] >= n[axis]))
    return `Reflected padding of ${once(most)} needs more cells than the ${times(n)} input has: use less padding.`;
  if (mode === "circular" && AXES.some((axis) => most[axis] > n[axis]))
    return `Circular padding of ${once(most)} goes round the ${times(n)} input more than once: use less padding.`;
  return null;
}

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

/** The gradients of conv2d for its input and its weight, given that of its output. */
export function gradients(x, w, g, { stride = 1, padding = 0, dilation = 1 } = {}) {
  const forward = slide(x, w, { stride, padding, dilation });
  const rest = AXES.map((axis) => (forward.padded[axis] - forward.reach[axis]) % forward.s[axis]); // what the floor drops
  const toInput = stamp(g, w, { stride, padding, dilation, outputPadding: rest });
  const toWeight = slide(x, g, { stride: dilation, padding, dilation: stride }); // the two change places
  toWeight.size = forward.k; // the dropped cells would give more places
  return { toInput, toWeight };
}

/** Several channels, several kernels: y[o] = b[o] + Σ_c x[c] ⋆ w[o][c]. */
export function conv2dChannels(x, w, bias, options) {
  return w.map((kernel, o) => {
    const scenes = kernel.map((plane, c) => slide(x[c], plane, options));
    return whole(scenes[0], (i, j) => total([...scenes.flatMap((scene) => terms(scene, i, j)), { product: bias[o] }]));
  });
}

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
