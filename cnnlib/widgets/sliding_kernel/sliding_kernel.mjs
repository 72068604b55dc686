// One kernel, one matrix, step by step. Two ways to move: the kernel slides over the input, or the
// input stamps the kernel onto the output. Each way is a module that offers
//   scene(state), draw(board, now), sentence(now, sum), questions,
//   origin(scene): where the input begins in its grid; stepAt(scene, place), stepOf(scene, r, c).

import { matrix, operator, stageOf } from "../board/stage.mjs";
import { open } from "../kit/card.mjs";
import { choice, pairSlider, select, sizer, tick } from "../kit/controls.mjs";
import { h, set } from "../kit/dom.mjs";
import { more } from "../kit/more.mjs";
import { sliding } from "./sliding.mjs";
import { stamping } from "./stamping.mjs";

/** @import { Board as Matrix } from "../board/stage.mjs" */
/** @import { Pair, Size } from "../engine/tables.mjs" */
/** @import { SlidingState } from "../engine/scenes.mjs" */
/** @import { Card } from "../kit/card.mjs" */
/** @import { Context, Controls, Now } from "../types.mjs" */
/** @import { Questions } from "../kit/prediction.mjs" */

/** @typedef {SlidingState & { visits: boolean }} State */
/** @typedef {Record<"input" | "kernel" | "turned" | "output", Matrix>} Matrices */
/**
 * @typedef {Matrices & { stage: ReturnType<typeof stageOf>, sum: HTMLElement,
 *   views: Record<"size" | "formula" | "code", HTMLElement> }} Board
 */
/**
 * @template C the scene
 * @typedef {{ scene: (state: State) => C, draw: (board: Board, now: Now<C, State>) => void,
 *   sentence: (now: Now<C, State>, sum: Element) => string, questions: Questions<C>, origin: (scene: C) => Pair,
 *   stepAt: (scene: C, place: Pair) => number, stepOf: (scene: C, r: number, c: number) => number | null }} Way
 */

/** @type {Record<string, Way<any>>} */
const WAYS = { correlation: sliding, convolution: sliding, transposed: stamping };
/** @type {Record<string, string>} */
const SIGNS = { correlation: "⋆", convolution: "∗", transposed: "×" };
/** @type {[value: string, label: string][]} */
const BORDERS = [
  ["zeros", "zeros"],
  ["reflect", "reflect: a mirror"],
  ["replicate", "replicate: the edge"],
  ["circular", "circular: the other side"],
];
const SETTINGS = /** @type {const} */ (["input", "kernel", "stride", "padding", "dilation", "operation", "padding_mode", "output_padding"]);

/** What is not as usual, for the fold. @param {State} state */
const unusual = ({ operation, padding, padding_mode: border, output_padding: extra, visits }) => [
  operation !== "correlation" && operation,
  padding === "same" && "padding same",
  border !== "zeros" && border,
  [extra].flat().some(Boolean) && operation === "transposed" && `output padding ${[extra].flat().join(", ")}`,
  visits && "visits counted",
];

