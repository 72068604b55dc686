// One window over one matrix: the largest number, the mean or the norm of what it covers.

import { by, placeName } from "../board/cells.mjs";
import { matrix } from "../board/stage.mjs";
import { visits } from "../engine/convolution.mjs";
import { pad2d } from "../engine/padding.mjs";
import { isMax, poolAll, poolOf } from "../engine/pooling.mjs";
import { open } from "../kit/card.mjs";
import { pairSlider, select, sizer, slider, tick } from "../kit/controls.mjs";
import { h, set } from "../kit/dom.mjs";
import { drawGrids, placeOf } from "./grids.mjs";
import { poolQuestions } from "./questions.mjs";
import { droppedWords, poolCodeView, poolFormulaView, poolSizeView, poolSum } from "./views.mjs";

/** @import { PoolState } from "../engine/pooling.mjs" */
/** @import { Pair, Size } from "../engine/tables.mjs" */
/** @import { Context, Control, Controls, Now } from "../types.mjs" */
/** @typedef {ReturnType<typeof sceneOf>} Scene */

const SETTINGS = /** @type {const} */ (["input", "kind", "kernel_size", "stride", "padding", "dilation", "ceil_mode", "count_include_pad", "norm_type"]);
/** @type {[value: string, label: string][]} */
const KINDS = [
  ["max", "Max"],
  ["average", "Average"],
  ["lp", "Lp norm"],
  ["global max", "Global max"],
  ["global average", "Global average"],
];
/** @param {Pair} sizes */
const once = (sizes) => (sizes[0] === sizes[1] ? sizes[0] : by(sizes));
/** A pooling and what its picture needs; in xp null stands where no number does. @param {PoolState} state */
function sceneOf(state) {
  const made = poolOf(state);
  const { x, p, size, hang, problem } = made;
  const sides = p.map((before, axis) => [before, before + hang[axis]]);
  const xp = /** @type {(number | null)[][]} */ (pad2d(x, sides, "zeros", /** @type {any} */ (null)));
  return { ...made, xp, steps: size[0] * size[1], values: problem ? [] : poolAll(state).value, reads: problem ? [] : visits(made) };
}

/** @param {{ kind: string }} state */
const local = ({ kind }) => !kind.startsWith("global");

/** A control that only some kinds of pooling have. @param {(state: PoolState) => boolean} applies @param {Control} control @returns {Control} */
const where = (applies, control) => ({
  root: control.root,
  draw(value, state) {
    set(control.root, "hidden", !applies(state));
    control.draw(value, state);
  },
});

