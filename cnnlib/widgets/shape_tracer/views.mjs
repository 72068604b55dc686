// What one layer does to a shape, in formulas and words, with today's numbers filled in.

import { by, thousands, times, written } from "../engine/shapes/words.mjs";
import { h } from "../kit/dom.mjs";
import { k, n, o, pp, roomInLetters } from "../kit/views.mjs";
import { sees } from "./flow.mjs";

/** @import { Axis } from "../engine/shapes/seen.mjs" */
/** @import { Row } from "../engine/shapes/trace.mjs" */
/** @import { Pieces } from "../kit/views.mjs" */

const AXES = { 1: ["length"], 2: ["rows", "columns"] };
/** @param {Pieces} parts @param {string} sign @returns {Pieces} */
const joined = (parts, sign) => parts.flatMap((part, index) => (index ? [sign, part] : [part]));
/** @param {number} [value] */
const out = (value) => h("b", { class: "o" }, value === undefined ? "?" : thousands(value)); // none: still to be guessed

/** The formula behind an output in letters, while the numbers are to be guessed: as these settings need it. @param {Row} row @returns {Pieces} */
function inLetters({ kind, axes }) {
  /** @param {(axis: Axis) => unknown} holds */
  const any = (holds) => axes.some(holds);
  if (kind === "slide") {
    const uneven = any(({ before, after }) => before !== after);
    const [open, close, rest] = axes[0].ceil
      ? [..."⌈⌉", ", one less if the last window would begin behind the input"]
      : [..."⌊⌋", uneven ? ", padded by p₁ before, p₂ behind" : ""];
    return [
      open,
      "(",
      ...roomInLetters(
        axes.map(({ d }) => d),
        uneven,
      ),
      `)/s${close} + 1 = `,
      out(),
      rest,
    ];
  }
  if (kind === "transposed")
    return [
      "(",
      n("n"),
      " − 1)·s − 2·",
      pp("p"),
      ...(any(({ d }) => d > 1) ? [" + d·(", k("k"), " − 1) + 1"] : [" + ", k("k")]),
      ...(any(({ extra }) => extra) ? [" + ", pp("output padding")] : []),
      " = ",
      out(),
    ];
  const words = { adaptive: ["the size asked for"], flatten: ["all axes multiplied"], linear: [n("features"), " → ", o("outputs")] }[kind];
  return words ? [...words, " = ", out()] : [];
}

/** ⌊(28 + 2·1 − 3) / 1⌋ + 1 = 28, for one axis. @param {Axis} axis @returns {Pieces} */
function sizeOf(axis) {
  const { n: cells, k: kernel, s, d, before, after, ceil, transposed, extra, out: size } = axis;
  if (transposed)
    return [
      "(",
      n(cells),
      " − 1)·",
      String(s),
      " − 2·",
      pp(before),
      " + ",
      ...(d === 1 ? [] : [`${d}·`]),
      "(",
      k(kernel),
      " − 1) + ",
      pp(extra ?? 0),
      " + 1 = ",
      out(size),
    ];
  const around = before === after ? (before ? [" + 2·", pp(before)] : []) : [" + ", pp(before), " + ", pp(after)];
  const reach = d === 1 ? [k(kernel)] : [`${d}·(`, k(kernel), " − 1) − 1"];
  const [open, close] = ceil ? "⌈⌉" : "⌊⌋";
  const late = ceil && size < Math.ceil((cells + before + after - d * (kernel - 1) - 1) / s) + 1 ? " − 1" : ""; // a window behind the input
  return [open, "(", n(cells), ...around, " − ", ...reach, `)/${s}${close} + 1${late} = `, out(size)];
}

/** 28 → 28 → 14 → 14 → 7, so: the way of the rows down to a flattening. @param {Row[]} rows @param {number} index */
function wayDown(rows, index) {
  const shapes = [
    rows[0].gets,
    ...rows
      .slice(0, index)
      .filter(({ kind }) => kind !== "same")
      .map(({ shape }) => shape),
  ];
  const square = shapes.length > 1 && shapes.length < 10 && shapes.every((shape) => shape.length === 3 && shape[1] === shape[2]);
  return square ? [h("span", {}, shapes.map((shape) => shape[1]).join(" → "), ", so "), " "] : [];
}

/** The formula behind a row's output: parts for a line. @param {Row[]} rows @param {number} index @param {boolean} known @returns {Pieces} */
export function sizeLine(rows, index, known) {
  const row = rows[index];
  if (row.problem) return []; // it stands in the picture
  if (!known) return inLetters(row);
  if (row.kind === "flatten") return row.joined.length ? [...wayDown(rows, index), ...joined(row.joined.map(n), "·"), " = ", out(times(row.joined))] : [];
  if (row.kind === "linear") return [n(thousands(row.gets[row.gets.length - 1])), " features → ", out(row.shape[row.shape.length - 1])];
  if (row.kind === "same") return ["The shape stays ", h("b", { class: "o" }, by(row.shape))];
  if (row.kind === "adaptive")
    return [n(by(row.axes.map((axis) => axis.n))), " → ", h("b", { class: "o" }, by(row.axes.map((axis) => axis.out))), ", as asked for"];
  const [first, second] = row.axes.map((axis) => h("span", {}, ...sizeOf(axis)));
  if (!second || first.textContent === second.textContent) return [first];
  const [one, other] = AXES[2].map((word) => h("span", { class: "cnn-axis" }, `${word} `));
  return [h("span", {}, one, first), " ", h("span", {}, other, second)];
}

