// One window over one matrix: the largest number, the mean or the norm of what it covers.
import { open } from "../kit/card.mjs";
import { pairSlider, select, sizer, slider, tick } from "../kit/controls.mjs";
import { h, set } from "../kit/dom.mjs";
import { visits } from "../engine/convolution.mjs";
import { pad2d } from "../engine/padding.mjs";
import { pooled } from "../engine/pooling.mjs";
import { cell, spoken } from "../kit/numbers.mjs";
import { isMax, poolAll, poolOf } from "../engine/pooling.mjs";
import { poolQuestions } from "./questions.mjs";
import { droppedWords, poolCodeView, poolFormulaView, poolSizeView, poolSum } from "./views.mjs";
import { by, classes, long, matrix, placeName } from "../board/stage.mjs";

const SETTINGS = ["input", "kind", "kernel_size", "stride", "padding", "dilation", "ceil_mode", "count_include_pad", "norm_type"];
const KINDS = [["max", "Max"], ["average", "Average"], ["lp", "Lp norm"], ["global max", "Global max"], ["global average", "Global average"]];
const once = (sizes) => (sizes[0] === sizes[1] ? sizes[0] : by(sizes));
const local = ({ kind }) => !kind.startsWith("global");

/** A control that only some kinds of pooling have. */
const where = (applies, control) => ({ root: control.root, draw(value, state) {
  set(control.root, "hidden", !applies(state));
  control.draw(value, state);
} });

