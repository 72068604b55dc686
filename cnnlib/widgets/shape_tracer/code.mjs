// What one layer does to a shape, in code, with today's numbers filled in.
import { written } from "../engine/shapes/words.mjs";
import { o } from "../kit/views.mjs";
/** @import { Axis } from "../engine/shapes/seen.mjs" */
/** @import { Row } from "../engine/shapes/trace.mjs" */
/** @import { Pieces } from "../kit/views.mjs" */

/**
 * torch's line for the shape, NumPy's for the size and plain Python's for the parameters.
 * @param {Row} row @param {boolean} known @returns {Pieces}
 */
export function codeView(row, known) {
  const { layer, gets, shape, problem } = row;
  const batch = layer.name.startsWith("BatchNorm") ? 2 : 1; // it wants more than one input to learn from
  const input = `x = torch.zeros(${[batch, ...gets].join(", ")})\n`;
  const call = `nn.${written(layer).replace(/^(torch\.)?(nn\.)?/, "")}(x).shape`;
  if (!known) return [`${input}${call}   # `, o("?")];
  if (problem) return [`${input}${call}   # torch refuses it too`];
  const made = `torch.Size([${[batch, ...shape].join(", ")}])`;
  const gap = call.length + made.length > 70 ? "\n" : "   "; // a result with no room beside the call stands below it
  const lines = [[`${input}${call}${gap}# `, made], ...sizeCode(row), ...costCode(row)];
  return lines.flatMap(([line, result], index) => [index ? "\n" : "", line, o(result)]);
}

/** @param {Row} row @returns {[line: string, result: string][]} */
function sizeCode({ kind, joined: together, axes, gets, shape }) {
  if (kind === "flatten" && together.length === gets.length) return [[`np.zeros((1, ${gets.join(", ")})).reshape(1, -1).shape   # `, `(1, ${shape[0]})`]];
  if (!["slide", "transposed"].includes(kind) || axes[0].ceil) return [];
  /** @param {(string | number)[]} values */
  const array = (values) => `np.array([${values.join(", ")}])`;
  /** @param {(axis: Axis) => number} value */
  const each = (value) => (axes.every((axis) => value(axis) === value(axes[0])) ? String(value(axes[0])) : array(axes.map(value)));
  const [cells, span, steps] = [array(axes.map((axis) => axis.n)), each(({ d, k: kernel }) => d * (kernel - 1) + 1), each(({ s }) => s)];
  const pads = axes.some(({ before, after }) => before !== after)
    ? `+ ${each(({ before, after }) => before + after)} `
    : axes.some(({ before }) => before)
      ? `+ 2*${each(({ before }) => before)} `
      : "";
  const result = `array([${shape.slice(-axes.length).join(", ")}])`;
  return kind === "transposed"
    ? [[`(${cells} - 1)*${steps} ${pads.replace("+", "-")}+ ${span} + ${each(({ extra = 0 }) => extra)}   # `, result]]
    : [[`(${cells} ${pads}- ${span}) // ${steps} + 1   # `, result]];
}

/** @param {Row} row @returns {[line: string, result: string][]} */
function costCode({ cost, parameters }) {
  if (!cost) return [];
  const { kind, inputs, outputs, bias, biases } = cost;
  const taken = [inputs, ...(cost.k ?? [])].join("*");
  const sum =
    kind === "norm"
      ? `${bias ? 2 : 1}*${cost.channels}`
      : biases
        ? `${taken}*${outputs}${bias ? ` + ${biases}` : ""}`
        : `${bias ? `(${taken} + 1)` : taken}*${outputs}`;
  return [[`${sum}   # `, `${parameters} parameters`]];
}
