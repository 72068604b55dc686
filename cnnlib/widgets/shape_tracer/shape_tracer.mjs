// A stack of layers in torch's syntax, and what becomes of a shape on its way through.

import { parse } from "../engine/shapes/stack.mjs";
import { trace } from "../engine/shapes/trace.mjs";
import { thousands } from "../engine/shapes/words.mjs";
import { open } from "../kit/card.mjs";
import { h } from "../kit/dom.mjs";
import { codeView } from "./code.mjs";
import { editor, readShape } from "./editor.mjs";
import { flow } from "./flow.mjs";
import { questions } from "./questions.mjs";
import { costLine, costNote, fieldView, sentenceOf, shareLine, sizeLine, totalLine } from "./views.mjs";

/** @import { Context, Now } from "../types.mjs" */
/** @import { Row } from "../engine/shapes/trace.mjs" */
/** @import { Layer } from "../engine/shapes/stack.mjs" */
/** @typedef {{ stack: string, input_shape: number[] }} State */
/** @typedef {{ layers: Layer[], rows: Row[], input: number[], steps: number, problem: null }} Scene */
/** @typedef {Now<Scene, State>} Here */

/** All that is true of a stack and an input: {layers, rows, input, steps, problem}. @param {State} state @returns {Scene} */
function sceneOf({ stack, input_shape: input }) {
  const layers = parse(stack);
  const rows = trace(layers, readShape(input.join(", ")));
  return { layers, rows, input, problem: null, steps: rows.length + (rows[rows.length - 1].problem ? 0 : 1) }; // the last step is the total
}

/** @param {Context} context */
function render({ model, el }) {
  const settings = ["stack", "input_shape"];
  const card = open({ model, el, name: "ShapeTracer", heading: "Shape tracer", settings });
  const { point, put, complain } = card;
  let made = /** @type {{ key: string, scene: Scene, state: Record<string, unknown> }} */ ({});

  /** The scene of a state, made once; what can't be read was set from outside: the old state stays. @param {State} state */
  function scene(state) {
    const key = JSON.stringify([state.stack, state.input_shape]);
    if (key === made.key) return made.scene;
    try {
      made = { key, scene: sceneOf(state), state: card.get(settings) };
    } catch (error) {
      if (!(error instanceof RangeError) || !made.scene) throw error;
      for (const name of settings) model.set(name, made.state[name]);
      model.save_changes();
      complain(`${error.message} The old stack and shape stay.`);
    }
    return made.scene;
  }
  /** What was typed is traced to its end, or to the layer that fails. @param {Partial<State>} changes */
  function retrace(changes) {
    card.stop();
    const { steps } = sceneOf({ .../** @type {State} */ (card.get(settings)), ...changes });
    put({ ...changes, step: model.get("predict") ? 0 : steps - 1 });
  }

  const tower = flow({
    onPick: (index) => put({ step: Math.min(index, made.scene.steps - 1) }),
    onPoint: (index) => point("layer")(index, index === null ? null : 0),
  });
  const sum = h("p", { class: "cnn-sum" });
  const views = { cost: h("div"), field: h("div"), code: h("code") };
  /** @param {string} label @param {Element} element */
  const beside = (label, element) => h("div", { class: "cnn-view" }, h("p", {}, label), element);
  const stage = h(
    "div",
    { class: "cnn-tower" },
    tower.root,
    h(
      "p",
      { class: "cnn-caption" },
      h("b", { class: "k" }, "Orange"),
      ": what one number of the layer is made of. Squares are drawn to scale, channels and features by their logarithm.",
    ),
  );

  /** @param {Here} now */
  function draw(now) {
    const { rows } = now.scene;
    const { step, pointed, shown } = now;
    tower.draw(now, (index) => {
      if (index < rows.length) return sentenceOf(rows, index, shown(index));
      const total = rows.reduce((all, { parameters }) => all + parameters, 0);
      return index < now.scene.layers.length ? "behind the layer that fails" : shown(index) ? `Total: ${thousands(total)} parameters` : "Total";
    });
    const at = pointed && pointed.r < now.scene.steps && shown(pointed.r) ? pointed.r : step; // the row that the views tell of
    const row = rows[at];
    const known = shown(at);
    sum.replaceChildren(...(row ? sizeLine(rows, at, known) : totalLine(rows, known)));
    const last = row ? at : rows.length - 1; // of the total: the output
    views.cost.replaceChildren(
      ...(!row
        ? [h("p", {}, ...shareLine(rows, known))]
        : row.problem
          ? [h("p", {}, "No output, so nothing to count.")]
          : [h("p", {}, ...costLine(row, known)), h("p", { class: "cnn-remark" }, costNote(row, known))]),
    );
    views.field.replaceChildren(...(rows[last].problem ? [h("p", {}, "No output, so nothing to see.")] : fieldView(rows, last, known)));
    views.code.replaceChildren(
      ...(row
        ? codeView(row, known)
        : [
            "sum(p.numel() for p in model.parameters())   # ",
            h("span", { class: "o" }, known ? String(rows.reduce((all, { parameters }) => all + parameters, 0)) : "?"),
          ]),
    );
  }

  /** @param {Here} now */
  const sentence = ({ scene: { rows, steps }, step, known }) => {
    const what = step < rows.length ? sentenceOf(rows, step, known) : known ? `the total: ${sum.textContent}` : "the total";
    return `Step ${step + 1} of ${steps}: ${what}`;
  };

  return card.show({
    stage,
    sum,
    scene,
    draw,
    sentence,
    questions,
    controls: editor({
      most: card.limits.stack.text,
      views: [beside("Parameters", views.cost), beside("One number sees", views.field)],
      onStack: (stack) => retrace({ stack }),
      onShape: (shape) => retrace({ input_shape: shape }),
    }),
    views: [["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, views.code), true]],
    hint: "Paste or edit a stack: it is read, never run.",
  });
}

export default { render };