function render({ model, el }) {
  const card = open({ model, el, name: "PoolingWindow", heading: "Pooling window", settings: SETTINGS });
  const { change, complain, limits, point, edit, put } = card;
  let pooling; // the scene of the last drawing

  const goTo = (r, c) => put({ step: r * pooling.size[1] + c });
  const framed = { label: "Drag the window", onGrab: card.stop, onMove: ([i, j]) => goTo(i, j) };
  const board = {
    input: matrix({ kind: "input", name: "Input", framed, complain, onPoint: point("input"), onEdit: edit("input", () => pooling.p) }),
    output: matrix({ kind: "output", name: "Output", onPoint: point("output"), onPick: goTo }),
  };
  const verb = h("b", { class: "k" });
  const stage = h("div", { class: "cnn-stage cnn-pooling" }, board.input.root, h("span", { class: "cnn-operator", "aria-hidden": "true" }, verb, "→"), board.output.root);
  const sum = h("p", { class: "cnn-sum" });
  const views = { size: h("div"), formula: h("div"), code: h("code") };

  const pairControl = (trait, name) => pairSlider({ name, min: limits[trait].pair[0], max: limits[trait].pair[1], onChange: (value) => change({ [trait]: value }) });
  const flag = (trait, name) => tick({ name, onChange: (value) => change({ [trait]: value }) });
  const stride = pairControl("stride", "Stride");
  const follows = tick({ name: "Stride as the window", onChange: (value) => change({ stride: value ? "window" : model.get("kernel_size") }) });
  const controls = [
    ["kind", select({ name: "Pooling", options: KINDS, onChange: (kind) => change({ kind }) })],
    ["input", sizer({ name: "Input", max: limits.input.matrix, onChange: (input) => change({ input }) })],
    ["kernel_size", where(local, pairControl("kernel_size", "Window"))],
    ["stride", where(local, { root: stride.root, draw(value, state) {
      stride.draw(value === "window" ? state.kernel_size : value);
      for (const part of stride.root.querySelectorAll("input, button")) part.disabled = value === "window";
    } })],
    ["stride", where(local, { root: follows.root, draw: (value) => follows.draw(value === "window") })],
    ["padding", where(({ kind }) => kind === "max" || kind === "average", pairControl("padding", "Padding"))],
    ["dilation", where(({ kind }) => kind === "max", pairControl("dilation", "Dilation"))],
    ["norm_type", where(({ kind }) => kind === "lp", slider({ name: "Norm", min: limits.norm_type.whole[0], max: limits.norm_type.whole[1], onChange: (norm) => change({ norm_type: norm }) }))],
    ["ceil_mode", where(local, flag("ceil_mode", "Round up (ceil_mode)"))],
    ["count_include_pad", where(({ kind }) => kind === "average", flag("count_include_pad", "Padding counts"))],
  ];

  let [made, kept] = [{}, null]; // the state that the scene was made of, and it: steps do not change it
  const scene = (state) => {
    if (SETTINGS.every((trait) => state[trait] === made[trait])) return kept;
    const fresh = poolOf(state);
    const [rows, columns] = fresh.size;
    made = state;
    kept = { ...fresh, xp: pad2d(fresh.x, fresh.p.map((p, axis) => [p, p + fresh.hang[axis]]), "zeros", null), steps: rows * columns,
      values: fresh.problem ? null : poolAll(state).value, reads: fresh.problem ? null : visits(fresh) };
    return kept;
  };
  const placeOf = (step) => [Math.floor(step / Math.max(pooling.size[1], 1)), step % Math.max(pooling.size[1], 1)];

  function drawGrids({ step, shown, sized, known, pointed }) {
    const { x, xp, n, p, k, s, d, padded, size: [rows, columns], problem, countIncludePad, values, reads } = pooling;
    const [i, j] = placeOf(step);
    const covers = (at, r, c) => { // does the window at place `at` read cell (r, c) of the grid?
      const [a, b] = [(r - at[0] * s[0]) / d[0], (c - at[1] * s[1]) / d[1]];
      return !problem && [a, b].every((offset, axis) => Number.isInteger(offset) && offset >= 0 && offset < k[axis]);
    };
    const winner = known && isMax(pooling) ? pooled(pooling, i, j).winner : null;
    const padding = isMax(pooling) ? "−∞" : countIncludePad ? "0" : "";
    const ties = (value) => winner && value === winner.x;
    board.input.draw(xp.length, xp[0].length, `Input, ${n.join(" by ")}${p.some(Boolean) ? `, padding ${p.join(" by ")}` : ""}`, (r, c) => {
      const value = xp[r][c];
      const beyond = r >= padded[0] || c >= padded[1];
      const on = covers([i, j], r, c);
      const first = winner && r - p[0] === winner.r && c - p[1] === winner.c;
      const unread = sized && reads?.[r]?.[c] === 0;
      const partner = pointed?.kind === "output" && covers([pointed.r, pointed.c], r, c);
      const name = value !== null ? `${placeName(r - p[0], c - p[1])}: ${spoken(value)}`
        : beyond ? "beyond the edge: no cell" : `padding: ${isMax(pooling) ? "minus infinity" : countIncludePad ? "0" : "not counted"}`;
      return {
        text: value !== null ? cell(value) : beyond ? "" : padding, edit: value === null ? undefined : String(x[r - p[0]][c - p[1]]),
        note: first ? "max" : on && ties(value) ? "=" : undefined,
        class: classes(value === null && (beyond ? "beyond" : "pad"), on && "on", first && "winner", unread && "unread", value !== null && long(value), partner && "partner"),
        label: name + (on ? ", in the window" : "") + (first ? ", the largest" : on && ties(value) ? ", as large, but later" : "") + (unread ? ", never read" : ""),
      };
    });
    const hidden = Boolean(problem || !sized);
    board.output.show(!hidden);
    if (!hidden) board.output.draw(rows, columns, `Output, ${rows} by ${columns}`, (r, c) => {
      const there = shown(r * columns + c);
      const now = r === i && c === j;
      const value = values[r][c];
      const partner = pointed?.kind === "input" && covers([r, c], pointed.r, pointed.c);
      return {
        text: there ? cell(value) : now ? "?" : "",
        class: classes(now && "now", !there && "todo", there && long(value), partner && "partner"),
        label: `${placeName(r, c)}: ${there ? spoken(value) : "not there yet"}`,
      };
    });
  }

  function draw(now) {
    pooling = now.scene;
    const { size: [rows, columns], problem, n, k, p, s, d, reach, xp, kind } = pooling;
    const [i, j] = placeOf(now.step);
    const lost = now.sized ? droppedWords(pooling) : "";
    board.input.says([` ${by(n)}`, ...(p.some(Boolean) ? [", ", h("span", { class: "pp" }, `padding ${once(p)}`)] : []),
      h("br"), h("b", { class: "k" }, "Window"), ` ${by(k)}`, ...(local(pooling) ? [`, stride ${once(s)}`] : []),
      ...(Math.max(...d) > 1 ? [`, dilation ${once(d)}`] : []),
      ...(lost ? [h("br"), h("b", {}, `The last ${lost} ${/s$|and/.test(lost) ? "are" : "is"} dropped`)] : [])]);
    board.output.says([problem ? ` none. ${problem}` : now.sized ? ` ${by([rows, columns])}` : " ? × ?"], Boolean(problem));
    verb.textContent = kind === "lp" ? `L${pooling.norm}` : isMax(pooling) ? "max" : "mean";
    const across = xp[0].length;
    const below = across + columns > 27; // too many columns for one row of matrices
    set(stage, "data-below", below);
    stage.style.setProperty("--across", across);
    stage.style.setProperty("--around", below ? "4px" : "100px");
    stage.style.setProperty("--abreast", below ? Math.max(across, 24) : across + Math.max(columns, 4)); // room for its name
    board.input.frame(problem ? null : { place: [i, j], stride: s, reach, size: pooling.size, across });
    drawGrids(now);
    sum.replaceChildren(...(problem || !now.sized ? [] : poolSum(pooling, i, j, now.known)));
    views.size.replaceChildren(...poolSizeView(pooling, now.sized));
    views.formula.replaceChildren(...(problem ? ["The window has no place."] : poolFormulaView(pooling, i, j, now.known)));
    views.code.replaceChildren(...poolCodeView(pooling, now.state, i, j, now.known));
  }

  const sentence = ({ step, known }) => {
    const [i, j] = placeOf(step);
    const there = `Step ${step + 1} of ${pooling.steps}: output ${placeName(i, j)}`;
    return known ? `${there}: ${sum.textContent}` : there;
  };

  return card.show({
    stage, sum, controls, scene, draw, sentence, questions: poolQuestions,
    views: [["Size", views.size], ["This cell", views.formula],
      ["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, views.code), true]],
    hint: "Blue cells can be changed: click and type.",
  });
}

export default { render };
