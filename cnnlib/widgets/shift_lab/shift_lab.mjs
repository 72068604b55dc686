// A digit moves through a convolution, a stride and a pooling: what moves along, and what stays?
import { open } from "../kit/card.mjs";
import { choice, select, slider } from "../kit/controls.mjs";
import { curve, sample } from "./curve.mjs";
import { h } from "../kit/dom.mjs";
import { pair } from "../engine/tables.mjs";
import { grid } from "../board/grid.mjs";
import { cell, show, spoken } from "../kit/numbers.mjs";
import { picture } from "../board/picture.mjs";
import { compared, moved, stages } from "../engine/shift.mjs";
import { shiftQuestions } from "./questions.mjs";
import { codeOf, equationOf, moveOf, placesOf } from "./views.mjs";

const SIDE = 28;
const FURTHEST = 10; // pixels to the left or right: step 0 is −10
const RIGHTS = Array.from({ length: 2 * FURTHEST + 1 }, (_, step) => step - FURTHEST);
const STAGES = { convolution: "Convolution", stride: "Stride", "max pool": "Max pool 2\u00a0×\u00a02", "average pool": "Average pool 2\u00a0×\u00a02", "global max": "Global max" };
const by = (numbers) => numbers.join("\u00a0×\u00a0");
const percent = (share) => `${show(100 * share, 2)}\u00a0%`;

/** Differences as opaque as they are large, so that they show on any ground. */
function gapShader(values, _, bytes) {
  const most = Math.max(...values);
  values.forEach((value, index) => bytes.set([213, 94, 0, value ? 70 + (185 * value) / most : 0], 4 * index));
}

