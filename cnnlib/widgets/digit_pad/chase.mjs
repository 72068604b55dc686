// From a logit back to the pixels: what each step of the player shows. No DOM.

/** @import { LayerName, Owed } from "../engine/network.mjs" */
/** @import { Pair } from "../engine/tables.mjs" */

/** @typedef {LayerName | "logit"} Step */

/** A step shows what its layer's cells add; step 0 is the logit itself. @type {Step[]} */
export const STEPS = ["logit", "pool2", "conv2", "pool1", "conv1", "picture"];

/** The same for the ear. */
export const SPOKEN = [
  "",
  "Its 784 products. ",
  "Back through max pool 2. ",
  "Back through convolution 2. ",
  "Back through max pool 1. ",
  "Back through convolution 1, to the pixels. ",
];

/** The parts of a whole, rounded so that they add up as written: the remainder goes to the part that lost most. @param {number[]} parts */
export function rounded(parts, digits = 2) {
  const unit = 10 ** digits;
  const floors = parts.map((part) => Math.floor(part * unit));
  const left = Math.round(parts.reduce((sum, part) => sum + part, 0) * unit) - floors.reduce((sum, part) => sum + part, 0);
  const order = parts.map((part, index) => [part * unit - floors[index], index]).sort(([a], [b]) => b - a);
  for (const [, index] of order.slice(0, left)) floors[index] += 1;
  return floors.map((part) => part / unit || 0);
}

/** What speaks for an answer, against it, and the biases: three numbers that add up to the logit. @param {Pick<Owed, "values" | "biases">} part */
export function ledger({ values, biases }) {
  let [speaks, against] = [0, 0];
  for (const value of values)
    if (value > 0) speaks += value;
    else against += value;
  return { speaks, against, biases };
}

/** Which map of a layer has most to say, and its cell that does. @param {Float64Array} values @param {Pair} size */
export function loudest(values, [maps, side]) {
  const area = side * side;
  const sizes = Array.from({ length: maps }, (_, map) => values.subarray(map * area, (map + 1) * area).reduce((sum, value) => sum + Math.abs(value), 0));
  const map = sizes.indexOf(Math.max(...sizes));
  let cell = 0;
  for (let index = 0; index < area; index += 1) if (Math.abs(values[map * area + index]) > Math.abs(values[map * area + cell])) cell = index;
  return { map, cell: [Math.floor(cell / side), cell % side] };
}
