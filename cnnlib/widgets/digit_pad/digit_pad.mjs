// Draw a digit: the network answers at once, and each answer is chased back to the pixels.

import { lines, strokesOf } from "../engine/ink.mjs";
import { chase, halves, LAYERS, weightsOf } from "../engine/network.mjs";
import { open } from "../kit/card.mjs";
import { tick } from "../kit/controls.mjs";
import { h, set } from "../kit/dom.mjs";
import { show } from "../kit/numbers.mjs";
import { answering, called, questions, reached } from "./answering.mjs";
import { answers } from "./answers.mjs";
import { loudest, SPOKEN, STEPS } from "./chase.mjs";
import { GREYS } from "./colours.mjs";
import { detail } from "./detail.mjs";
import { ledgerBars } from "./ledger.mjs";
import { board, large } from "./maps.mjs";
import { samples } from "./samples.mjs";
import { surface } from "./surface.mjs";
import { answerOf, cellOf, codeOf, formulaOf, sumOf } from "./views.mjs";

/** @import { Line } from "../engine/ink.mjs" */
/** @import { LayerName } from "../engine/network.mjs" */
/** @import { Pair } from "../engine/tables.mjs" */
/** @import { Context, Now, Pointed } from "../types.mjs" */
/** @import { Looked, Pad, Scene, State } from "./answering.mjs" */

const LAYER_NAMES = /** @type {LayerName[]} */ (Object.keys(LAYERS));
const FREE = "Draw a digit: what does the network answer, and why?";
const NOTHING = [-1];
/** @param {DataView} view */
const bytesOf = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

