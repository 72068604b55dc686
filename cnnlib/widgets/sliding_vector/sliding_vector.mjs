// One vector slides over another: correlation or convolution, each product under its pair.
import { open } from "../kit/card.mjs";
import { choice } from "../kit/controls.mjs";
import { h, set, text } from "../kit/dom.mjs";
import { terms, total } from "../engine/convolution.mjs";
import { frame } from "../board/frame.mjs";
import { grid } from "../board/grid.mjs";
import { cell, show, spoken } from "../kit/numbers.mjs";
import { stepper } from "../kit/stepper.mjs";
import { vectorQuestions } from "./mistakes.mjs";
import { lengthView, orderRemark, vectorCode, vectorFormula } from "./views.mjs";
import { afterSwap, slideVector } from "../engine/vectors.mjs";
import { sumLine } from "../kit/views.mjs";

const classes = (...names) => names.filter(Boolean).join(" ");
const long = (value) => cell(value).length > 3 && "long";
const resized = (values, length) => Array.from({ length }, (_, index) => values[index] ?? 0);
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function render({ model, el }) {
  const card = open({ model, el, name: "SlidingVector", heading: "Sliding vector",
    settings: ["signal", "kernel", "operation", "mode"] });
  let sliding; // the scene of the last drawing
  let turned; // the operation of the last drawing

  const { complain, point, put, change } = card;
  const edit = (trait, placeOf) => (_, c, value) => put({ [trait]: model.get(trait).with(placeOf(c), value) });
  const typedPlace = (c) => (sliding.operation === "convolution" ? sliding.k[1] - 1 - c : c); // of what slides
  const board = {
    kernel: grid({ kind: "kernel", complain, onPoint: point("kernel"), onEdit: edit("kernel", (c) => c) }),
    signal: grid({ kind: "input", complain, onPoint: point("signal"), onEdit: edit("signal", (c) => c - sliding.p[1]) }),
    slider: grid({ kind: "kernel", complain, onPoint: point("slider"), onEdit: edit("kernel", typedPlace) }),
    product: grid({ kind: "product", onPoint: point("product") }),
    output: grid({ kind: "output", onPoint: point("output"), onPick: (_, t) => put({ step: t }) }),
  };
  const window_ = frame({ board: board.signal, onGrab: card.stop, onMove: ([, t]) => put({ step: t }) });
  const label = Object.fromEntries(["signal", "slider", "product", "output"].map((row) => [row, h("p", { class: `cnn-label cnn-of-${row}` })]));
  const moves = (element) => h("div", { class: "cnn-moves" }, element);
  const brace = h("div", { class: "cnn-moves cnn-brace", "aria-hidden": "true" }, h("span"));
  const caption = h("p", { class: "cnn-caption" });
  const turn = h("p", { class: "cnn-turn" });
  const rows = h("div", { class: "cnn-rows" },
    label.signal, h("div", {}, board.signal.root), label.slider, moves(board.slider.root),
    label.product, moves(board.product.root), brace, label.output, h("div", { class: "cnn-out" }, board.output.root));
  const stage = h("div", { class: "cnn-stage cnn-vector" },
    h("div", { class: "cnn-typed" }, caption, board.kernel.root, turn), rows);
  const sum = h("p", { class: "cnn-sum" });
  const order = h("span");
  const views = { size: h("div"), formula: h("div"), code: h("code") };

  const picker = (trait, name, options) => choice({ name, options, onChange: (value) => change({ [trait]: value }) });
  const counter = (trait, name) => stepper({ name, noun: `cell of the ${trait}`, max: card.limits[trait].vector,
    onChange: (length) => change({ [trait]: resized(model.get(trait), length) }) });
  const operation = picker("operation", "Operation", [["correlation", "Correlation"], ["convolution", "Convolution"]]);
  const mode = picker("mode", "Mode", ["valid", "same", "full"].map((word) => [word, word]));
  const swap = h("button", { type: "button", title: "Signal and kernel change places",
    onclick: () => change({ signal: model.get("kernel"), kernel: model.get("signal") }) }, "⇄ Swap");
  const lengths = { signal: counter("signal", "Signal"), kernel: counter("kernel", "Kernel") };
  const row = (...parts) => h("div", { class: "cnn-row" }, ...parts);
  const controls = [
    ["operation", { root: row(operation.root, mode.root, swap), draw: (_, state) => {
      operation.draw(state.operation);
      mode.draw(state.mode);
    } }],
    ["signal", { root: row(lengths.signal.root, lengths.kernel.root, order), draw: (_, { signal, kernel }) => {
      lengths.signal.draw(signal.length);
      lengths.kernel.draw(kernel.length);
    } }],
  ];

  const scene = (state) => {
    const made = slideVector(state.signal, state.kernel, state.operation, state.mode);
    return { ...made, steps: made.size[1], after: afterSwap(made) };
  };

  function drawGrids({ step: t, shown, known, sized, pointed }) {
    const { xp, w: [weights], n: [, n], k: [, k], p: [, before], size: [, length] } = sliding;
    const products = terms(sliding, 0, t);
    const c = pointed?.c;
    const here = { kernel: typedPlace(c), slider: c, product: c, signal: c - t }[pointed?.kind] ?? null; // a place on what slides
    const partner = (kind, place) => pointed?.kind !== kind && place === here && "partner";
    const reads = (column, place) => column >= place && column < place + k;
    const covers = pointed?.kind === "output" ? c : null;
    const signalCell = (column) => column - before + 1;

    board.kernel.draw(1, k, `Kernel, ${k} cells, as typed`, (_, u) => ({
      text: cell(sliding.kernel[u]), edit: String(sliding.kernel[u]), label: `cell ${u + 1}: ${spoken(sliding.kernel[u])}`,
      class: classes(long(sliding.kernel[u]), partner("kernel", typedPlace(u))),
    }));
    board.signal.draw(1, xp[0].length, `Signal, ${n} cells`, (_, column) => {
      const value = xp[0][column];
      const inside = column >= before && column < before + n;
      const on = reads(column, t);
      return {
        text: cell(value), edit: inside ? String(value) : undefined,
        class: classes(!inside && "pad", on && "on", !value && "zero", long(value),
          (covers !== null ? reads(column, covers) && "partner" : partner("signal", column - t))),
        label: (inside ? `cell ${signalCell(column)}: ${spoken(value)}` : `outside: ${spoken(value)}`) +
          (on ? `, over the kernel’s ${spoken(weights[column - t])}` : ""),
      };
    });
    board.slider.draw(1, k, `Sliding kernel, ${sliding.operation === "convolution" ? "turned" : "as typed"}`, (_, u) => ({
      text: cell(weights[u]), edit: String(weights[u]), label: `cell ${u + 1}: ${spoken(weights[u])}`,
      class: classes(long(weights[u]), partner("slider", u)),
    }));
    board.product.draw(1, k, "Products", (_, u) => ({
      text: known ? cell(products[u].product) : "", class: classes(known && long(products[u].product), partner("product", u)),
      label: `${spoken(products[u].x)} times ${spoken(products[u].w)}${known ? `: ${spoken(products[u].product)}` : ""}`,
    }));
    set(board.output.root, "hidden", !sized);
    if (sized) board.output.draw(1, length, `Output, ${length} cells`, (_, place) => {
      const there = shown(place);
      const value = total(terms(sliding, 0, place));
      const read = pointed?.kind === "signal" && reads(c, place);
      return {
        text: there ? cell(value) : place === t ? "?" : "",
        class: classes(place === t && "now", !there && "todo", there && long(value), read && "partner"),
        label: `cell ${place + 1}: ${there ? spoken(value) : "not there yet"}`,
      };
    });
  }

  /** The sliding kernel comes round from how it was typed; its numbers stay upright. */
  function showTurn() {
    const timing = { duration: 700, easing: "ease-in-out" };
    board.slider.root.animate({ rotate: ["-180deg", "0deg"] }, timing);
    for (const number of board.slider.root.querySelectorAll("span")) number.animate({ rotate: ["180deg", "0deg"] }, timing);
  }

  function draw(now) {
    sliding = now.scene;
    const { operation, n: [, n], k: [, k], sides: [, [before, after]], size: [, length], padded: [, columns] } = sliding;
    const { step: t, sized } = now;
    const convolving = operation === "convolution";
    caption.replaceChildren(h("b", { class: "k" }, "Kernel"), ` ${k}`);
    turn.replaceChildren(h("span", { "aria-hidden": "true" }, convolving ? "↻" : "↓"),
      convolving ? " turned by 180°, then it slides" : " slides as it stands");
    label.signal.replaceChildren(h("b", { class: "n" }, "Signal"), ` ${n}`, ...(before + after ? [" ", h("span", { class: "pp" }, "zeros outside")] : []));
    label.slider.replaceChildren(h("b", { class: "k" }, "Kernel"), convolving ? ", turned" : "");
    text(label.product, "Products");
    label.output.replaceChildren(h("b", { class: "o" }, "Output"), ` ${sized ? length : "?"}`);
    const values = { across: columns, at: t, middle: Math.floor(k / 2), w: k };
    for (const [name, value] of Object.entries(values)) stage.style.setProperty(`--${name}`, value);
    window_.draw({ place: [0, t], stride: [1, 1], reach: [3, k], size: sliding.size, across: columns });
    drawGrids(now);
    if (turned !== undefined && turned !== operation && !still()) showTurn();
    turned = operation;
    if (columns > 14) requestAnimationFrame(() => follow(t, k, columns)); // when all is laid out
    sum.replaceChildren(...(sized ? sumLine(sliding, 0, t, now.known) : []));
    text(order, orderRemark(operation, sliding.after));
    views.size.replaceChildren(...lengthView(sliding, sized));
    views.formula.replaceChildren(...vectorFormula(sliding, t));
    views.code.replaceChildren(...vectorCode(sliding, t, now.known));
  }

  /** On a phone very long rows scroll: what the kernel covers stays in sight. */
  function follow(t, k, columns) {
    const { scrollWidth, clientWidth } = rows;
    if (scrollWidth > clientWidth) rows.scrollLeft = ((t + k / 2) / columns) * scrollWidth - clientWidth / 2;
  }

  const sentence = ({ step: t, known }) => {
    const there = `Step ${t + 1} of ${sliding.steps}: output cell ${t + 1}`;
    return known ? `${there}: ${sum.textContent}` : there;
  };

  return card.show({
    stage, sum, controls, scene, draw, sentence, questions: vectorQuestions,
    views: [["Length", views.size], ["This cell", views.formula],
      ["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, views.code), true]],
    hint: "Blue and orange cells can be changed: click and type.",
  });
}

export default { render };