function render({ model, el }) {
  const view = model.get("_samples");
  const samples = Float64Array.from(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  const card = open({ model, el, name: "ShiftLab", heading: "Shift lab",
    settings: ["digit", "kernel", "padding", "stride", "pool", "compare"], place: ["dy", "cell"], start: FURTHEST + 1 });
  const { complain, point, edit, put, limits } = card;
  let scene; // of the last drawing
  let measured = { key: null }; // all that is measured of one setting, for every step

  const bound = (pixels) => Math.min(Math.max(pixels, -FURTHEST), FURTHEST);
  const move = ([down, right]) => put({ dy: bound(down), step: bound(right) + FURTHEST });
  const look = (r, c) => put({ cell: [r, c] });
  const map = (shader) => picture({ kind: "output", onPoint: point("map"), onPick: look, shader, keys: "Arrow keys move the cell, with Shift by 8." });
  const pictures = {
    digit: picture({ kind: "input", onPoint: point("digit"), keys: "Arrow keys move the digit.",
      onArrow: (down, right) => { card.stop(); move([scene.shift[0] + Math.sign(down), scene.shift[1] + Math.sign(right)]); } }),
    here: map(), other: map(), gap: map(gapShader),
  };
  drag(pictures.digit.root, () => scene.shift, (shift) => { card.stop(); move(shift); });
  const captions = Object.fromEntries(Object.keys(pictures).map((name) => [name, h("p", { class: "cnn-caption" })]));
  const kernel = grid({ kind: "kernel", complain, onEdit: edit("kernel") });
  const kernelCaption = h("p", { class: "cnn-caption" });
  const rows = h("tbody");
  const head = ["Stage", "Map", "Cells that differ", "of these inside", "Largest", "Apart"];
  const table = h("table", {}, h("thead", {}, h("tr", {}, ...head.map((name) => h("th", { scope: "col" }, name)))), rows);
  const plot = curve({ from: -FURTHEST, to: FURTHEST, axis: "pixels to the right", onPick: (right) => put({ step: right + FURTHEST }) });
  const stage = h("div", { class: "cnn-shift" },
    h("div", { class: "cnn-four" }, ...Object.entries(pictures).map(([name, { root }]) => h("div", {}, root, captions[name]))),
    h("div", { class: "cnn-measured" }, h("div", { class: "cnn-matrix" }, kernel.root, kernelCaption), table), 
    h("p", { class: "cnn-caption" }, "How far ", h("b", {}, "apart"), " the maps are, for each move: all differences, as a share of both maps"), plot.root);
  const sum = h("p", { class: "cnn-sum" });
  const views = { equation: h("div"), cell: h("div"), code: h("code") };
  const right = slider({ name: "To the right", min: -FURTHEST, max: FURTHEST, onChange: (pixels) => put({ step: pixels + FURTHEST }) });
  const whole = (trait, name) => {
    const [min, max] = limits[trait].whole;
    return [trait, slider({ name, min, max, onChange: (value) => put({ [trait]: value }) })];
  };
  const controls = [
    ["step", { root: right.root, draw: (step) => right.draw(step - FURTHEST) }], whole("dy", "Down"),
    ["digit", select({ name: "Digit", options: [..."0123456789"].map((digit) => [digit, digit]), onChange: (digit) => put({ digit }) })],
    whole("padding", "Padding"), whole("stride", "Stride"),
    ["pool", select({ name: "Then", options: [["none", "no pooling"], ["max", "max pool 2 × 2"], ["average", "average pool 2 × 2"], ["global max", "global max"]], onChange: (pool) => put({ pool }) })],
  ];
  const against = choice({ name: "Held against", options: [["moved", "moved along"], ["unchanged", "as it was"]],
    onChange: (compare) => put({ compare }) });
  stage.prepend(h("p", { class: "cnn-against" }, h("span", {}, "The moved digit’s new map, held against the old one"), against.root));

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
    const last = measured.all[step].at(-1);
    const other = state.predict ? compared(digit, shift, { ...state, compare: state.compare === "moved" ? "unchanged" : "moved" }).at(-1).differ : null;
    return { steps: RIGHTS.length, problem: null, digit, shift, stages: measured.all[step], last, other, compare: state.compare, state };
  };

  function drawPictures({ pointed, known, sized }) {
    const { last, shift, digit, compare, state } = scene;
    const { size } = last.here;
    const reach = last.stride ? last.reach : [SIDE, SIDE];
    const first = (at) => at.map((index) => index * last.stride - last.before * Math.sign(last.stride));
    let place = pair(state.cell).map((at, axis) => Math.min(at, size[axis] - 1));
    if (pointed?.kind === "map") place = [pointed.r, pointed.c];
    let [seen, cells] = [[...first(place), ...reach], [...place, 1, 1]];
    if (pointed?.kind === "digit") { // all cells that see this pixel
      const spot = [pointed.r, pointed.c];
      const range = spot.map((at, axis) => last.stride ? [Math.max(0, Math.ceil((at + last.before - reach[axis] + 1) / last.stride)),
        Math.min(size[axis] - 1, Math.floor((at + last.before) / last.stride))] : [0, 0]);
      seen = [...spot, 1, 1];
      cells = [range[0][0], range[1][0], ...range.map(([from, to]) => Math.max(0, to - from + 1))];
    }
    pictures.digit.draw({ ...moved(digit, shift), display: "clipped", rows: SIDE, place: [0, 0], window: seen,
      label: `Digit ${state.digit}, ${moveOf(shift)}` });
    const most = Math.max(...[...last.here.values, ...last.other.values].map(Math.abs)) || 1;
    const at = place[0] * size[1] + place[1];
    const draw = (name, values, there, label) => pictures[name].draw({ values, size, display: "signed", rows: there ? size[0] : 0, place, window: cells,
      label: `${label}, ${size.join(" by ")}. Row ${place[0] + 1}, column ${place[1] + 1}: ${there ? spoken(last[name === "gap" ? "gap" : name].values[at]) : "not there yet"}` });
    draw("here", scaled(last.here, most), known, "New map");
    draw("other", scaled(last.other, most), sized, compare === "moved" ? "Old map, moved along" : "Old map as it was");
    draw("gap", last.gap.values, known, "Difference");
    captions.digit.replaceChildren(h("b", { class: "n" }, "Digit"), ` ${moveOf(shift)}`);
    captions.here.replaceChildren(h("b", { class: "o" }, "New map"), last.cells === 1 && known ? `: ${show(last.here.values[0])}` : ` ${by(size)}`);
    captions.other.replaceChildren(h("b", { class: "o" }, "Old map"),
      last.cells === 1 && sized ? `: ${show(last.other.values[0])}` : compare === "unchanged" ? " as it was" : sized ? ` ${moveOf(last.steps, "cell")}` : " ?");
    captions.gap.replaceChildren(h("b", {}, "Difference"), known ? ` in ${last.differ || "no"} cell${last.differ === 1 ? "" : "s"}` : " ?");
    return place;
  }

  function drawTable({ known }) {
    rows.replaceChildren(...scene.stages.map((stage, index) => h("tr", {},
      h("th", { scope: "row" }, sample(index, index === scene.stages.length - 1),
        stage.name === "convolution" ? `Convolution ${by(stage.reach)}` : stage.name === "stride" ? `Stride ${stage.stride}` : STAGES[stage.name]),
      ...[by(stage.here.size), ...(known ? [`${stage.differ}, ${percent(stage.differ / stage.cells)}`, String(stage.inside), show(stage.largest, 4), percent(stage.apart)]
        : ["?", "?", "?", "?"])].map((text) => h("td", {}, text)))));
  }

  function draw(now) {
    ({ scene } = now);
    const { last, shift, compare, state } = scene;
    const place = drawPictures(now);
    drawTable(now);
    against.draw(compare);
    kernel.draw(state.kernel.length, state.kernel[0].length, `Kernel, ${state.kernel.length} by ${state.kernel[0].length}`, (r, c) => ({
      text: cell(state.kernel[r][c]), edit: String(state.kernel[r][c]), label: `row ${r + 1}, column ${c + 1}: ${spoken(state.kernel[r][c])}`,
    }));
    kernelCaption.replaceChildren(h("b", { class: "k" }, "Kernel"));
    const shares = scene.stages.map((_, index) => measured.all.map((all, step) => (!state.predict || now.shown(step) ? all[index].apart : null)));
    plot.draw(shares, shift[1], now.known ? `How far apart the maps are, for each move: ${scene.stages.map((stage) => `${stage.name} ${percent(stage.apart)}`).join(", ")} now` : "Not there yet");
    sum.replaceChildren(...(now.known ? verdict(last) : ["How many cells differ?"]));
    views.equation.replaceChildren(...equationOf(scene, now.sized));
    views.cell.replaceChildren(...placesOf(scene, place, now.known));
    views.code.replaceChildren(...codeOf(scene, now.known));
  }

  function verdict({ differ, cells, inside, largest, apart }) {
    if (!differ) return [h("b", { class: "o" }, "Equal"), cells === 1 ? " in its one cell." : ` in all ${cells} cells.`];
    const where = cells === 1 ? "" : inside === 0 ? ", all at the border" : "";
    return [h("b", { class: "o" }, `${differ} of ${cells}`), ` cells differ${where}, by ${show(largest, 4)} at most. They are ${percent(apart)} apart.`];
  }

  const sentence = ({ known }) => `Digit ${moveOf(scene.shift)}. ${known ? sum.textContent : ""}`;

  const close = card.show({
    stage, sum, controls, scene: makeScene, draw, sentence, questions: shiftQuestions,
    views: [["The question", views.equation], ["This cell", views.cell], ["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, views.code), true]],
    hint: "Drag the digit, or use the arrow keys. Inside: cells that see no border.",
  });
  return close;
}

const scaled = ({ values }, most) => values.map((value) => (255 * value) / most);

/** shift() is what holds when a drag begins; onMove([down, right]) asks for another. */
function drag(root, shift, onMove) {
  let grip = null;
  root.addEventListener("pointerdown", (event) => {
    grip = { y: event.clientY, x: event.clientX, from: shift() };
    root.setPointerCapture(event.pointerId);
  });
  root.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const pixel = root.clientWidth / SIDE;
    const to = [event.clientY - grip.y, event.clientX - grip.x].map((distance, axis) => grip.from[axis] + Math.round(distance / pixel));
    if (String(to) !== String(shift())) onMove(to);
  });
  for (const type of ["pointerup", "pointercancel"]) root.addEventListener(type, () => { grip = null; });
}

export default { render };
