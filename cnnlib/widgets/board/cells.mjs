// How cells and sizes are named, marked and told apart.
import { cell } from "../kit/numbers.mjs";

/** @import { Pair } from "../engine/tables.mjs" */

/** @param {Pair} pair */
export const by = (pair) => pair.join(" × ");
/** @param {number[]} place */
export const placeName = (...[r, c]) => `row ${r + 1}, column ${c + 1}`;
/** @param {unknown[]} names */
export const classes = (...names) => names.filter(Boolean).join(" ");
/** @param {number} value */
export const long = (value) => cell(value).length > 3 && "long";
/** @param {Pair | null} a @param {Pair | null} b */
export const sameCell = (a, b) => a !== null && b !== null && a[0] === b[0] && a[1] === b[1];
/** @param {Pair} pair */
export const once = ([first, second]) => (first === second ? first : `${first}, ${second}`);
/** @param {number} count @param {string} noun */
export const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/**
 * Which cell of a kernel of size k lies on `place`, when its first lies on `start`; null if none.
 * @param {Pair} place @param {Pair} start @param {Pair} d @param {Pair} k
 */
export function under(place, start, d, k) {
  const at = place.map((cells, axis) => (cells - start[axis]) / d[axis]);
  return at.every((index, axis) => Number.isInteger(index) && index >= 0 && index < k[axis]) ? at : null;
}
