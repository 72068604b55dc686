// One kernel over one matrix. The model's traits hold the state; draw() shows it; nothing else does.
import { choice, presets, slider } from "./controls.mjs";
import { h, icon, set, text } from "./dom.mjs";
import { shapeOf, slide, terms, total } from "./engine.mjs";
import { grid } from "./grid.mjs";
import { parse, write } from "./link.mjs";
import { cell, show, spoken } from "./numbers.mjs";
import { player } from "./player.mjs";
import { prediction } from "./prediction.mjs";
import { codeView, formulaView, sizeView, sumLine } from "./views.mjs";

const NAME = "SlidingKernel";
const SETTINGS = ["input", "kernel", "stride", "padding", "dilation"]; // what a preset fixes
const TRAITS = [...SETTINGS, "step", "predict", "title"];

function render({ model, el }) {
  const get = (names) => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const put = (changes) => {
    text(complaint, "");
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    model.save_changes();
  };
  const change = (changes) => {
    bar.stop();
    put({ ...changes, step: 0 });
  };
  const complain = (sentence) => text(complaint, sentence);
  const limits = model.get("limits");
  const atFirst = get(TRAITS);
  const given = [...model.get("presets")];
  const isPreset = (state) => (preset) =>
    SETTINGS.every((key) => JSON.stringify(preset[key]) === JSON.stringify(state[key]));
  if (given.length && !given.some(isPreset(atFirst)))
    given.unshift({ name: "This example", question: atFirst.title, ...get(SETTINGS) });
  let sliding; // engine.mjs's view of the state
  let pointed = null; // {kind, r, c}: the cell under the pointer or focus
  let playing = false;
  let due = false; // a drawing is on its way

  // The parts, top to bottom
  const title = h("p", { class: "cnn-title" });
  const list = presets({ names: given.map(({ name }) => name), onChange: (index) => {
    const { name, question, ...settings } = given[index];
    change({ ...settings, title: question });
  } });
  const mode = choice({ name: "Mode", options: [["explore", "Explore"], ["predict", "Predict"]],
    onChange: (value) => change({ predict: value === "predict" }) });
  const edited = (trait) => (r, c, value) =>
    put({ [trait]: model.get(trait).map((row, a) => row.map((old, b) => (a === r && b === c ? value : old))) });
  const point = (kind) => (r, c) => {
    if (pointed === null && r === null) return;
    pointed = r === null ? null : { kind, r, c };
    drawGrids();
  };
  const board = {
    input: grid({ kind: "input", complain, onPoint: point("input"),
      onEdit: (r, c, value) => edited("input")(r - sliding.p[0], c - sliding.p[1], value) }),
    kernel: grid({ kind: "kernel", complain, onPoint: point("kernel"), onEdit: edited("kernel") }),
    output: grid({ kind: "output", onPoint: point("output"), onPick: (r, c) => put({ step: r * sliding.size[1] + c }) }),
  };
  const edges = ["top", "right-edge", "bottom", "left"].map((side) => h("span", { class: `cnn-edge cnn-${side}` }));
  const frame = h("div", { class: "cnn-window", "aria-hidden": "true", title: "Drag the kernel" }, ...edges,
    h("span", { class: "cnn-handle" }, icon("move")));
  board.input.root.append(frame);
  const captions = Object.fromEntries(Object.keys(board).map((kind) => [kind, h("p", { class: "cnn-caption" })]));
  const matrix = (kind) => h("div", { class: "cnn-matrix" }, board[kind].root, captions[kind]);
  const operator = (sign) => h("span", { class: "cnn-operator", "aria-hidden": "true" }, sign);
  const right = h("div", { class: "cnn-right" }, matrix("kernel"), operator("="), matrix("output"));
  const stage = h("div", { class: "cnn-stage" }, matrix("input"), operator("⋆"), right);
  const complaint = h("p", { class: "cnn-complaint", role: "alert" });
  const sum = h("p", { class: "cnn-sum" });
  const ask = prediction({ onRight: () => draw(), onStep: (step) => put({ step }) });
  const bar = player({ onStep: (step) => put({ step }), onPlaying: (value) => {
    playing = value;
    if (sliding) later(); // says where it stopped
  } });
  const sliders = ["stride", "padding", "dilation"].map((name) =>
    [name, slider({ name: name[0].toUpperCase() + name.slice(1), min: limits[name][0], max: limits[name][1],
      onChange: (value) => change({ [name]: value }) })]);
  const views = { size: h("div"), formula: h("div"), code: h("code") };
  const copy = h("button", { type: "button", onclick: copyLink }, "Copy link");
  const reset = h("button", { type: "button", onclick: startAgain }, "Reset");
  const heard = h("p", { class: "cnn-heard", "aria-live": "polite" });
  set(list.root, "hidden", given.length === 0);
  const root = h("section", { class: "cnn-widget", "data-cnn-widget": NAME, "data-lm-suppress-shortcuts": "true" },
    h("div", { class: "cnn-head" }, title, list.root, mode.root), stage, complaint, sum, ask.root, bar.root,
    h("div", { class: "cnn-settings" }, ...sliders.map(([, { root: row }]) => row)),
    h("div", { class: "cnn-views" },
      h("div", {}, h("p", {}, "Size"), views.size), h("div", {}, h("p", {}, "This cell"), views.formula),
      h("div", { class: "cnn-wide" }, h("p", {}, "Code"), h("pre", { tabindex: "0", "aria-label": "Code" }, views.code))),
    h("div", { class: "cnn-foot" }, h("span", {}, "Blue and orange cells can be changed: click and type."), copy, reset), heard);

  function drawGrids() {
    const { xp, w, n, p, s, d, reach, size: [rows, columns], problem } = sliding;
    const { predict } = get(["predict"]);
    const [i, j] = place();
    const lattice = (r, c, at) => { // the kernel cell that lies on padded cell (r, c), or null
      const [a, b] = [(r - at[0] * s[0]) / d[0], (c - at[1] * s[1]) / d[1]];
      return !problem && Number.isInteger(a) && Number.isInteger(b) && w[a]?.[b] !== undefined ? [a, b] : null;
    };
    const reads = (kind, r, c) => pointed?.kind === kind && lattice(r, c, [i, j]) !== null;
    const partner = {
      input: (r, c) => (pointed?.kind === "output" && lattice(r, c, [pointed.r, pointed.c]) !== null) ||
        (pointed?.kind === "kernel" && String(lattice(r, c, [i, j])) === String([pointed.r, pointed.c])),
      kernel: (r, c) => reads("input", pointed?.r, pointed?.c) &&
        String(lattice(pointed.r, pointed.c, [i, j])) === String([r, c]),
      output: (r, c) => pointed?.kind === "input" && lattice(pointed.r, pointed.c, [r, c]) !== null,
    };
    const name = (r, c) => `row ${r + 1}, column ${c + 1}`;
    const classes = (...names) => names.filter(Boolean).join(" ");
    const long = (value) => cell(value).length > 3 && "long";
    board.input.draw(...shapeOf(xp), `Input, ${n.join(" by ")}, padding ${p.join(" by ")}`, (r, c) => {
      const inside = r >= p[0] && c >= p[1] && r < p[0] + n[0] && c < p[1] + n[1];
      const on = lattice(r, c, [i, j]);
      const unread = !problem && (!predict || ask.sized()) && (r >= (rows - 1) * s[0] + reach[0] || c >= (columns - 1) * s[1] + reach[1]);
      return {
        text: cell(xp[r][c]), note: on && `×${cell(w[on[0]][on[1]])}`, edit: inside ? String(xp[r][c]) : undefined,
        class: classes(!inside && "pad", on && "on", unread && "unread", !xp[r][c] && "zero", long(xp[r][c]),
          partner.input(r, c) && "partner"),
        label: (inside ? `${name(r - p[0], c - p[1])}: ${spoken(xp[r][c])}` : "padding: 0") +
          (on ? `, under the kernel, times ${spoken(w[on[0]][on[1]])}` : ""),
      };
    });
    board.kernel.draw(...shapeOf(w), `Kernel, ${shapeOf(w).join(" by ")}`, (r, c) => ({
      text: cell(w[r][c]), edit: String(w[r][c]), class: classes(long(w[r][c]), partner.kernel(r, c) && "partner"),
      label: `${name(r, c)}: ${spoken(w[r][c])}`,
    }));
    const hidden = problem || (predict && !ask.sized());
    set(board.output.root, "hidden", Boolean(hidden));
    if (!hidden) board.output.draw(rows, columns, `Output, ${rows} by ${columns}`, (r, c) => {
      const index = r * columns + c;
      const now = r === i && c === j;
      const known = predict ? ask.known(index) : index <= model.get("step");
      const value = total(terms(sliding, r, c));
      return {
        text: known ? cell(value) : now ? "?" : "",
        class: classes(now && "now", !known && "todo", known && long(value), partner.output(r, c) && "partner"),
        label: `${name(r, c)}: ${known ? spoken(value) : "not there yet"}`,
      };
    });
  }

  /** Row and column of the output cell of this step. */
  function place() {
    const columns = Math.max(sliding.size[1], 1);
    const step = Math.min(model.get("step"), Math.max(sliding.size[0] * columns - 1, 0));
    return [Math.floor(step / columns), step % columns];
  }

  function draw() {
    const now = get(TRAITS);
    for (const name of ["stride", "padding", "dilation"]) { // a linked control may ask for more
      const clamped = [now[name]].flat().map((value) => Math.min(Math.max(value, limits[name][0]), limits[name][1]));
      if (String(clamped) === String(now[name])) continue;
      model.set(name, clamped.length === 1 ? clamped[0] : clamped);
      return model.save_changes(); // which draws
    }
    sliding = slide(now.input, now.kernel, now);
    const { size: [rows, columns], problem, padded, n, k, p, s, reach } = sliding;
    const [i, j] = place();
    const step = i * columns + j;
    ask.draw(now.predict && !problem, sliding, step);
    const sized = !now.predict || ask.sized();
    const known = !problem && (!now.predict || ask.known(step));
    text(title, now.title);
    set(root, "aria-label", `Sliding kernel: ${now.title}`);
    list.draw(given.findIndex(isPreset(now)));
    mode.draw(now.predict ? "predict" : "explore");
    const by = (pair) => pair.join(" × ");
    captions.input.replaceChildren(h("b", { class: "n" }, "Input"), ` ${by(n)}`,
      ...(p[0] + p[1] ? [", ", h("span", { class: "pp" }, `padding ${p[0] === p[1] ? p[0] : p.join(", ")}`)] : []));
    captions.kernel.replaceChildren(h("b", { class: "k" }, "Kernel"), ` ${by(k)}`);
    captions.output.replaceChildren(h("b", { class: "o" }, "Output"),
      problem ? ` none. ${problem}` : sized ? ` ${by([rows, columns])}` : " ? × ?");
    set(captions.output, "class", `cnn-caption${problem ? " cnn-problem" : ""}`);
    const stacked = padded[1] + k[1] + columns > 15; // too many columns for one row of matrices
    set(right, "data-stacked", stacked);
    root.style.setProperty("--across", padded[1]); // columns, for the size of a cell
    root.style.setProperty("--around", stacked ? "64px" : "130px"); // gaps and signs
    root.style.setProperty("--abreast", padded[1] + (stacked ? Math.max(k[1], columns) : k[1] + columns));
    set(frame, "hidden", Boolean(problem));
    for (const [name, value] of Object.entries({ r: i * s[0], c: j * s[1], h: reach[0], w: reach[1] }))
      frame.style.setProperty(`--${name}`, value);
    drawGrids();
    sum.replaceChildren(...(problem || !sized ? [] : sumLine(sliding, i, j, known)));
    views.size.replaceChildren(...sizeView(sliding, sized));
    views.formula.replaceChildren(...formulaView(sliding, i, j));
    views.code.replaceChildren(...codeView(sliding, i, j, known));
    const there = problem ?? (sized ? `Step ${step + 1} of ${rows * columns}: output row ${i + 1}, column ${j + 1}` : "");
    bar.draw(step, rows * columns, there, !sized);
    for (const [name, control] of sliders) control.draw(now[name]);
    if (!playing) text(heard, known ? `${there}: ${sum.textContent}` : there);
  }

  // Dragging the frame: the kernel goes to the nearest place where it may stand.
  let grip = null;
  frame.addEventListener("pointerdown", (event) => {
    const box = frame.getBoundingClientRect();
    grip = { y: event.clientY - box.top, x: event.clientX - box.left, moved: false };
    frame.setPointerCapture(event.pointerId);
    bar.stop();
    event.preventDefault();
  });
  frame.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const box = board.input.root.getBoundingClientRect();
    const across = box.width / sliding.padded[1];
    const at = [event.clientY - box.top - grip.y, event.clientX - box.left - grip.x].map((distance, axis) =>
      Math.min(Math.max(Math.round(distance / across / sliding.s[axis]), 0), sliding.size[axis] - 1));
    const step = at[0] * sliding.size[1] + at[1];
    if (step === model.get("step")) return;
    grip.moved = true;
    put({ step });
  });
  frame.addEventListener("pointerup", (event) => { // not moved: the cell under the pointer was meant
    const under = document.elementsFromPoint(event.clientX, event.clientY);
    if (!grip?.moved) under.find((element) => element.role === "gridcell" && root.contains(element))?.click();
    grip = null;
  });
  frame.addEventListener("pointercancel", () => { grip = null; });

  // The published page keeps its state in the address; a notebook has the traits.
  const spot = el.closest("[data-model]"); // these stand in the page before any widget does
  const published = spot !== null;
  set(copy, "hidden", !published);
  const id = () => `${NAME}-${[...document.querySelectorAll("[data-model]")].indexOf(spot) + 1}`;
  function startAgain() {
    ask.restart();
    put(atFirst);
    draw();
    if (published && location.hash.startsWith(`#${id()}?`))
      history.replaceState(null, "", location.pathname + location.search);
  }
  async function copyLink() {
    history.replaceState(null, "", write(id(), { ...get([...SETTINGS, "step"]), predict: Number(model.get("predict")) }));
    try {
      await navigator.clipboard.writeText(location.href);
      text(copy, "Link copied");
    } catch {
      text(copy, "Link is in the address bar");
    }
  }

  const keys = (event) => event.stopPropagation(); // JupyterLab's shortcuts would take them
  root.addEventListener("keydown", keys);
  function later() { // many traits may change at once: one drawing
    if (!due) queueMicrotask(() => { due = false; draw(); });
    due = true;
  }
  for (const trait of TRAITS) model.on(`change:${trait}`, later);
  el.append(root);
  draw();
  function followLink() {
    try {
      const linked = parse(location.hash, id(), limits);
      if (!linked) return;
      put({ step: 0, ...linked, predict: linked.predict === 1 });
      root.scrollIntoView({ block: "center" });
    } catch (error) {
      complain(`${error.message}: the page’s own numbers stay.`);
    }
  }
  if (published) {
    followLink();
    addEventListener("hashchange", followLink);
  }

  return () => {
    bar.stop();
    removeEventListener("hashchange", followLink);
    for (const trait of TRAITS) model.off(`change:${trait}`, later);
    root.remove();
  };
}

export default { render };
