// The backward twin of the sliding kernel: from the gradient of the output to that of input or kernel.

import { by, placeName, sameCell } from "../board/cells.mjs";
import { matrix, operator, stageOf } from "../board/stage.mjs";
import { backward } from "../engine/gradients.mjs";
import { shapeOf } from "../engine/tables.mjs";
import { open } from "../kit/card.mjs";
import { h, set, text } from "../kit/dom.mjs";
import { inGradient, inInput, inKernel, looks } from "./cells.mjs";
import { gradientControls } from "./controls.mjs";
import { gradientQuestions } from "./questions.mjs";
import { differenceView, gradientCodeView, gradientFormulaView, gradientSizeView, gradientSum } from "./views.mjs";

/** @import { Backward, GradientState } from "../engine/gradients.mjs" */
/** @import { Matrix, Pair } from "../engine/tables.mjs" */
/** @import { Context, Now } from "../types.mjs" */
/** @typedef {Now<Backward, GradientState>} Here */

const SETTINGS = /** @type {const} */ (["input", "kernel", "gradient", "of", "reading", "stride", "padding"]);
/** @param {Pair} sizes */
const inOneLine = (sizes) => h("span", { class: "cnn-term" }, by(sizes));
/** @param {Pair} sizes */
const once = (sizes) => (sizes[0] === sizes[1] ? sizes[0] : by(sizes));

