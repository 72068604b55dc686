// A shape on its way through a stack: what each layer makes of it, what that costs, what a cell sees.
// Shapes are those of one input, without the batch: [C, H, W], [C, L] or [features]. No DOM.
import { FOLLOW, pointwise } from "./follow.mjs";
import { check, refuse } from "./layers.mjs";
import { grow } from "./seen.mjs";
import { by, thousands, times } from "./words.mjs";

/** @import { Axis, Field } from "./seen.mjs" */
/** @import { Layer } from "./stack.mjs" */

/**
 * @typedef {{ kind: "conv" | "linear" | "norm", inputs: number, outputs: number, bias: boolean, k?: number[], groups: number,
 *   biases?: number, channels: number }} Cost what a layer's parameters are counted from; a norm's alone has channels, and those alone
 * @typedef {{ layer: Layer, gets: number[], shape: number[], parameters: number, kind: string, axes: Axis[], cost: Cost | null, joined: number[],
 *   batch: boolean, field: Field | null, made: string | null, note: string, problem: string | null }} Row
 */

const MOST = 1e6; // cells along one axis

/** @param {Cost | null} cost */
export function parameters(cost) {
  if (!cost) return 0;
  const { inputs, outputs, bias } = cost;
  if (cost.kind === "norm") return cost.channels * (bias ? 2 : 1);
  const weights = inputs * outputs * times(cost.k ?? []);
  return weights + (bias ? (cost.biases ?? outputs) : 0);
}

/**
 * Follow a shape through layers that parse() gave. A row a layer: {layer, gets, shape, parameters,
 * kind, axes, cost, field, made, note, problem}. The row that fails is the last and has a problem.
 * Axes have the windows alone, joined a flattening, and the row that fails no shape.
 * @param {Layer[]} layers @param {number[]} input
 */
export function trace(layers, input) {
  const rows = /** @type {Row[]} */ ([]);
  const one = input.slice(1).map(() => 1);
  let shape = input;
  let made = /** @type {string | null} */ (null);
  let field = /** @type {Field | null} */ ({ size: one, jump: one, start: one.map(() => 0) });
  for (const layer of layers) {
    try {
      check(layer);
      const row = /** @type {Row} */ ((FOLLOW[layer.name.replace(/[12]d$/, "")] ?? pointwise)({ ...layer, made }, shape));
      row.parameters = parameters(row.cost);
      if (row.axes && Math.max(...row.shape) > MOST)
        refuse(`Its output would be ${by(row.shape)}, and more than ${thousands(MOST)} along an axis don’t fit here.`);
      if (![row.parameters, times(row.shape)].every(Number.isSafeInteger)) refuse("So many numbers can’t be counted here: use fewer.");
      field = grow(field, row);
      made = row.kind === "flatten" && row.joined.length > 1 ? row.joined.join("·") : row.kind === "same" ? made : null;
      rows.push({ ...row, layer, gets: shape, problem: null, field, made });
      shape = row.shape;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      rows.push(/** @type {Row} */ ({ layer, gets: shape, parameters: 0, field: null, note: "", problem: error.message }));
      break;
    }
  }
  return rows;
}