/** (1·3·3 + 1)·8 = 80 @param {Row} row @param {boolean} known @returns {Pieces} */
export function costLine({ cost, parameters }, known) {
  if (!known) return ["weights + biases = ", out()];
  if (!cost) return ["Nothing is learned here: 0."];
  const { kind, inputs, outputs, bias } = cost;
  if (kind === "norm") return [bias ? "2·" : "", n(cost.channels), " = ", out(parameters)];
  const taken = [n(inputs), ...(cost.k ?? []).flatMap((size) => ["·", k(size)])];
  if (cost.biases) return [...taken, "·", o(outputs), ...(bias ? [" + ", o(cost.biases)] : []), " = ", out(parameters)];
  return [...(bias ? ["(", ...taken, " + 1)"] : taken), "·", o(outputs), " = ", out(parameters)];
}

/** The same in words. @param {Row} row @param {boolean} known */
export function costNote({ cost }, known) {
  if (!cost || !known) return "";
  const { kind, inputs, outputs, bias, biases } = cost;
  if (kind === "norm") return `A factor${bias ? " and a shift" : ""} for each of ${cost.channels} channels.`;
  if (kind === "linear") return `${outputs} output${outputs === 1 ? "" : "s"}, each with ${thousands(inputs)} weights${bias ? " and a bias" : ""}.`;
  if (biases) return `${inputs} channels in, each with ${outputs} kernels.`;
  return `${outputs} kernel${outputs === 1 ? "" : "s"} of ${[inputs, ...(cost.k ?? [])].join("·")} weights${bias ? " and a bias" : ""}.`;
}

/** @type {Record<string, string>} */
const SEEN = {
  "in a row": "What it saw before: the numbers now stand in a row.",
  all: "All of the input.",
  varies: "Not the same for all of its numbers.",
};

/** What one number of the output sees of the input. @param {Row[]} rows @param {number} index @param {boolean} known */
export function fieldView(rows, index, known) {
  const row = rows[index];
  const before = rows.slice(0, index).findLast(({ kind }) => kind !== "same");
  const was = before ? before.field : { size: row.gets.slice(1).map(() => 1), jump: row.gets.slice(1).map(() => 1) };
  const said = sees(row);
  if (!row.field) return [h("p", {}, SEEN[said])];
  const { size, jump } = row.field;
  if (!known) return [h("p", {}, `size + ${row.axes?.some(({ d }) => d > 1) ? "d·" : ""}(`, k("k"), " − 1)·jump = ", o("?"))];
  if (row.kind !== "slide" || !was) return [h("p", {}, `${by(size)} of the input, as before.`)];
  const lines = row.axes.map(({ k: kernel, d, s }, axis) =>
    h(
      "div",
      {},
      h("p", {}, `${was.size[axis]} + `, ...(d === 1 ? [] : [`${d}·`]), "(", k(kernel), ` − 1)·${was.jump[axis]} = `, o(size[axis])),
      h("p", { class: "cnn-remark" }, `Neighbours stand ${was.jump[axis]}·${s} = ${jump[axis]} apart on the input.`),
    ),
  );
  if (lines.length === 2 && lines[0].textContent === lines[1].textContent) lines.pop();
  else if (lines.length === 2) for (const [axis, one] of lines.entries()) one.firstElementChild?.prepend(`${AXES[2][axis]} `);
  return lines;
}

/** The sum of all parameters, part by part. @param {Row[]} rows @param {boolean} known @returns {Pieces} */
export function totalLine(rows, known) {
  if (!known) return ["the sum of all layers = ", out()];
  const parts = rows.filter(({ parameters }) => parameters).map(({ parameters }) => h("span", { class: "k" }, thousands(parameters)));
  const total = rows.reduce((sum, { parameters }) => sum + parameters, 0);
  if (!parts.length) return ["Nothing is learned in this stack."];
  return [...(parts.length > 1 ? [...joined(parts, " + "), " = "] : ["In all "]), out(total), " parameters"];
}

/** Where most of the parameters are. @param {Row[]} rows @param {boolean} known @returns {Pieces} */
export function shareLine(rows, known) {
  const total = rows.reduce((sum, { parameters }) => sum + parameters, 0);
  const most = rows.reduce((best, row) => (row.parameters > best.parameters ? row : best));
  if (!total || !known) return [known ? "Nothing is learned in this stack." : "Add what the layers learn."];
  return [h("b", { class: "k" }, `${Math.round((100 * most.parameters) / total)} %`), " of them are in ", h("code", {}, written(most.layer)), "."];
}

/** A row in words, for the ear. @param {Row[]} rows @param {number} index @param {boolean} known */
export function sentenceOf(rows, index, known) {
  /** @param {number[]} shape */
  const spoken = (shape) => (shape.length === 1 ? `${shape[0]} ${shape[0] === 1 ? "number" : "numbers"}` : shape.join(" by "));
  const { layer, gets, shape, note, parameters, problem } = rows[index];
  const name = `layer ${index + 1}, ${written(layer)}`;
  if (!known) return `${name}, gets ${spoken(gets)}`;
  if (problem) return `${name}, fails. ${problem}`;
  const seen = sees(rows[index]);
  const cost = `${thousands(parameters)} parameter${parameters === 1 ? "" : "s"}`;
  return `${name}, makes ${spoken(shape)} of ${spoken(gets)}; ${cost}${/\d/.test(seen) ? `; one number sees ${seen.replace("×", "by")} of the input` : ""}.${note ? ` ${note}` : ""}`;
}