/** @param {Context} context */
function render({ model, el }) {
  const card = open({ model, el, name: "GradientSlide", heading: "Gradient slide", settings: [...SETTINGS] });
  const { complain, point, put } = card;
  let made = /** @type {GradientState} */ ({}); // the traits that the scene was made of: steps do not change it
  /** @type {Backward} */
  let scene;
  /** @param {GradientState} state */
  const sceneOf = (state) => {
    if (SETTINGS.some((trait) => state[trait] !== made[trait])) [made, scene] = [state, backward(state)];
    return scene;
  };
  /** @param {number} step */
  const placeOf = (step) => [Math.floor(step / Math.max(scene.size[1], 1)), step % Math.max(scene.size[1], 1)];

  /** @param {string} trait @param {() => Matrix} rows @param {Pair | null} at @param {number} value */
  const write = (trait, rows, at, value) => put({ [trait]: rows().map((row, r) => row.map((old, c) => (sameCell(at, [r, c]) ? value : old))) });
  const framed = { label: "Drag the frame", onGrab: card.stop, onMove: (/** @type {Pair} */ [i, j]) => put({ step: i * scene.size[1] + j }) };
  const board = {
    input: matrix({
      kind: "input",
      name: "Input",
      framed,
      complain,
      onPoint: point("input"),
      onEdit: (r, c, v) => write("input", () => scene.x, inInput(scene, r, c), v),
    }),
    kernel: matrix({
      kind: "kernel",
      name: "Kernel",
      complain,
      onPoint: point("kernel"),
      onEdit: (r, c, v) => write("kernel", () => scene.w, inKernel(scene, r, c), v),
    }),
    gradient: matrix({
      kind: "gradient",
      name: "g = dL/dY",
      framed,
      complain,
      onPoint: point("gradient"),
      onEdit: (r, c, v) => write("gradient", () => scene.g, inGradient(scene, r, c), v),
    }),
  };
  const result = matrix({ kind: "gradient", name: "dL/dX", onPoint: point("result"), onPick: (r, c) => put({ step: r * scene.size[1] + c }) });
  const [left, middle, aside] = [h("div"), h("div"), h("div", { class: "cnn-aside" })]; // what stands in them changes with `of`
  const sign = operator("⋆");
  const stage = stageOf({ left, sign, rest: [middle, operator("="), result.root] });
  stage.root.classList.add("cnn-backward");
  const sum = h("p", { class: "cnn-sum" });
  const views = { size: h("div"), formula: h("div"), code: h("code"), numbers: h("div") };
  const check = h("div", { class: "cnn-backward cnn-difference" }, aside, views.numbers);

  /** @param {Here} now */
  function drawGrids(now) {
    const {
      x,
      w,
      g,
      n,
      k,
      p,
      m,
      of,
      way,
      problem,
      size: [rows, columns],
    } = scene;
    const look = looks(scene, placeOf(now.step), now);
    const inputSize = of === "weight" ? n.map((cells, axis) => cells + 2 * p[axis]) : n;
    board.input.draw(inputSize, `Input, ${n.join(" by ")}`, of === "weight" ? look.left(x, inInput) : look.apart(x));
    board.kernel.draw(
      k,
      `Kernel, ${k.join(" by ")}${way === "turned" && !problem ? ", turned by 180 degrees" : ""}`,
      of === "weight" ? look.apart(w) : look.middle(w, inKernel),
    );
    if (!problem) {
      const size = way === "turned" ? shapeOf(scene.spread.values) : m;
      board.gradient.draw(size, `Gradient of the output, ${m.join(" by ")}`, of === "weight" ? look.middle(g, inGradient) : look.left(g, inGradient));
    }
    const hidden = Boolean(problem || !now.sized);
    result.show(!hidden);
    board.gradient.show(!problem);
    if (!hidden) result.draw([rows, columns], `Gradient of the ${of === "weight" ? "kernel" : "input"}, ${rows} by ${columns}`, look.result);
  }

  /** Each matrix into its place, once `of` changed. @param {string} of */
  function place(of) {
    if (stage.root.dataset.of === of) return;
    set(stage.root, "data-of", of);
    const { input, kernel, gradient } = board;
    const [first, second, apart] = of === "weight" ? [input, gradient, kernel] : [gradient, kernel, input];
    left.replaceChildren(first.root);
    middle.replaceChildren(second.root);
    aside.replaceChildren(apart.root);
  }

  /** @param {Here} now */
  function draw(now) {
    const { n, k, s, p, m, of, way, problem, size } = scene;
    const [i, j] = placeOf(now.step);
    place(of);
    const spreadSize = way === "turned" && !problem ? shapeOf(scene.spread.values) : m;
    board.input.says([" ", inOneLine(n), ...(of === "weight" && p.some(Boolean) ? [", ", h("span", { class: "pp" }, `padding ${once(p)}`)] : [])]);
    board.kernel.says([" ", inOneLine(k), ...(way === "turned" && !problem ? [", turned"] : [])]);
    const zeros = way !== "turned" || problem ? "" : Math.max(...s) > 1 ? "zeros between and around" : String(spreadSize) === String(m) ? "" : "zeros around";
    board.gradient.says(problem ? [" none"] : [" ", inOneLine(m), ...(zeros ? [", ", h("span", { class: "pp" }, zeros)] : [])]);
    result.says(problem ? [` none. ${problem}`] : now.sized ? [" ", inOneLine(size)] : [" ? × ?"], Boolean(problem));
    text(/** @type {Element} */ (result.root.querySelector("b")), of === "weight" ? "dL/dW" : "dL/dX");
    const [first, second] = of === "weight" ? [n[1] + 2 * p[1], m[1]] : [problem ? n[1] : spreadSize[1], k[1]];
    stage.fit({ left: first, rest: [Math.max(second, 3), Math.max(size[1], 3)], widest: Math.max(first, second, size[1]), together: way === "windows" });
    check.style.setProperty("--apart", String(of === "weight" ? k[1] : n[1]));
    stage.legend([]);
    sign.textContent = way === "windows" ? "×" : "⋆";
    /** @param {Pair} from @param {Pair} reach @param {number} across */
    const frameAt = (from, reach, across) => ({ place: [i, j], from, stride: [1, 1], reach, size, across });
    board.gradient.frame(problem || way !== "turned" ? null : frameAt(scene.spread.start, k, spreadSize[1]));
    board.input.frame(
      problem || of !== "weight"
        ? null
        : frameAt(
            [0, 0],
            m.map((cells, axis) => (cells - 1) * s[axis] + 1),
            n[1] + 2 * p[1],
          ),
    );
    drawGrids(now);
    const open = !problem && now.sized;
    sum.replaceChildren(...(open ? gradientSum(scene, i, j, now.known) : []));
    views.size.replaceChildren(...gradientSizeView(scene, now.sized));
    views.formula.replaceChildren(...(problem ? ["The kernel has no place."] : gradientFormulaView(scene, i, j)));
    views.numbers.replaceChildren(...(problem ? [] : differenceView(scene, i, j, now.known)));
    views.code.replaceChildren(...gradientCodeView(scene, i, j, now));
  }

  /** @param {Here} now */
  const sentence = ({ step, known }) => {
    const [i, j] = placeOf(step);
    const there = `Step ${step + 1} of ${scene.steps}: gradient of the ${scene.of === "weight" ? "kernel" : "input"}, ${placeName(i, j)}`;
    return known ? `${there}: ${sum.textContent}` : there;
  };

  return card.show({
    stage: stage.root,
    sum,
    controls: gradientControls(card),
    scene: sceneOf,
    draw,
    sentence,
    questions: gradientQuestions,
    views: [
      ["Size", views.size],
      ["This cell", views.formula],
      ["Check: nudge one cell", check, true],
      ["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, views.code), true],
    ],
    hint: "Input, kernel and g can be changed: click and type.",
  });
}

export default { render };
