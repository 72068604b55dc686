// A shape on its way through a stack: what each layer makes of it, what that costs, what a cell sees.
// Shapes are those of one input, without the batch: [C, H, W], [C, L] or [features]. No DOM.
import { FOLLOW, pointwise } from "./follow.mjs";
import { grow } from "./seen.mjs";
import { by, thousands, times } from "./words.mjs";
import { check, refuse } from "./layers.mjs";

const MOST = 1e6; // cells along one axis

export function parameters(cost) {
  if (!cost) return 0;
  const { kind, inputs, outputs, bias } = cost;
  if (kind === "norm") return cost.channels * (bias ? 2 : 1);
  const weights = inputs * outputs * times(cost.k ?? []);
  return weights + (bias ? cost.biases ?? outputs : 0);
}

/**
 * Follow a shape through layers that parse() gave. A row a layer: {layer, gets, shape, parameters,
 * kind, axes, cost, field, made, note, problem}. The row that fails is the last and has a problem.
 */
export function trace(layers, input) {
  const rows = [];
  const one = input.slice(1).map(() => 1);
  let [shape, made] = [input, null];
  let field = { size: one, jump: one, start: one.map(() => 0) };
  for (const layer of layers) {
    try {
      check(layer);
      const row = (FOLLOW[layer.name.replace(/[12]d$/, "")] ?? pointwise)({ ...layer, made }, shape);
      row.parameters = parameters(row.cost);
      if (row.axes && Math.max(...row.shape) > MOST) refuse(`Its output would be ${by(row.shape)}, and more than ${thousands(MOST)} along an axis don’t fit here.`);
      if (![row.parameters, times(row.shape)].every(Number.isSafeInteger)) refuse("So many numbers can’t be counted here: use fewer.");
      field = grow(field, row);
      made = row.kind === "flatten" && row.joined.length > 1 ? row.joined.join("·") : row.kind === "same" ? made : null;
      rows.push({ layer, gets: shape, problem: null, ...row, field, made });
      shape = row.shape;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      rows.push({ layer, gets: shape, shape: null, parameters: 0, field: null, note: "", problem: error.message });
      break;
    }
  }
  return rows;
}
