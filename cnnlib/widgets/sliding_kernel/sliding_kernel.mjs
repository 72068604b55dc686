// One kernel, one matrix, step by step. Two ways to move: the kernel slides over the input, or the
// input stamps the kernel onto the output. Each way is a module that offers
//   scene(state), draw(board, now), sentence(now, sum), questions,
//   origin(scene): where the input begins in its grid; stepAt(scene, place), stepOf(scene, r, c).
import { open } from "../kit/card.mjs";
import { choice, pairSlider, select, sizer, tick } from "../kit/controls.mjs";
import { h, set } from "../kit/dom.mjs";
import { more } from "../kit/more.mjs";
import { matrix, operator, stageOf } from "../board/stage.mjs";
import { stamping } from "./stamping.mjs";
import { sliding } from "./sliding.mjs";

const WAYS = { correlation: sliding, convolution: sliding, transposed: stamping };
const SIGNS = { correlation: "⋆", convolution: "∗", transposed: "×" };
const BORDERS = [["zeros", "zeros"], ["reflect", "reflect: a mirror"], ["replicate", "replicate: the edge"], ["circular", "circular: the other side"]];
const SETTINGS = ["input", "kernel", "stride", "padding", "dilation", "operation", "padding_mode", "output_padding"];

/** What is not as usual, for the fold. */
const unusual = ({ operation, padding, padding_mode: border, output_padding: extra, visits }) => [
  operation !== "correlation" && operation, padding === "same" && "padding same", border !== "zeros" && border,
  [extra].flat().some(Boolean) && operation === "transposed" && `output padding ${[extra].flat().join(", ")}`,
  visits && "visits counted",
].filter(Boolean);

function settings(card) {
  const { change, put, limits, get } = card;
  const pair = (trait, name) => {
    const [min, max] = limits[trait].pair;
    return pairSlider({ name, min, max, onChange: (value) => change({ [trait]: value }) });
  };
  const operation = choice({ name: "Operation", options: Object.keys(WAYS).map((way) => [way, way[0].toUpperCase() + way.slice(1)]),
    onChange: (value) => change({ operation: value }) });
  let number = 0; // the padding before it was "same"
  const same = tick({ name: "Padding “same”", onChange: (on) => change({ padding: on ? "same" : number }) });
  const border = select({ name: "Padding holds", options: BORDERS,
    onChange: (value) => change({ padding_mode: value, ...(get(["padding"]).padding === 0 && { padding: 1 }) }) }); // else nothing shows
  const extra = pair("output_padding", "Output padding");
  const folded = [
    ["operation", { root: h("div", { class: "cnn-operation" }, h("span", {}, "Operation"), operation.root), draw: operation.draw }],
    ["input", sizer({ name: "Input", max: limits.input.matrix, onChange: (value) => change({ input: value }) })],
    ["kernel", sizer({ name: "Kernel", max: limits.kernel.matrix, onChange: (value) => change({ kernel: value }) })],
    ["padding", { root: same.root, draw(value) {
      if (value !== "same") number = value;
      same.draw(value === "same");
    } }],
    ["padding_mode", border],
    ["visits", tick({ name: "Count visits", onChange: (visits) => put({ visits }) })],
    ["output_padding", { root: extra.root, draw(value, { operation: way }) {
      set(extra.root, "hidden", way !== "transposed");
      extra.draw(value);
    } }],
  ];
  return [["stride", pair("stride", "Stride")], ["padding", pair("padding", "Padding")], ["dilation", pair("dilation", "Dilation")],
    ["operation", more({ controls: folded, says: unusual, inside: "size, operation, border" })]];
}

function render({ model, el }) {
  const card = open({ model, el, name: "SlidingKernel", heading: "Sliding kernel", settings: SETTINGS, place: ["visits"] });
  const { complain, point, edit, put } = card;
  let scene; // of the last drawing, and the state that it was made of
  let made = {};
  const way = () => WAYS[made.operation];
  const remembered = (state) => {
    if (SETTINGS.some((trait) => state[trait] !== made[trait])) [made, scene] = [state, WAYS[state.operation].scene(state)];
    return scene;
  };
  const goTo = (step) => { if (step !== null) put({ step }); };
  const framed = { onGrab: card.stop, onMove: (place) => goTo(way().stepAt(scene, place)) };
  const board = {
    input: matrix({ kind: "input", name: "Input", framed, complain, onPoint: point("input"), onEdit: edit("input", () => way().origin(scene)) }),
    kernel: matrix({ kind: "kernel", name: "Kernel", complain, onPoint: point("kernel"), onEdit: edit("kernel") }),
    turned: matrix({ kind: "kernel", name: "Turned", onPoint: point("turned") }),
    output: matrix({ kind: "output", name: "Output", framed: { ...framed, label: "Drag the stamp" }, onPoint: point("output"),
      onPick: (r, c) => goTo(way().stepOf(scene, r, c)) }),
    sum: h("p", { class: "cnn-sum" }),
    views: { size: h("div"), formula: h("div"), code: h("code") },
  };
  const [sign, turn] = [operator(""), operator("↻")];
  const kernels = h("div", { class: "cnn-kernels" }, board.kernel.root, turn, board.turned.root);
  board.stage = stageOf({ left: board.input.root, sign, rest: [kernels, operator("="), board.output.root] });

  function draw(now) {
    sign.textContent = SIGNS[now.state.operation];
    for (const element of [turn, board.turned.root]) set(element, "hidden", now.state.operation !== "convolution");
    way().draw(board, now);
  }

  return card.show({
    stage: board.stage.root, sum: board.sum, controls: settings(card), scene: remembered, draw,
    sentence: (now) => way().sentence(now, board.sum),
    questions: { size: (...asked) => way().questions.size(...asked), cell: (...asked) => way().questions.cell(...asked) },
    views: [["Size", board.views.size], ["This cell", board.views.formula], ["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, board.views.code), true]],
    hint: "Blue and orange cells can be changed: click and type.",
  });
}

export default { render };
