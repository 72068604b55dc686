// A digit moves through a convolution, a stride and a pooling: what moves along, and what stays?

import { grid } from "../board/grid.mjs";
import { compared, stages } from "../engine/shift.mjs";
import { open } from "../kit/card.mjs";
import { choice, select, slider } from "../kit/controls.mjs";
import { h } from "../kit/dom.mjs";
import { cell, spoken } from "../kit/numbers.mjs";
import { curve } from "./curve.mjs";
import { measures, percent, verdict } from "./measures.mjs";
import { SIDE, shiftPictures } from "./pictures.mjs";
import { shiftQuestions } from "./questions.mjs";
import { codeOf, equationOf, moveOf, placesOf } from "./views.mjs";

/** @import { Compared, Plane } from "../engine/shift.mjs" */
/** @import { Matrix, Pair } from "../engine/tables.mjs" */
/** @import { Context, Control, Controls, Now } from "../types.mjs" */

const FURTHEST = 10; // pixels to the left or right: step 0 is −10
const RIGHTS = Array.from({ length: 2 * FURTHEST + 1 }, (_, step) => step - FURTHEST);
/**
 * @typedef {{ digit: string, kernel: Matrix, padding: number, stride: number, pool: string, compare: string, dy: number, cell: number | Pair,
 *   step: number, predict: boolean }} State
 * @typedef {{ steps: number, problem: null, digit: Plane, shift: Pair, stages: Compared[], last: Compared, other: number, compare: string,
 *   state: State }} Scene
 */

