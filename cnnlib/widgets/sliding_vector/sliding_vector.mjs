// One vector slides over another: correlation or convolution, each product under its pair.

import { frame } from "../board/frame.mjs";
import { grid } from "../board/grid.mjs";
import { afterSwap, slideVector } from "../engine/vectors.mjs";
import { open } from "../kit/card.mjs";
import { choice } from "../kit/controls.mjs";
import { h, text } from "../kit/dom.mjs";
import { stepper } from "../kit/stepper.mjs";
import { sumLine } from "../kit/views.mjs";
import { drawGrids, typedPlace } from "./grids.mjs";
import { vectorQuestions } from "./mistakes.mjs";
import { lengthView, orderRemark, vectorCode, vectorFormula } from "./views.mjs";

/** @import { Mode, Operation } from "../engine/vectors.mjs" */
/** @import { Context, Controls, Now } from "../types.mjs" */
/** @typedef {{ signal: number[], kernel: number[], operation: Operation, mode: Mode }} State */
/** @typedef {ReturnType<typeof sceneOf>} Scene */

/** @param {number[]} values @param {number} length */
const resized = (values, length) => Array.from({ length }, (_, index) => values[index] ?? 0);
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @param {State} state */
function sceneOf({ signal, kernel, operation, mode }) {
  const made = slideVector(signal, kernel, operation, mode);
  return { ...made, steps: made.size[1], after: afterSwap(made) };
}

