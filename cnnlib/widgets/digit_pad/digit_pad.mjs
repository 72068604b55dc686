// Draw a digit: the network answers at once, and each answer is chased back to the pixels.
import { open } from "../kit/card.mjs";
import { tick } from "../kit/controls.mjs";
import { answers, fixed, sure } from "./answers.mjs";
import { loudest, STEPS } from "./chase.mjs";
import { GREYS } from "./colours.mjs";
import { lines, seen, strokesOf } from "../engine/ink.mjs";
import { ledgerBars } from "./ledger.mjs";
import { board, large, NAMES } from "./maps.mjs";
import { chase, forward, halves, LAYERS, softmax, weightsOf } from "../engine/network.mjs";
import { samples } from "./samples.mjs";
import { surface } from "./surface.mjs";
import { answerOf, cellOf, codeOf, formulaOf, sumOf } from "./views.mjs";
import { h, set } from "../kit/dom.mjs";
import { show } from "../kit/numbers.mjs";

const LAYER_NAMES = Object.keys(LAYERS);
const FREE = "Draw a digit: what does the network answer, and why?";
const NOTHING = [-1];
const bytesOf = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

function render({ model, el }) {
  const weights = weightsOf(halves(bytesOf(model.get("_weights"))));
  const names = model.get("_names");
  const bytes = bytesOf(model.get("_samples"));
  const digits = Object.fromEntries(names.map(([number], index) =>
    [number, Float64Array.from(bytes.subarray(784 * index, 784 * (index + 1)), (grey) => grey / 255)]));
  const card = open({ model, el, name: "DigitPad", heading: "Digit pad", settings: ["digit", "strokes", "centred"], place: ["logit"] });
  const { complain, point, put, limits } = card;
  let scene; // of the last drawing
  let made = { key: null };
  let base = null; // what stood on the pad when the stroke began
  let live = null; // what stands there until it ends
  let over = false; // whether ink goes on top of a test digit
  let pinned = null; // the map that was clicked, in one step of the chase, and maybe a cell of it

  const pad = surface({
    onStart() {
      const { digit, strokes } = card.get(["digit", "strokes"]);
      const drawn = lines(strokes);
      base = over || drawn.length || digit === "none" ? { digit, drawn } : { digit: "none", drawn: [] };
    },
    onLine(points, done) {
      const strokes = strokesOf([...base.drawn, points]);
      live = null;
      if (strokes.length > limits.strokes.vector) {
        complain("The pad is full: take a stroke back, or clear it.");
        return card.redraw();
      }
      const next = { digit: base.digit, strokes };
      if (done) return put({ ...next, title: FREE });
      live = next;
      card.redraw();
    },
    onUndo: () => undo(),
  });
  const undo = () => put({ strokes: strokesOf(lines(model.get("strokes")).slice(0, -1)) });
  const button = (name, onclick) => h("button", { type: "button", onclick }, name);
  const back = button("Undo", () => { if (back.ariaDisabled !== "true") undo(); });
  const clear = button("Clear", () => put({ digit: "none", strokes: NOTHING, title: FREE }));
  const centre = tick({ name: "Centre it", onChange: (centred) => put({ centred }) });
  const onTop = tick({ name: "Ink goes on top", onChange: (value) => { over = value; } });
  const starts = samples({ names, bytes, onPick: (digit) => put({ digit, strokes: NOTHING, title: FREE }) });
  const bars = answers({ onPick: (digit) => put({ logit: String(digit), step: Math.max(scene.step, 1) }) });
  const input = large({ kind: "input", colours: GREYS, onPoint: point("input"), onPick: () => {}, keys: "What the network gets." });
  const inputCaption = h("p", { class: "cnn-caption" });
  const maps = board({
    onPoint: (layer, map) => point("map")(layer === null ? null : LAYER_NAMES.indexOf(layer), map),
    onPick: (layer, map) => { pinned = { step: scene.step, layer, map }; card.redraw(); },
  });
  const pickCell = (r, c) => { pinned = { step: scene.step, ...scene.looked, cell: [r, c] }; card.redraw(); };
  const details = Object.fromEntries(["input", "output"].map((kind) =>
    [kind, large({ kind, ...(kind === "input" ? { colours: GREYS } : {}), onPoint: point("detail"), onPick: pickCell, keys: "Arrow keys move the cell, with Shift by 8." })]));
  const detailCaption = h("p", { class: "cnn-caption" });
  const balance = ledgerBars();
  const stage = h("div", { class: "cnn-digit" },
    h("div", { class: "cnn-top3" },
      h("div", { class: "cnn-draw" }, pad.root, h("div", { class: "cnn-tools" }, back, clear, onTop.root)),
      h("div", { class: "cnn-seen" }, input.root, inputCaption, centre.root), bars.root),
    starts.root,
    h("div", { class: "cnn-inside" }, maps.root, h("div", { class: "cnn-detail" }, details.input.root, details.output.root, detailCaption, balance.root)));
  const sum = h("p", { class: "cnn-sum" });
  const views = { formula: h("div"), cell: h("div"), code: h("code") };

  /** Everything about what stands on the pad; kept while it stays the same. */
  function answer({ digit, strokes, centred }) {
    const same = JSON.stringify([digit, strokes, centred]);
    if (made.key === same) return made;
    const picture = digits[digit] ?? null;
    const all = forward(seen(picture, strokes, centred), weights);
    const shares = softmax(all.logits);
    made = { key: same, picture, drawn: lines(strokes), maps: all, logits: Array.from(all.logits), shares, winner: shares.indexOf(Math.max(...shares)), owed: {} };
    return made;
  }

  function makeScene(state) {
    const found = answer({ ...state, ...live });
    const digit = state.logit === "winner" ? found.winner : Number(state.logit);
    const step = state.predict ? 0 : Math.min(state.step, STEPS.length - 1);
    if (step > 0) found.owed[digit] ??= chase(found.maps, weights, digit);
    if (pinned?.step !== step) pinned = null;
    scene = { ...found, digit, step, layer: STEPS[step], owed: step ? found.owed[digit] : null, steps: state.predict ? 1 : STEPS.length, problem: null, standing: (live ?? state).digit };
    return scene;
  }

  /** What the chase has come to: of a layer that it reached, what the logit owes to it. */
  const reached = (layer) => (STEPS.indexOf(layer) <= scene.step ? scene.owed?.[STEPS.indexOf(layer) - 1] ?? null : null);

  /** Which map is shown large: the one pointed at, clicked, or with most to say. */
  function chooseMap(pointed) {
    if (pointed?.kind === "map") return { layer: LAYER_NAMES[pointed.r], map: pointed.c };
    if (pinned) return { layer: pinned.layer, map: pinned.map };
    const layer = scene.step ? scene.layer : "conv1";
    return { layer, map: loudest(reached(layer)?.values ?? scene.maps[layer], LAYERS[layer]).map };
  }

  function drawDetail(pointed, known) {
    const { layer, map } = (scene.looked = chooseMap(pointed));
    const [count, side] = LAYERS[layer];
    const part = reached(layer);
    const slice = (values) => values.subarray(map * side * side, (map + 1) * side * side);
    const [values, owed] = [slice(scene.maps[layer]), part && slice(part.values)];
    const own = pinned?.layer === layer && pinned.map === map ? pinned.cell : null;
    const cell = pointed?.kind === "detail" ? [pointed.r, pointed.c].map((at) => Math.min(at, side - 1)) : own ?? loudest(owed ?? values, [1, side]).cell;
    const at = cell[0] * side + cell[1];
    const name = layer === "picture" ? "Input" : `${NAMES[layer]}, map ${map + 1} of ${count}`;
    const shown = details[layer === "picture" ? "input" : "output"];
    for (const one of Object.values(details)) set(one.root, "hidden", one !== shown);
    shown.draw({ values, side, most: layer === "picture" ? 1 : Math.max(...scene.maps[layer]), owed, mostOwed: part && Math.max(...part.values.map(Math.abs)), cell, marked: true,
      label: `${name}, ${side} by ${side}. Row ${cell[0] + 1}, column ${cell[1] + 1}: ${show(values[at], 4)}${owed ? `, adds ${show(owed[at], 4)}`.replace("−", "minus ") : ""}` });
    const total = owed?.reduce((all, value) => all + value, 0);
    detailCaption.replaceChildren(h("b", { class: layer === "picture" ? "n" : "o" }, name), h("br"), owed ? `adds ${fixed(total)} to the logit of ${scene.digit}` : `largest ${fixed(Math.max(...values))}`);
    views.cell.replaceChildren(...cellOf({ name, value: values[at], gradient: part ? part.gradient[map * side * side + at] : null, layer }, cell, known));
  }

  function draw({ state, known, pointed }) {
    const { logits, shares, winner, digit, drawn, picture, standing, step } = scene;
    const called = picture ? `test digit ${standing}${drawn.length ? ", drawn on" : ""}` : drawn.length ? `${drawn.length} stroke${drawn.length === 1 ? "" : "s"}` : "empty";
    pad.draw({ picture, lines: drawn, name: called });
    set(back, "aria-disabled", String(!drawn.length));
    centre.draw(state.centred);
    onTop.draw(over);
    starts.draw(drawn.length ? null : standing);
    bars.draw({ logits, shares, winner, digit: step ? digit : null, known, open: !state.predict });
    const pixel = pointed?.kind === "input" ? [pointed.r, pointed.c] : null;
    const x = scene.maps.picture;
    input.draw({ values: x, side: 28, most: 1, owed: null, cell: pixel ?? [0, 0], marked: pixel !== null,
      label: `What the network sees, 28 by 28${pixel ? `. Row ${pixel[0] + 1}, column ${pixel[1] + 1}: ${show(x[28 * pixel[0] + pixel[1]], 3)}` : ""}` });
    inputCaption.replaceChildren(h("b", { class: "n" }, "What it sees"), h("br"), pixel ? `x[${pixel.join(", ")}] = ${show(x[28 * pixel[0] + pixel[1]], 3)}` : "28\u00a0×\u00a028, 0\u00a0to\u00a01");
    drawDetail(pointed, known);
    maps.draw({ maps: scene.maps, owed: reached, chosen: scene.looked });
    const part = scene.owed?.[step - 1] ?? null;
    balance.draw(part, state.predict);
    const told = { layer: scene.layer, part, digit, logits, shares, winner };
    sum.replaceChildren(...(!known ? ["What will the network answer?"] : step ? [h("span", { class: "cnn-term" }, `Logit of ${digit}: `), ...sumOf(part, logits[digit])] : answerOf(scene)));
    views.formula.replaceChildren(...formulaOf(told, known));
    views.code.replaceChildren(...codeOf(told, known));
  }

  const PLACES = ["", "Its 784 products. ", "Back through max pool 2. ", "Back through convolution 2. ", "Back through max pool 1. ", "Back through convolution 1, to the pixels. "];
  const sentence = ({ known }) => (known ? PLACES[scene.step] : "") + sum.textContent.replaceAll("−", "minus");

  const questions = {
    cell: ({ winner, shares }) => ({
      text: "Which digit will the network answer?", fields: ["Digit"], right: [winner], told: `${winner}, with ${sure(shares[winner])}`,
      done: "Choose another test digit, or draw one, and it asks again.", nudge: "Look at what it sees.",
      mistake: (_, guess) => (Number.isInteger(guess) && guess >= 0 && guess <= 9 ? `It gives ${guess} less than another digit. Read the strokes as if for the first time.` : "It always answers one of the digits 0 to 9."),
    }),
  };

  const close = card.show({
    stage, sum, controls: [], scene: makeScene, draw, sentence, questions,
    views: [["The sum", views.formula], ["This cell", views.cell], ["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, views.code), true]],
    hint: "Choose an answer to chase its logit back, step by step, to the pixels.",
  });
  return () => {
    pad.end();
    close();
  };
}

export default { render };
