// What is true of a filter and a picture; like a scene of engine/convolution.mjs, but in typed arrays.
import { bordered, extent, filtered, sameSides } from "../engine/raster.mjs";
/** @import { Display } from "../engine/raster.mjs" */
/** @import { Matrix, Pair } from "../engine/tables.mjs" */
/** @import { Now } from "../types.mjs" */
/** @import { Picture } from "./own_picture.mjs" */

/** @typedef {{ kernel: Matrix, divisor: number, padding: string, display: Display, pixel: Pair, predict: boolean }} State */
/** @typedef {ReturnType<typeof filter>} Filter */
/** @typedef {Filter & { of: Picture, key: string, extents: Record<string, ReturnType<typeof extent>> }} Made */
/** @typedef {Now<Made & { display: Display, steps: number }, State>} Here */

/** @param {Picture} picture @param {State} state */
export function filter({ pixels, size }, { kernel, divisor, padding }) {
  const sides = sameSides(kernel);
  const padded = size.map((cells, axis) => cells + sides[axis][0] + sides[axis][1]);
  const border = bordered(pixels, size, sides, padding);
  const k = [kernel.length, kernel[0].length];
  return {
    xp: Array.from({ length: padded[0] }, (_, r) => border.subarray(r * padded[1], (r + 1) * padded[1])),
    w: kernel,
    n: size,
    size,
    k,
    s: [1, 1],
    d: [1, 1],
    sides,
    p: sides.map(([before]) => before),
    divisor,
    padding,
    answer: filtered(border, size, kernel, divisor),
    problem: null,
  };
}