/** @param {Context} context */
function render({ model, el }) {
  const card = open({ model, el, name: "SlidingVector", heading: "Sliding vector", settings: ["signal", "kernel", "operation", "mode"] });
  /** @type {Scene} */
  let sliding; // the scene of the last drawing
  let turned = /** @type {string | undefined} */ (undefined); // the operation of the last drawing

  const { complain, point, put, change } = card;
  /** @param {string} trait @param {(c: number) => number} placeOf @returns {(r: number, c: number, value: number) => void} */
  const edit = (trait, placeOf) => (_, c, value) => put({ [trait]: model.get(trait).with(placeOf(c), value) });
  const board = {
    kernel: grid({ kind: "kernel", complain, onPoint: point("kernel"), onEdit: edit("kernel", (c) => c) }),
    signal: grid({ kind: "input", complain, onPoint: point("signal"), onEdit: edit("signal", (c) => c - sliding.p[1]) }),
    slider: grid({ kind: "kernel", complain, onPoint: point("slider"), onEdit: edit("kernel", (c) => typedPlace(sliding, c)) }),
    product: grid({ kind: "product", onPoint: point("product") }),
    output: grid({ kind: "output", onPoint: point("output"), onPick: (_, t) => put({ step: t }) }),
  };
  const window_ = frame({ board: board.signal, onGrab: card.stop, onMove: ([, t]) => put({ step: t }) });
  const label = Object.fromEntries(["signal", "slider", "product", "output"].map((row) => [row, h("p", { class: `cnn-label cnn-of-${row}` })]));
  /** @param {Element} element */
  const moves = (element) => h("div", { class: "cnn-moves" }, element);
  const brace = h("div", { class: "cnn-moves cnn-brace", "aria-hidden": "true" }, h("span"));
  const caption = h("p", { class: "cnn-caption" });
  const turn = h("p", { class: "cnn-turn" });
  const rows = h(
    "div",
    { class: "cnn-rows" },
    label.signal,
    h("div", {}, board.signal.root),
    label.slider,
    moves(board.slider.root),
    label.product,
    moves(board.product.root),
    brace,
    label.output,
    h("div", { class: "cnn-out" }, board.output.root),
  );
  const stage = h("div", { class: "cnn-stage cnn-vector" }, h("div", { class: "cnn-typed" }, caption, board.kernel.root, turn), rows);
  const sum = h("p", { class: "cnn-sum" });
  const order = h("span");
  const views = { size: h("div"), formula: h("div"), code: h("code") };

  /** @param {string} trait @param {string} name @param {[value: string, label: string][]} options */
  const picker = (trait, name, options) => choice({ name, options, onChange: (value) => change({ [trait]: value }) });
  /** @param {string} trait @param {string} name */
  const counter = (trait, name) =>
    stepper({
      name,
      noun: `cell of the ${trait}`,
      max: card.limits[trait].vector,
      onChange: (length) => change({ [trait]: resized(model.get(trait), length) }),
    });
  const operation = picker("operation", "Operation", [
    ["correlation", "Correlation"],
    ["convolution", "Convolution"],
  ]);
  const mode = picker(
    "mode",
    "Mode",
    ["valid", "same", "full"].map((word) => [word, word]),
  );
  const swap = h(
    "button",
    { type: "button", title: "Signal and kernel change places", onclick: () => change({ signal: model.get("kernel"), kernel: model.get("signal") }) },
    "⇄ Swap",
  );
  const lengths = { signal: counter("signal", "Signal"), kernel: counter("kernel", "Kernel") };
  /** @param {(Node | string)[]} parts */
  const row = (...parts) => h("div", { class: "cnn-row" }, ...parts);
  /** @type {Controls} */
  const controls = [
    [
      "operation",
      {
        root: row(operation.root, mode.root, swap),
        draw: (_, state) => {
          operation.draw(state.operation);
          mode.draw(state.mode);
        },
      },
    ],
    [
      "signal",
      {
        root: row(lengths.signal.root, lengths.kernel.root, order),
        draw: (_, { signal, kernel }) => {
          lengths.signal.draw(signal.length);
          lengths.kernel.draw(kernel.length);
        },
      },
    ],
  ];

  /** The sliding kernel comes round from how it was typed; its numbers stay upright. */
  function showTurn() {
    const timing = { duration: 700, easing: "ease-in-out" };
    board.slider.root.animate({ rotate: ["-180deg", "0deg"] }, timing);
    for (const number of board.slider.root.querySelectorAll("span")) number.animate({ rotate: ["180deg", "0deg"] }, timing);
  }

  /** @param {Now<Scene, State>} now */
  function draw(now) {
    sliding = now.scene;
    const {
      operation,
      n: [, n],
      k: [, k],
      sides: [, [before, after]],
      size: [, length],
      padded: [, columns],
    } = sliding;
    const { step: t, sized } = now;
    const convolving = operation === "convolution";
    caption.replaceChildren(h("b", { class: "k" }, "Kernel"), ` ${k}`);
    turn.replaceChildren(h("span", { "aria-hidden": "true" }, convolving ? "↻" : "↓"), convolving ? " turned by 180°, then it slides" : " slides as it stands");
    label.signal.replaceChildren(h("b", { class: "n" }, "Signal"), ` ${n}`, ...(before + after ? [" ", h("span", { class: "pp" }, "zeros outside")] : []));
    label.slider.replaceChildren(h("b", { class: "k" }, "Kernel"), convolving ? ", turned" : "");
    text(label.product, "Products");
    label.output.replaceChildren(h("b", { class: "o" }, "Output"), ` ${sized ? length : "?"}`);
    const values = { across: columns, at: t, middle: Math.floor(k / 2), w: k };
    for (const [name, value] of Object.entries(values)) stage.style.setProperty(`--${name}`, String(value));
    window_.draw({ place: [0, t], stride: [1, 1], reach: [3, k], size: sliding.size, across: columns });
    drawGrids(board, now);
    if (turned !== undefined && turned !== operation && !still()) showTurn();
    turned = operation;
    if (columns > 14) requestAnimationFrame(() => follow(t, k, columns)); // when all is laid out
    sum.replaceChildren(...(sized ? sumLine(sliding, 0, t, now.known) : []));
    text(order, orderRemark(operation, sliding.after));
    views.size.replaceChildren(...lengthView(sliding, sized));
    views.formula.replaceChildren(...vectorFormula(sliding, t));
    views.code.replaceChildren(...vectorCode(sliding, t, now.known));
  }

  /** On a phone very long rows scroll: what the kernel covers stays in sight. @param {number} t @param {number} k @param {number} columns */
  function follow(t, k, columns) {
    const { scrollWidth, clientWidth } = rows;
    if (scrollWidth > clientWidth) rows.scrollLeft = ((t + k / 2) / columns) * scrollWidth - clientWidth / 2;
  }

  /** @param {Now<Scene, State>} now */
  const sentence = ({ step: t, known }) => {
    const there = `Step ${t + 1} of ${sliding.steps}: output cell ${t + 1}`;
    return known ? `${there}: ${sum.textContent}` : there;
  };

  return card.show({
    stage,
    sum,
    controls,
    scene: sceneOf,
    draw,
    sentence,
    questions: vectorQuestions,
    views: [
      ["Length", views.size],
      ["This cell", views.formula],
      ["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, views.code), true],
    ],
    hint: "Blue and orange cells can be changed: click and type.",
  });
}

export default { render };
