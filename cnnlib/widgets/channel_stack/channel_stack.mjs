// Several channels, several kernels: what each channel gives, their sum, the bias, the activation.

import { classes, long, placeName } from "../board/cells.mjs";
import { grid } from "../board/grid.mjs";
import { activate, layer, placeOf } from "../engine/channels.mjs";
import { open } from "../kit/card.mjs";
import { h, set, text } from "../kit/dom.mjs";
import { cell, spoken } from "../kit/numbers.mjs";
import { channelControls } from "./controls.mjs";
import { ledger, range, under } from "./ledger.mjs";
import { channelQuestions } from "./questions.mjs";
import { channelCode, channelFormula, channelSum, parametersView, shapesView } from "./views.mjs";

/** @import { Layer, LayerState } from "../engine/channels.mjs" */
/** @import { Context, Now } from "../types.mjs" */
/** @typedef {Now<Layer, LayerState>} Here */

const SETTINGS = /** @type {const} */ (["input", "kernels", "bias", "stride", "padding", "activation", "off"]);

/** @param {Context} context */
function render({ model, el }) {
  const card = open({ model, el, name: "ChannelStack", heading: "Channel stack", settings: [...SETTINGS] });
  const { point, put, change, limits } = card;
  /** @type {Layer} */
  let made; // the scene of the last drawing
  let place = [0, 0, 0]; // the cell of the last drawing: kernel, row, column

  /** @param {number} o @param {number} i @param {number} j */
  const stepOf = (o, i, j) => (o * made.size[0] + i) * made.size[1] + j;
  /** @param {number} o @param {number} i @param {number} j */
  const moveTo = (o, i, j) => put({ step: stepOf(o, i, j) });

  const rows = ledger({ model, card, onMove: moveTo });
  const maps = range(limits.kernels.kernels[0]).map((o) => {
    const board = grid({ kind: "output", onPoint: point(`output ${o}`), onPick: (i, j) => moveTo(o, i, j) });
    const caption = h("p", { class: "cnn-caption" }, h("b", { class: "o" }, "Map"), ` of kernel ${o + 1}`);
    return { board, root: h("div", { class: "cnn-matrix" }, board.root, caption) };
  });
  const problem = h("p", { class: "cnn-caption cnn-problem" });
  const stage = h("div", { class: "cnn-stage cnn-layer" }, rows.root, h("div", { class: "cnn-maps" }, ...maps.map((map) => map.root), problem));
  const line = h("span");
  const sum = h("p", { class: "cnn-sum" }, line, rows.products);
  const views = { shapes: h("div"), parameters: h("div"), formula: h("div"), code: h("code") };

  let last = { key: /** @type {unknown[]} */ ([]), made: /** @type {Layer} */ ({}) };
  /** @param {LayerState} state */
  const scene = (state) => {
    // a step alone changes nothing of it
    const key = SETTINGS.map((trait) => state[trait]);
    if (key.some((value, index) => value !== last.key[index])) last = { key, made: layer(state.input, state.kernels, state.bias, state) };
    return last.made;
  };

  /** @param {Here} now @param {boolean} hidden */
  function drawMaps({ shown, pointed }, hidden) {
    const { maps: count, size, sums, activation } = made;
    const [kind] = pointed?.kind.split(" ") ?? [];
    maps.forEach(({ root, board }, o) => {
      set(root, "hidden", hidden || o >= count);
      if (hidden || o >= count) return;
      board.draw(size, `Output, map ${o + 1}, ${size.join(" by ")}`, (i, j) => {
        const there = shown(stepOf(o, i, j));
        const now = o === place[0] && i === place[1] && j === place[2];
        const value = activate(activation, sums[o][i][j]);
        const lit = pointed && kind === "input" && under(made, pointed.r, pointed.c, [o, i, j]);
        return {
          text: there ? cell(value) : now ? "?" : "",
          label: `${placeName(i, j)}: ${there ? spoken(value) : "not there yet"}`,
          class: classes(now && "now", !there && "todo", there && long(value), lit && "partner"),
        };
      });
    });
  }

  /** @param {Here} now */
  function draw(now) {
    made = now.scene;
    place = placeOf(made, now.step);
    const { known, sized } = now;
    const hidden = Boolean(made.problem) || !sized;
    const { k, channels, maps: count, size, slides } = made;
    const { padded } = slides[0][0];
    text(problem, made.problem ?? "");
    set(problem, "hidden", !made.problem);
    const values = { wide: padded[1] + k[1], map: size[1] || 1, tall: channels * padded[0], lines: channels + 1, "more-lines": 2 * channels + 1 };
    set(stage, "data-below", channels === 1 || count > 2 || values.wide + values.map > 15); // maps under the ledger, not beside it
    for (const [name, value] of Object.entries(values)) stage.style.setProperty(`--${name}`, String(value));
    rows.draw(now, place);
    drawMaps(now, hidden);
    line.replaceChildren(...(hidden ? [] : channelSum(made, place, known)));
    views.shapes.replaceChildren(...shapesView(made, sized));
    views.parameters.replaceChildren(...parametersView(made, sized));
    views.formula.replaceChildren(...channelFormula(made, place));
    views.code.replaceChildren(...channelCode(made, place, known));
  }

  /** @param {Here} now */
  const sentence = ({ step, known }) => {
    const [o, i, j] = place;
    const there = `Step ${step + 1} of ${made.steps}: map ${o + 1}, ${placeName(i, j)}`;
    return known ? `${there}: ${line.textContent}` : there;
  };

  return card.show({
    stage,
    sum,
    controls: channelControls({ model, change, limits }),
    scene,
    draw,
    sentence,
    questions: channelQuestions,
    views: [
      ["Shapes", views.shapes],
      ["Parameters", views.parameters],
      ["This cell", views.formula, true],
      ["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, views.code), true],
    ],
    hint: "Blue and orange cells can be changed. Untick a channel to silence it.",
  });
}

export default { render };
