// A picture, moved, through a convolution, a stride and a pooling: what moves along, and what stays.
// Maps are {values, size}, typed arrays row after row. No DOM.
// tests/widgets/shift_lab/cases.py holds it equal to torch.
import { bordered } from "./raster.mjs";

const map = (size, value) => {
  const values = new Float64Array(size[0] * size[1]);
  for (let r = 0; r < size[0]; r += 1) for (let c = 0; c < size[1]; c += 1) values[r * size[1] + c] = value(r, c);
  return { values, size };
};

/** Moved by [down, right] cells: what leaves the frame is lost, and zeros come in. */
export function moved({ values, size: [rows, columns] }, [down, right]) {
  return map([rows, columns], (r, c) => {
    const [from, at] = [r - down, c - right];
    return from >= 0 && from < rows && at >= 0 && at < columns ? values[from * columns + at] : 0;
  });
}

function convolved({ values, size }, kernel, padding) {
  const padded = bordered(values, size, [[padding, padding], [padding, padding]]);
  const width = size[1] + 2 * padding;
  const k = [kernel.length, kernel[0].length];
  return map(size.map((n, axis) => n + 2 * padding - k[axis] + 1), (r, c) => {
    let sum = 0;
    for (let a = 0; a < k[0]; a += 1) for (let b = 0; b < k[1]; b += 1) sum += kernel[a][b] * padded[(r + a) * width + c + b];
    return sum;
  });
}

const thinned = ({ values, size }, s) =>
  map(size.map((n) => Math.ceil(n / s)), (r, c) => values[r * s * size[1] + c * s]);

const POOL = {
  max: (cells) => Math.max(...cells),
  average: (cells) => (cells[0] + cells[1] + cells[2] + cells[3]) / 4,
};

const pooled = ({ values, size }, kind) => map(size.map((n) => Math.floor(n / 2)), (r, c) => {
  const at = 2 * r * size[1] + 2 * c;
  return POOL[kind]([values[at], values[at + 1], values[at + size[1]], values[at + size[1] + 1]]);
});

const globalMax = ({ values }) => map([1, 1], () => values.reduce((best, value) => Math.max(best, value), -Infinity));

/**
 * The maps of a picture, stage after stage: [{name, map, stride, reach, before}]. A cell of a map
 * stands `stride` pixels from the next one, and sees `reach` pixels, the first of them `before` ahead.
 */
export function stages(picture, { kernel, padding = 0, stride = 1, pool = "none" }) {
  const k = [kernel.length, kernel[0].length];
  const out = [{ name: "convolution", map: convolved(picture, kernel, padding), stride: 1, reach: k, before: padding }];
  if (stride > 1) out.push({ ...out[0], name: "stride", map: thinned(out[0].map, stride), stride });
  const last = out.at(-1);
  if (pool === "global max") out.push({ ...last, name: pool, map: globalMax(last.map), stride: 0, reach: picture.size });
  else if (pool !== "none")
    out.push({ ...last, name: `${pool} pool`, map: pooled(last.map, pool), stride: 2 * stride, reach: k.map((cells) => cells + stride) });
  return out;
}

/** By how many whole cells a map moves when the picture moves by so many pixels: none of a single cell. */
export const cellsOf = ({ stride }, shift) => shift.map((pixels) => (stride ? Math.trunc(pixels / stride) + 0 : 0));

/** Which cells of a stage see the picture only, and no border, before the move and after it. */
export function insideOf({ map: { size }, stride, reach, before }, picture, shift) {
  if (!stride) return () => false;
  const within = (axis, at) => at >= 0 && at + reach[axis] <= picture.size[axis];
  return (...place) => place.every((cell, axis) => within(axis, cell * stride - before) && within(axis, cell * stride - before - shift[axis]));
}

/**
 * How two maps of one size differ; what is left of cancelled products is no difference. `apart` is
 * the sum of all differences as a share of both maps' sums: 0 if they are equal, 1 if no cell of one
 * has anything in common with the other.
 */
export function difference(a, b, inside = () => false) {
  const size = Math.max(1, ...a.values.map(Math.abs), ...b.values.map(Math.abs));
  const gap = map(a.size, (r, c) => {
    const by = Math.abs(a.values[r * a.size[1] + c] - b.values[r * a.size[1] + c]);
    return by > 1e-9 * size ? by : 0;
  });
  const counts = { differ: 0, inside: 0, largest: 0, apart: 0 };
  gap.values.forEach((by, index) => {
    if (by === 0) return;
    counts.differ += 1;
    counts.inside += Number(inside(Math.floor(index / a.size[1]), index % a.size[1]));
    counts.largest = Math.max(counts.largest, by);
  });
  const sum = (values) => values.reduce((all, value) => all + Math.abs(value), 0);
  counts.apart = counts.differ ? sum(gap.values) / (sum(a.values) + sum(b.values)) : 0;
  return { gap, ...counts };
}

/**
 * All stages of a picture that moves by `shift`, each as {name, here, other, gap, cells, differ,
 * inside, largest, apart}: its map of the moved picture; the map that it is held against, which moves along
 * or, with compare "unchanged", stays; and how the two differ.
 */
export function compared(picture, shift, options, before = stages(picture, options)) {
  return stages(moved(picture, shift), options).map((stage, index) => {
    const steps = options.compare === "unchanged" ? [0, 0] : cellsOf(stage, shift);
    const other = moved(before[index].map, steps);
    const found = difference(stage.map, other, insideOf(stage, picture, shift));
    return { ...stage, here: stage.map, other, steps, cells: other.values.length, ...found };
  });
}

/** The same on rows of numbers, so that it can be compared: for each stage, maps and counts. */
export function comparedRows(x, shift, options) {
  const picture = { values: Float64Array.from(x.flat()), size: [x.length, x[0].length] };
  const rows = ({ values, size }) => Array.from({ length: size[0] }, (_, r) => Array.from(values.subarray(r * size[1], (r + 1) * size[1])));
  return compared(picture, shift, options).map(({ here, other, cells, differ, inside, largest, apart }) =>
    ({ here: rows(here), other: rows(other), cells, differ, inside, largest, apart }));
}
