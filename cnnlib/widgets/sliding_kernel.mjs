// One kernel over one matrix: cross-correlation, step by step.
import { open } from "./card.mjs";
import { pairSlider } from "./controls.mjs";
import { h, set } from "./dom.mjs";
import { slide, shapeOf, terms, total } from "./engine.mjs";
import { frame } from "./frame.mjs";
import { grid } from "./grid.mjs";
import { slideQuestions } from "./mistakes.mjs";
import { cell, spoken } from "./numbers.mjs";
import { codeView, formulaView, sizeView, sumLine } from "./views.mjs";

const by = (pair) => pair.join(" × ");
const placeName = (r, c) => `row ${r + 1}, column ${c + 1}`;
const classes = (...names) => names.filter(Boolean).join(" ");
const long = (value) => cell(value).length > 3 && "long";

function render({ model, el }) {
  const card = open({ model, el, name: "SlidingKernel", heading: "Sliding kernel",
    settings: ["input", "kernel", "stride", "padding", "dilation"] });
  let sliding; // the scene of the last drawing

  const { complain, point, edit, put } = card;
  const board = {
    input: grid({ kind: "input", complain, onPoint: point("input"), onEdit: edit("input", () => sliding.p) }),
    kernel: grid({ kind: "kernel", complain, onPoint: point("kernel"), onEdit: edit("kernel") }),
    output: grid({ kind: "output", onPoint: point("output"), onPick: (r, c) => put({ step: r * sliding.size[1] + c }) }),
  };
  const window_ = frame({ board: board.input, onGrab: card.stop, onMove: ([i, j]) => put({ step: i * sliding.size[1] + j }) });
  const captions = Object.fromEntries(Object.keys(board).map((kind) => [kind, h("p", { class: "cnn-caption" })]));
  const matrix = (kind) => h("div", { class: "cnn-matrix" }, board[kind].root, captions[kind]);
  const operator = (sign) => h("span", { class: "cnn-operator", "aria-hidden": "true" }, sign);
  const right = h("div", { class: "cnn-right" }, matrix("kernel"), operator("="), matrix("output"));
  const stage = h("div", { class: "cnn-stage" }, matrix("input"), operator("⋆"), right);
  const sum = h("p", { class: "cnn-sum" });
  const views = { size: h("div"), formula: h("div"), code: h("code") };
  const controls = ["stride", "padding", "dilation"].map((trait) => {
    const [min, max] = card.limits[trait].pair;
    return [trait, pairSlider({ name: trait[0].toUpperCase() + trait.slice(1), min, max, onChange: (value) => card.change({ [trait]: value }) })];
  });

  const scene = (state) => {
    const made = slide(state.input, state.kernel, state);
    return { ...made, steps: made.size[0] * made.size[1] };
  };
  const placeOf = (step) => [Math.floor(step / Math.max(sliding.size[1], 1)), step % Math.max(sliding.size[1], 1)];

  function drawGrids({ step, shown, sized, pointed }) {
    const { xp, w, n, p, s, d, reach, size: [rows, columns], problem } = sliding;
    const [i, j] = placeOf(step);
    const lattice = (r, c, at) => { // the kernel cell that lies on padded cell (r, c), or null
      const [a, b] = [(r - at[0] * s[0]) / d[0], (c - at[1] * s[1]) / d[1]];
      return !problem && Number.isInteger(a) && Number.isInteger(b) && w[a]?.[b] !== undefined ? [a, b] : null;
    };
    const on = (kind) => pointed?.kind === kind;
    const same = (a, b) => String(a) === String(b);
    const partner = {
      input: (r, c) => (on("output") && lattice(r, c, [pointed.r, pointed.c]) !== null) ||
        (on("kernel") && same(lattice(r, c, [i, j]), [pointed.r, pointed.c])),
      kernel: (r, c) => on("input") && same(lattice(pointed.r, pointed.c, [i, j]), [r, c]),
      output: (r, c) => on("input") && lattice(pointed.r, pointed.c, [r, c]) !== null,
    };
    board.input.draw(...shapeOf(xp), `Input, ${n.join(" by ")}, padding ${p.join(" by ")}`, (r, c) => {
      const inside = problem || (r >= p[0] && c >= p[1] && r < p[0] + n[0] && c < p[1] + n[1]);
      const at = lattice(r, c, [i, j]);
      const unread = !problem && sized && (r >= (rows - 1) * s[0] + reach[0] || c >= (columns - 1) * s[1] + reach[1]);
      return {
        text: cell(xp[r][c]), note: at && `×${cell(w[at[0]][at[1]])}`, edit: inside ? String(xp[r][c]) : undefined,
        class: classes(!inside && "pad", at && "on", unread && "unread", !xp[r][c] && "zero", long(xp[r][c]),
          partner.input(r, c) && "partner"),
        label: (inside ? `${placeName(r - p[0], c - p[1])}: ${spoken(xp[r][c])}` : `padding: ${spoken(xp[r][c])}`) +
          (at ? `, under the kernel, times ${spoken(w[at[0]][at[1]])}` : ""),
      };
    });
    board.kernel.draw(...shapeOf(w), `Kernel, ${shapeOf(w).join(" by ")}`, (r, c) => ({
      text: cell(w[r][c]), edit: String(w[r][c]), class: classes(long(w[r][c]), partner.kernel(r, c) && "partner"),
      label: `${placeName(r, c)}: ${spoken(w[r][c])}`,
    }));
    const hidden = problem || !sized;
    set(board.output.root, "hidden", Boolean(hidden));
    if (!hidden) board.output.draw(rows, columns, `Output, ${rows} by ${columns}`, (r, c) => {
      const known = shown(r * columns + c);
      const now = r === i && c === j;
      const value = total(terms(sliding, r, c));
      return {
        text: known ? cell(value) : now ? "?" : "",
        class: classes(now && "now", !known && "todo", known && long(value), partner.output(r, c) && "partner"),
        label: `${placeName(r, c)}: ${known ? spoken(value) : "not there yet"}`,
      };
    });
  }

  function draw(now) {
    sliding = now.scene;
    const { size: [rows, columns], problem, padded, n, k, p, s, reach } = sliding;
    const [i, j] = placeOf(now.step);
    captions.input.replaceChildren(h("b", { class: "n" }, "Input"), ` ${by(n)}`,
      ...(p[0] + p[1] ? [", ", h("span", { class: "pp" }, `padding ${p[0] === p[1] ? p[0] : p.join(", ")}`)] : []));
    captions.kernel.replaceChildren(h("b", { class: "k" }, "Kernel"), ` ${by(k)}`);
    captions.output.replaceChildren(h("b", { class: "o" }, "Output"),
      problem ? ` none. ${problem}` : now.sized ? ` ${by([rows, columns])}` : " ? × ?");
    set(captions.output, "class", `cnn-caption${problem ? " cnn-problem" : ""}`);
    const stacked = padded[1] + k[1] + columns > 15; // too many columns for one row of matrices
    set(right, "data-stacked", stacked);
    stage.style.setProperty("--across", padded[1]); // columns, for the size of a cell
    stage.style.setProperty("--around", stacked ? "64px" : "130px"); // gaps and signs
    stage.style.setProperty("--abreast", padded[1] + (stacked ? Math.max(k[1], columns) : k[1] + columns));
    window_.draw(problem ? null : { place: [i, j], stride: s, reach, size: sliding.size, across: padded[1] });
    drawGrids(now);
    sum.replaceChildren(...(problem || !now.sized ? [] : sumLine(sliding, i, j, now.known)));
    views.size.replaceChildren(...sizeView(sliding, now.sized));
    views.formula.replaceChildren(...formulaView(sliding, i, j));
    views.code.replaceChildren(...codeView(sliding, i, j, now.known));
  }

  const sentence = ({ step, known }) => {
    const [i, j] = placeOf(step);
    const there = `Step ${step + 1} of ${sliding.steps}: output ${placeName(i, j)}`;
    return known ? `${there}: ${sum.textContent}` : there;
  };

  return card.show({
    stage, sum, controls, scene, draw, sentence, questions: slideQuestions,
    views: [["Size", views.size], ["This cell", views.formula],
      ["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, views.code), true]],
    hint: "Blue and orange cells can be changed: click and type.",
  });
}

export default { render };