/** @param {Context} context */
function render({ model, el }) {
  const weights = weightsOf(halves(bytesOf(model.get("_weights"))));
  const names = /** @type {[number: string, called: string][]} */ (model.get("_names"));
  const bytes = bytesOf(model.get("_samples"));
  const digits = Object.fromEntries(
    names.map(([number], index) => [number, Float64Array.from(bytes.subarray(784 * index, 784 * (index + 1)), (grey) => grey / 255)]),
  );
  const card = open({ model, el, name: "DigitPad", heading: "Digit pad", settings: ["digit", "strokes", "centred"], place: ["logit"] });
  const { complain, point, put, limits } = card;
  /** @type {Scene} */
  let scene; // of the last drawing
  const answer = answering(weights, digits);
  let base = { digit: "none", drawn: /** @type {Line[]} */ ([]) }; // what stood on the pad when the stroke began
  let live = /** @type {Pad | null} */ (null); // what stands there until it ends
  let over = false; // whether ink goes on top of a test digit
  let pinned = /** @type {(Looked & { step: number, cell?: Pair }) | null} */ (null); // the map that was clicked, in one step of the chase, and maybe a cell of it

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
  /** @param {string} name @param {() => void} onclick */
  const button = (name, onclick) => h("button", { type: "button", onclick }, name);
  const back = button("Undo", () => {
    if (back.ariaDisabled !== "true") undo();
  });
  const clear = button("Clear", () => put({ digit: "none", strokes: NOTHING, title: FREE }));
  const centre = tick({ name: "Centre it", onChange: (centred) => put({ centred }) });
  const onTop = tick({
    name: "Ink goes on top",
    onChange: (value) => {
      over = value;
    },
  });
  const starts = samples({ names, bytes, onPick: (digit) => put({ digit, strokes: NOTHING, title: FREE }) });
  const bars = answers({ onPick: (digit) => put({ logit: String(digit), step: Math.max(scene.step, 1) }) });
  const input = large({ kind: "input", colours: GREYS, onPoint: point("input"), onPick: () => {}, keys: "What the network gets." });
  const inputCaption = h("p", { class: "cnn-caption" });
  const maps = board({
    onPoint: (layer, map) => point("map")(layer === null ? null : LAYER_NAMES.indexOf(layer), map),
    onPick: (layer, map) => {
      pinned = { step: scene.step, layer, map };
      card.redraw();
    },
  });
  /** @param {number} r @param {number} c */
  const pickCell = (r, c) => {
    pinned = scene.looked ? { step: scene.step, ...scene.looked, cell: [r, c] } : null;
    card.redraw();
  };
  const closer = detail({ onPoint: point("detail"), onPick: pickCell });
  const balance = ledgerBars();
  const stage = h(
    "div",
    { class: "cnn-digit" },
    h(
      "div",
      { class: "cnn-top3" },
      h("div", { class: "cnn-draw" }, pad.root, h("div", { class: "cnn-tools" }, back, clear, onTop.root)),
      h("div", { class: "cnn-seen" }, input.root, inputCaption, centre.root),
      bars.root,
    ),
    starts.root,
    h("div", { class: "cnn-inside" }, maps.root, h("div", { class: "cnn-detail" }, ...closer.parts, balance.root)),
  );
  const sum = h("p", { class: "cnn-sum" });
  const views = { formula: h("div"), cell: h("div"), code: h("code") };

  /** @param {State} state */
  function makeScene(state) {
    const found = answer({ ...state, ...live });
    const digit = state.logit === "winner" ? found.winner : Number(state.logit);
    const step = state.predict ? 0 : Math.min(state.step, STEPS.length - 1);
    if (step > 0) found.owed[digit] ??= chase(found.maps, weights, digit);
    if (pinned?.step !== step) pinned = null;
    scene = {
      ...found,
      digit,
      step,
      layer: STEPS[step],
      owed: step ? found.owed[digit] : null,
      steps: state.predict ? 1 : STEPS.length,
      problem: null,
      standing: (live ?? state).digit,
    };
    return scene;
  }

  /** Which map is shown large: the one pointed at, clicked, or with most to say. @param {Pointed | null} pointed @returns {Looked} */
  function chooseMap(pointed) {
    if (pointed?.kind === "map") return { layer: LAYER_NAMES[pointed.r], map: pointed.c };
    if (pinned) return { layer: pinned.layer, map: pinned.map };
    const layer = scene.layer === "logit" ? "conv1" : scene.layer;
    return { layer, map: loudest(reached(scene, layer)?.values ?? scene.maps[layer], LAYERS[layer]).map };
  }

  /** @param {Now<Scene, State>} now */
  function draw({ state, known, pointed }) {
    const { logits, shares, winner, digit, drawn, picture, standing, step } = scene;
    pad.draw({ picture, lines: drawn, name: called(scene) });
    set(back, "aria-disabled", String(!drawn.length));
    centre.draw(state.centred);
    onTop.draw(over);
    starts.draw(drawn.length ? null : standing);
    bars.draw({ logits, shares, winner, digit: step ? digit : null, known, open: !state.predict });
    const pixel = pointed?.kind === "input" ? [pointed.r, pointed.c] : null;
    const x = scene.maps.picture;
    input.draw({
      values: x,
      side: 28,
      most: 1,
      owed: null,
      mostOwed: null,
      cell: pixel ?? [0, 0],
      marked: pixel !== null,
      label: `What the network sees, 28 by 28${pixel ? `. Row ${pixel[0] + 1}, column ${pixel[1] + 1}: ${show(x[28 * pixel[0] + pixel[1]], 3)}` : ""}`,
    });
    inputCaption.replaceChildren(
      h("b", { class: "n" }, "What it sees"),
      h("br"),
      pixel ? `x[${pixel.join(", ")}] = ${show(x[28 * pixel[0] + pixel[1]], 3)}` : "28\u00a0×\u00a028, 0\u00a0to\u00a01",
    );
    const looked = chooseMap(pointed);
    scene.looked = looked;
    const own = pinned?.layer === looked.layer && pinned.map === looked.map ? (pinned.cell ?? null) : null;
    const { place, ...cell } = closer.draw(scene, looked, pointed, own);
    views.cell.replaceChildren(...cellOf(cell, place, known));
    maps.draw({ maps: scene.maps, owed: (layer) => reached(scene, layer), chosen: looked });
    const part = scene.owed?.[step - 1] ?? null;
    balance.draw(part, state.predict);
    const told = { layer: scene.layer, part, digit, logits, shares, winner };
    sum.replaceChildren(
      ...(!known
        ? ["What will the network answer?"]
        : part
          ? [h("span", { class: "cnn-term" }, `Logit of ${digit}: `), ...sumOf(part, logits[digit])]
          : answerOf(scene)),
    );
    views.formula.replaceChildren(...formulaOf(told, known));
    views.code.replaceChildren(...codeOf(told, known));
  }

  /** @param {Now<Scene, State>} now */
  const sentence = ({ known }) => (known ? SPOKEN[scene.step] : "") + sum.textContent.replaceAll("−", "minus");

  const close = card.show({
    stage,
    sum,
    controls: [],
    scene: makeScene,
    draw,
    sentence,
    questions,
    views: [
      ["The sum", views.formula],
      ["This cell", views.cell],
      ["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, views.code), true],
    ],
    hint: "Choose an answer to chase its logit back, step by step, to the pixels.",
  });
  return () => {
    pad.end();
    close();
  };
}

export default { render };