/** @param {Context} context */
function render({ model, el }) {
  const card = open({ model, el, name: "PoolingWindow", heading: "Pooling window", settings: [...SETTINGS] });
  const { change, complain, limits, point, edit, put } = card;
  /** @type {Scene} */
  let pooling; // the scene of the last drawing

  /** @param {number} r @param {number} c */
  const goTo = (r, c) => put({ step: r * pooling.size[1] + c });
  const framed = { label: "Drag the window", onGrab: card.stop, onMove: (/** @type {Pair} */ [i, j]) => goTo(i, j) };
  const board = {
    input: matrix({ kind: "input", name: "Input", framed, complain, onPoint: point("input"), onEdit: edit("input", () => pooling.p) }),
    output: matrix({ kind: "output", name: "Output", onPoint: point("output"), onPick: goTo }),
  };
  const verb = h("b", { class: "k" });
  const stage = h(
    "div",
    { class: "cnn-stage cnn-pooling" },
    board.input.root,
    h("span", { class: "cnn-operator", "aria-hidden": "true" }, verb, "→"),
    board.output.root,
  );
  const sum = h("p", { class: "cnn-sum" });
  const views = { size: h("div"), formula: h("div"), code: h("code") };

  /** @param {string} trait @param {string} name */
  const pairControl = (trait, name) =>
    pairSlider({ name, min: limits[trait].pair[0], max: limits[trait].pair[1], onChange: (value) => change({ [trait]: value }) });
  /** @param {string} trait @param {string} name */
  const flag = (trait, name) => tick({ name, onChange: (value) => change({ [trait]: value }) });
  const stride = pairControl("stride", "Stride");
  const follows = tick({ name: "Stride as the window", onChange: (value) => change({ stride: value ? "window" : model.get("kernel_size") }) });
  /** @type {Controls} */
  const controls = [
    ["kind", select({ name: "Pooling", options: KINDS, onChange: (kind) => change({ kind }) })],
    ["input", sizer({ name: "Input", max: limits.input.matrix, onChange: (input) => change({ input }) })],
    ["kernel_size", where(local, pairControl("kernel_size", "Window"))],
    [
      "stride",
      where(local, {
        root: stride.root,
        /** @param {Size | "window"} value @param {PoolState} state */
        draw(value, state) {
          stride.draw(value === "window" ? state.kernel_size : value);
          const parts = /** @type {NodeListOf<HTMLInputElement>} */ (stride.root.querySelectorAll("input, button"));
          for (const part of parts) part.disabled = value === "window";
        },
      }),
    ],
    ["stride", where(local, { root: follows.root, draw: (value) => follows.draw(value === "window") })],
    ["padding", where(({ kind }) => kind === "max" || kind === "average", pairControl("padding", "Padding"))],
    ["dilation", where(({ kind }) => kind === "max", pairControl("dilation", "Dilation"))],
    [
      "norm_type",
      where(
        ({ kind }) => kind === "lp",
        slider({ name: "Norm", min: limits.norm_type.whole[0], max: limits.norm_type.whole[1], onChange: (norm) => change({ norm_type: norm }) }),
      ),
    ],
    ["ceil_mode", where(local, flag("ceil_mode", "Round up (ceil_mode)"))],
    ["count_include_pad", where(({ kind }) => kind === "average", flag("count_include_pad", "Padding counts"))],
  ];

  let made = /** @type {PoolState} */ ({}); // the state that the scene was made of, and it: steps do not change it
  /** @type {Scene} */
  let kept;
  /** @param {PoolState} state */
  const scene = (state) => {
    if (SETTINGS.every((trait) => state[trait] === made[trait])) return kept;
    [made, kept] = [state, sceneOf(state)];
    return kept;
  };
  /** @param {Now<Scene, PoolState>} now */
  function draw(now) {
    pooling = now.scene;
    const {
      size: [rows, columns],
      problem,
      n,
      k,
      p,
      s,
      d,
      reach,
      xp,
      kind,
    } = pooling;
    const [i, j] = placeOf(pooling, now.step);
    const lost = now.sized ? droppedWords(pooling) : "";
    board.input.says([
      ` ${by(n)}`,
      ...(p.some(Boolean) ? [", ", h("span", { class: "pp" }, `padding ${once(p)}`)] : []),
      h("br"),
      h("b", { class: "k" }, "Window"),
      ` ${by(k)}`,
      ...(local(pooling) ? [`, stride ${once(s)}`] : []),
      ...(Math.max(...d) > 1 ? [`, dilation ${once(d)}`] : []),
      ...(lost ? [h("br"), h("b", {}, `The last ${lost} ${/s$|and/.test(lost) ? "are" : "is"} dropped`)] : []),
    ]);
    board.output.says([problem ? ` none. ${problem}` : now.sized ? ` ${by([rows, columns])}` : " ? × ?"], Boolean(problem));
    verb.textContent = kind === "lp" ? `L${pooling.norm}` : isMax(pooling) ? "max" : "mean";
    const across = xp[0].length;
    const below = across + columns > 27; // too many columns for one row of matrices
    set(stage, "data-below", below);
    stage.style.setProperty("--across", String(across));
    stage.style.setProperty("--around", below ? "4px" : "100px");
    stage.style.setProperty("--abreast", String(below ? Math.max(across, 24) : across + Math.max(columns, 4))); // room for its name
    board.input.frame(problem ? null : { place: [i, j], stride: s, reach, size: pooling.size, across });
    drawGrids(board, now);
    sum.replaceChildren(...(problem || !now.sized ? [] : poolSum(pooling, i, j, now.known)));
    views.size.replaceChildren(...poolSizeView(pooling, now.sized));
    views.formula.replaceChildren(...(problem ? ["The window has no place."] : poolFormulaView(pooling, i, j, now.known)));
    views.code.replaceChildren(...poolCodeView(pooling, now.state, i, j, now.known));
  }

  /** @param {Now<Scene, PoolState>} now */
  const sentence = ({ step, known }) => {
    const [i, j] = placeOf(pooling, step);
    const there = `Step ${step + 1} of ${pooling.steps}: output ${placeName(i, j)}`;
    return known ? `${there}: ${sum.textContent}` : there;
  };

  return card.show({
    stage,
    sum,
    controls,
    scene,
    draw,
    sentence,
    questions: poolQuestions,
    views: [
      ["Size", views.size],
      ["This cell", views.formula],
      ["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, views.code), true],
    ],
    hint: "Blue cells can be changed: click and type.",
  });
}

export default { render };
