// How shapes, counts and layers are written.

/** @import { Layer } from "./stack.mjs" */

const GROUPED = new Intl.NumberFormat("en");
/** @param {number} number */
export const thousands = (number) => GROUPED.format(number);
/** @param {number[]} shape */
export const by = (shape) => shape.map(thousands).join(" × ");
/** @param {number[]} factors */
export const times = (factors) => factors.reduce((a, b) => a * b, 1);
/** @param {number[]} values */
export const once = (values) => (values.every((value) => value === values[0]) ? String(values[0]) : values.join(", "));
/** @param {number} number @param {string} noun */
export const count = (number, noun) => `${thousands(number)} ${noun}${number === 1 ? "" : "s"}`;

/**
 * The layer as it is written, in one line; `changes` are other values for some arguments.
 * @param {Pick<Layer, "pieces">} layer @param {Record<string, unknown>} changes
 */
export function written({ pieces }, changes = {}) {
  const missing = Object.entries(changes).filter(([name]) => !pieces.some((piece) => piece[1] === name));
  const text = pieces.map(([piece, name]) => (name && Object.hasOwn(changes, name) ? changes[name] : piece)).join("");
  return missing.reduce((call, [name, value]) => call.replace(/,?\)$/, `, ${name}=${value})`), text);
}