/** @param {Card} card @returns {Controls} */
function settings(card) {
  const { change, put, limits, get } = card;
  /** @param {string} trait @param {string} name */
  const pair = (trait, name) => {
    const [min, max] = limits[trait].pair;
    return pairSlider({ name, min, max, onChange: (value) => change({ [trait]: value }) });
  };
  const operation = choice({
    name: "Operation",
    options: Object.keys(WAYS).map((way) => [way, way[0].toUpperCase() + way.slice(1)]),
    onChange: (value) => change({ operation: value }),
  });
  let number = /** @type {Size} */ (0); // the padding before it was "same"
  const same = tick({ name: "Padding “same”", onChange: (on) => change({ padding: on ? "same" : number }) });
  const border = select({
    name: "Padding holds",
    options: BORDERS,
    onChange: (value) => change({ padding_mode: value, ...(get(["padding"]).padding === 0 && { padding: 1 }) }),
  }); // else nothing shows
  const extra = pair("output_padding", "Output padding");
  /** @type {Controls} */
  const folded = [
    ["operation", { root: h("div", { class: "cnn-operation" }, h("span", {}, "Operation"), operation.root), draw: operation.draw }],
    ["input", sizer({ name: "Input", max: limits.input.matrix, onChange: (value) => change({ input: value }) })],
    ["kernel", sizer({ name: "Kernel", max: limits.kernel.matrix, onChange: (value) => change({ kernel: value }) })],
    [
      "padding",
      {
        root: same.root,
        /** @param {Size | "same"} value */
        draw(value) {
          if (value !== "same") number = value;
          same.draw(value === "same");
        },
      },
    ],
    ["padding_mode", border],
    ["visits", tick({ name: "Count visits", onChange: (visits) => put({ visits }) })],
    [
      "output_padding",
      {
        root: extra.root,
        /** @param {Size} value @param {State} state */
        draw(value, { operation: way }) {
          set(extra.root, "hidden", way !== "transposed");
          extra.draw(value);
        },
      },
    ],
  ];
  return [
    ["stride", pair("stride", "Stride")],
    ["padding", pair("padding", "Padding")],
    ["dilation", pair("dilation", "Dilation")],
    ["operation", more({ controls: folded, says: unusual, inside: "size, operation, border" })],
  ];
}

/** @param {Context} context */
function render({ model, el }) {
  const card = open({ model, el, name: "SlidingKernel", heading: "Sliding kernel", settings: [...SETTINGS], place: ["visits"] });
  const { complain, point, edit, put } = card;
  /** @type {any} */
  let scene; // of the last drawing, and the state that it was made of
  let made = /** @type {State} */ ({});
  const way = () => WAYS[made.operation];
  /** @param {State} state */
  const remembered = (state) => {
    if (SETTINGS.some((trait) => state[trait] !== made[trait])) [made, scene] = [state, WAYS[state.operation].scene(state)];
    return scene;
  };
  /** @param {number | null} step */
  const goTo = (step) => {
    if (step !== null) put({ step });
  };
  const framed = { onGrab: card.stop, onMove: (/** @type {Pair} */ place) => goTo(way().stepAt(scene, place)) };
  const matrices = {
    input: matrix({ kind: "input", name: "Input", framed, complain, onPoint: point("input"), onEdit: edit("input", () => way().origin(scene)) }),
    kernel: matrix({ kind: "kernel", name: "Kernel", complain, onPoint: point("kernel"), onEdit: edit("kernel") }),
    turned: matrix({ kind: "kernel", name: "Turned", onPoint: point("turned") }),
    output: matrix({
      kind: "output",
      name: "Output",
      framed: { ...framed, label: "Drag the stamp" },
      onPoint: point("output"),
      onPick: (r, c) => goTo(way().stepOf(scene, r, c)),
    }),
  };
  const { input, kernel, turned, output } = matrices;
  const [sign, turn] = [operator(""), operator("↻")];
  const kernels = h("div", { class: "cnn-kernels" }, kernel.root, turn, turned.root);
  const stage = stageOf({ left: input.root, sign, rest: [kernels, operator("="), output.root] });
  const views = { size: h("div"), formula: h("div"), code: h("code") };
  const board = { ...matrices, stage, views, sum: h("p", { class: "cnn-sum" }) };

  /** @param {Now<any, State>} now */
  function draw(now) {
    sign.textContent = SIGNS[now.state.operation];
    for (const element of [turn, turned.root]) set(element, "hidden", now.state.operation !== "convolution");
    way().draw(board, now);
  }

  return card.show({
    stage: stage.root,
    sum: board.sum,
    controls: settings(card),
    scene: remembered,
    draw,
    sentence: (now) => way().sentence(now, board.sum),
    questions: { size: (about) => way().questions.size?.(about) ?? null, cell: (about, step) => way().questions.cell(about, step) },
    views: [
      ["Size", views.size],
      ["This cell", views.formula],
      ["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, views.code), true],
    ],
    hint: "Blue and orange cells can be changed: click and type.",
  });
}

export default { render };