/** @param {Context} context */
function render({ model, el }) {
  const view = model.get("_samples");
  const samples = Float64Array.from(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  const card = open({
    model,
    el,
    name: "ShiftLab",
    heading: "Shift lab",
    settings: ["digit", "kernel", "padding", "stride", "pool", "compare"],
    place: ["dy", "cell"],
    start: FURTHEST + 1,
  });
  const { complain, point, edit, put, limits } = card;
  /** @type {Scene} */
  let scene; // of the last drawing
  let measured = { key: "", all: /** @type {Compared[][]} */ ([]) }; // all that is measured of one setting, for every step

  /** @param {number} pixels */
  const bound = (pixels) => Math.min(Math.max(pixels, -FURTHEST), FURTHEST);
  const pictures = shiftPictures({
    point,
    onMove([down, right]) {
      card.stop();
      put({ dy: bound(down), step: bound(right) + FURTHEST });
    },
    onLook: (r, c) => put({ cell: [r, c] }),
  });
  const kernel = grid({ kind: "kernel", complain, onEdit: edit("kernel") });
  const kernelCaption = h("p", { class: "cnn-caption" });
  const table = measures();
  const plot = curve({ from: -FURTHEST, to: FURTHEST, axis: "pixels to the right", onPick: (right) => put({ step: right + FURTHEST }) });
  const stage = h(
    "div",
    { class: "cnn-shift" },
    pictures.root,
    h("div", { class: "cnn-measured" }, h("div", { class: "cnn-matrix" }, kernel.root, kernelCaption), table.root),
    h("p", { class: "cnn-caption" }, "How far ", h("b", {}, "apart"), " the maps are, for each move: all differences, as a share of both maps"),
    plot.root,
  );
  const sum = h("p", { class: "cnn-sum" });
  const views = { equation: h("div"), cell: h("div"), code: h("code") };
  const right = slider({ name: "To the right", min: -FURTHEST, max: FURTHEST, onChange: (pixels) => put({ step: pixels + FURTHEST }) });
  /** @param {string} trait @param {string} name @returns {[string, Control]} */
  const whole = (trait, name) => {
    const [min, max] = limits[trait].whole;
    return [trait, slider({ name, min, max, onChange: (value) => put({ [trait]: value }) })];
  };
  /** @type {Controls} */
  const controls = [
    ["step", { root: right.root, draw: (step) => right.draw(step - FURTHEST) }],
    whole("dy", "Down"),
    ["digit", select({ name: "Digit", options: [..."0123456789"].map((digit) => [digit, digit]), onChange: (digit) => put({ digit }) })],
    whole("padding", "Padding"),
    whole("stride", "Stride"),
    [
      "pool",
      select({
        name: "Then",
        options: [
          ["none", "no pooling"],
          ["max", "max pool 2 × 2"],
          ["average", "average pool 2 × 2"],
          ["global max", "global max"],
        ],
        onChange: (pool) => put({ pool }),
      }),
    ],
  ];
  const against = choice({
    name: "Held against",
    options: [
      ["moved", "moved along"],
      ["unchanged", "as it was"],
    ],
    onChange: (compare) => put({ compare }),
  });
  stage.prepend(h("p", { class: "cnn-against" }, h("span", {}, "The moved digit’s new map, held against the old one"), against.root));

  /** @param {State} state @returns {Scene} */
  const makeScene = (state) => {
    const size = [SIDE, SIDE];
    const start = Number(state.digit) * SIDE * SIDE;
    const digit = { values: samples.subarray(start, start + SIDE * SIDE), size };
    const key = JSON.stringify([state.digit, state.dy, state.kernel, state.padding, state.stride, state.pool, state.compare]);
    if (measured.key !== key) {
      const before = stages(digit, state);
      measured = { key, all: RIGHTS.map((pixels) => compared(digit, [state.dy, pixels], state, before)) };
    }
    const step = Math.min(state.step, 2 * FURTHEST);
    const shift = [state.dy, RIGHTS[step]];
    const last = measured.all[step][measured.all[step].length - 1];
    const opposite = { ...state, compare: state.compare === "moved" ? "unchanged" : "moved" };
    const other = state.predict ? compared(digit, shift, opposite).slice(-1)[0].differ : 0; // asked for in predict mode alone
    return { steps: RIGHTS.length, problem: null, digit, shift, stages: measured.all[step], last, other, compare: state.compare, state };
  };

  /** @param {Now<Scene, State>} now */
  function draw(now) {
    ({ scene } = now);
    const { last, shift, compare, state } = scene;
    const place = pictures.draw(now);
    table.draw(now);
    against.draw(compare);
    kernel.draw([state.kernel.length, state.kernel[0].length], `Kernel, ${state.kernel.length} by ${state.kernel[0].length}`, (r, c) => ({
      text: cell(state.kernel[r][c]),
      edit: String(state.kernel[r][c]),
      label: `row ${r + 1}, column ${c + 1}: ${spoken(state.kernel[r][c])}`,
    }));
    kernelCaption.replaceChildren(h("b", { class: "k" }, "Kernel"));
    const shares = scene.stages.map((_, index) => measured.all.map((all, step) => (!state.predict || now.shown(step) ? all[index].apart : null)));
    plot.draw(
      shares,
      shift[1],
      now.known
        ? `How far apart the maps are, for each move: ${scene.stages.map((stage) => `${stage.name} ${percent(stage.apart)}`).join(", ")} now`
        : "Not there yet",
    );
    sum.replaceChildren(...(now.known ? verdict(last) : ["How many cells differ?"]));
    views.equation.replaceChildren(...equationOf(scene, now.sized));
    views.cell.replaceChildren(...placesOf(scene, place, now.known));
    views.code.replaceChildren(...codeOf(scene, now.known));
  }

  /** @param {Now<Scene, State>} now */
  const sentence = ({ known }) => `Digit ${moveOf(scene.shift)}. ${known ? sum.textContent : ""}`;

  const close = card.show({
    stage,
    sum,
    controls,
    scene: makeScene,
    draw,
    sentence,
    questions: shiftQuestions,
    views: [
      ["The question", views.equation],
      ["This cell", views.cell],
      ["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, views.code), true],
    ],
    hint: "Drag the digit, or use the arrow keys. Inside: cells that see no border.",
  });
  return close;
}

export default { render };
