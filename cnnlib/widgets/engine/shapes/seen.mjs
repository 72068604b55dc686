// What a cell sees, and what is never read. No DOM. An axis is what trace.mjs tells of a layer: the
// cells n and out, kernel k, stride s, dilation d, padding before and after.

/** @import { PaddingMode } from "../padding.mjs" */
/** @import { Row } from "./trace.mjs" */

/**
 * @typedef {{ n: number, out: number, k: number, s: number, d: number, before: number, after: number, mode?: PaddingMode, ceil?: boolean,
 *   extra?: number, transposed?: boolean, adaptive?: boolean, unread?: number[] }} Axis
 */
/** @typedef {number[][] | null} Cells those along each axis, null: all of them */
/** @typedef {{ size: number[], jump: number[], start: number[] }} Field */

/** Which of n cells no window ever reads; [] too where that would take long to find out. @param {Axis} axis */
export function unread({ n, k, s, d, before, after, out, mode = "zeros" }) {
  if (out * k > 2e6) return [];
  const read = new Array(n).fill(false);
  for (let place = 0; place < out; place += 1)
    for (let a = 0; a < k; a += 1) {
      const cell = place * s + a * d - before;
      if (cell >= n + after) continue; // hangs over
      if (cell >= 0 && cell < n) read[cell] = true;
      else if (mode === "reflect") read[cell < 0 ? -cell : 2 * (n - 1) - cell] = true;
      else if (mode === "circular") read[((cell % n) + n) % n] = true;
      else if (mode === "replicate") read[cell < 0 ? 0 : n - 1] = true;
    }
  return read.flatMap((was, cell) => (was ? [] : [cell]));
}

/**
 * What a cell sees, after one layer more; null where that is everything, or not the same for all.
 * @param {Field | null} field @param {Pick<Row, "kind" | "axes" | "batch">} row
 */
export function grow(field, { kind, axes, batch }) {
  if (field === null || kind === "same") return field;
  if (kind !== "slide" || batch) return null;
  return {
    size: axes.map(({ k, d }, a) => field.size[a] + d * (k - 1) * field.jump[a]),
    jump: axes.map(({ s }, a) => field.jump[a] * s),
    start: axes.map(({ before }, a) => field.start[a] - before * field.jump[a]),
  };
}

/**
 * The cells before a layer that some behind it are made of, along one axis; of very many, the ends.
 * @param {string} kind @param {Axis} axis @param {number[]} cells
 */
function sources(kind, { n, k, s, d, before, out }, cells) {
  /** @param {number} from @param {number} to @param {number} step */
  const whole = (from, to, step) => Array.from({ length: Math.max(0, Math.floor((to - from) / step) + 1) }, (_, a) => from + a * step);
  /** @param {number} cell */
  const reach = (cell) => {
    if (kind === "adaptive") return whole(Math.floor((cell * n) / out), Math.ceil(((cell + 1) * n) / out) - 1, 1);
    if (kind === "slide") {
      // from the first step that lands on a cell to the last
      const [start, first] = [cell * s - before, Math.max(0, Math.ceil((before - cell * s) / d))];
      return whole(start + first * d, Math.min(n - 1, start + (k - 1) * d), d);
    }
    const end = cell + before; // of a transposed one: the cells that stamp here, a whole number of gaps away
    return whole(Math.max(0, Math.ceil((end - (k - 1) * d) / s)), Math.min(n - 1, Math.floor(end / s)), 1).filter((from) => (end - from * s) % d === 0);
  };
  const many = cells.length * Math.min(k ?? n, n) > 2e5;
  return [...new Set((many ? [cells[0], cells[cells.length - 1]] : cells).flatMap(reach))].sort((a, b) => a - b);
}

/**
 * Where numbers that stand in a row come from; of one feature, the one in the middle of a channel.
 * @param {number[]} gets @param {number[]} joined @param {number[][]} cells
 */
function unflattened(gets, joined, cells) {
  if (joined.length === gets.length) return gets.slice(1).map((n) => [Math.floor((n - 1) / 2)]);
  const [rows, columns] = joined;
  return joined.length === 2 && gets[2] === columns && gets[1] === rows
    ? [cells[0].map((cell) => Math.floor(cell / columns)), cells[0].map((cell) => cell % columns)]
    : null;
}

/**
 * Where one cell of row `index` comes from: for the input and each row up to it, the cells along each
 * axis (rows, columns) that have a part in it, or null: all of them. `place`: its row and column.
 * @param {Row[]} rows @param {number} index @param {number[]} place
 */
export function cone(rows, index, place) {
  const levels = /** @type {Cells[]} */ (new Array(index + 2).fill(null));
  let cells = /** @type {Cells} */ (place.map((cell) => [cell]));
  for (let level = index; level >= -1; level -= 1) {
    levels[level + 1] = cells;
    if (level < 0 || cells === null) continue;
    const { kind, axes, batch, gets, joined } = rows[level];
    if (kind === "flatten" && joined.length) cells = unflattened(gets, joined, cells);
    else if (batch || kind === "linear") cells = null;
    else if (axes) cells = cells.map((some, a) => sources(kind, axes[a], some));
  }
  return levels;
}
