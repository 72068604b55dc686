// The stack as a flow from top to bottom: a row a layer, with a block drawn to scale.
//
// Squares keep the proportions of rows and columns; sheets stand for channels and bars for features,
// both by their logarithm. One cell of the layer at hand is marked, and in every block above it the
// cells that it is made of.
import { h, set, text } from "./dom.mjs";
import { cone } from "./seen.mjs";
import { by, thousands } from "./shape_words.mjs";

const KINDS = { in_channels: "n", in_features: "n", num_features: "n", out_channels: "o", out_features: "o", output_size: "o",
  kernel_size: "k", padding: "pp", output_padding: "pp" };

/** The layer as it is written, its numbers in the colours of what they count. */
export const coloured = ({ pieces }) => pieces.map(([piece, name]) => (KINDS[name] ? h("span", { class: KINDS[name] }, piece) : piece));

/** What one number sees, in a few letters. */
export function sees({ field, kind, shape }) {
  if (field) return field.size.length ? by(field.size) : "1";
  if (kind === "flatten") return "in a row";
  return kind !== "transposed" && shape.slice(1).every((size) => size === 1) ? "all" : "varies";
}

const NONE = [];
const percent = (part, all) => `${(100 * part) / all}%`;

/** [2, 3, 7] to [[2, 4], [7, 8]]: cells that follow each other, as from and to. */
function runs(cells) {
  const found = [];
  for (const cell of cells) {
    if (found.at(-1)?.[1] === cell) found.at(-1)[1] += 1;
    else found.push([cell, cell + 1]);
  }
  return found;
}

function block(shape, { side, length, features }) {
  const [channels, ...cells] = shape.length === 1 ? [1] : shape;
  const sheets = Math.min(6, Math.floor(Math.log2(channels)));
  const frame = h("span", { class: "cnn-cone", hidden: true });
  const face = h("span", { class: "cnn-face" }, frame);
  const root = h("span", { class: `cnn-block cnn-axes-${shape.length}` },
    ...Array.from({ length: sheets }, (_, index) => h("span", { class: "cnn-sheet", style: `--sheet: ${sheets - index}` })), face);
  const [tall, wide] = cells.length === 2 ? cells.map((n) => n / side) : [0, cells.length ? cells[0] / length : Math.log2(shape[0] + 1) / Math.log2(features + 1)];
  for (const [name, value] of [["--tall", tall], ["--wide", wide], ["--sheets", sheets]]) root.style.setProperty(name, value);
  /** Mark cells, [[row, …], [column, …]] or null for all; false: none. */
  const mark = (found, own) => {
    const none = found === false || found?.some((along) => along.length === 0); // it sees padding alone
    set(frame, "hidden", none);
    if (none) return;
    const spans = found === null ? cells.map((n) => [0, n]) : found.map((along) => [along[0], along.at(-1) + 1]);
    const one = found === null ? [0, 9] : [4, 5]; // of features: all, or the one in the middle
    const [rows, columns] = spans.length === 2 ? spans : [[0, 1], spans[0] ?? one];
    const [down, across] = cells.length === 2 ? cells : [1, cells[0] ?? 9];
    Object.assign(frame.style, { top: percent(rows[0], down), height: percent(rows[1] - rows[0], down),
      left: percent(columns[0], across), width: percent(columns[1] - columns[0], across) });
    set(frame, "data-own", own);
    set(frame, "data-all", rows[1] - rows[0] === down && columns[1] - columns[0] === across);
  };
  /** Hatch the rows and columns that the next layer never reads. */
  let hatched = null; // the axes of the last drawing
  const drop = (axes) => {
    if (axes === hatched) return;
    hatched = axes;
    for (const old of face.querySelectorAll(".cnn-lost")) old.remove();
    axes.forEach(({ unread = [], n }, axis) => {
      const [from, size] = axes.length === 2 && axis === 0 ? ["top", "height"] : ["left", "width"];
      for (const [start, end] of runs(unread).slice(0, 50))
        face.prepend(h("span", { class: "cnn-lost", style: `${from}: min(${percent(start, n)}, 100% - 3px); ${size}: max(3px, ${percent(end - start, n)})` }));
    });
  };
  return { root, mark, drop };
}

/** onPick(index) and onPoint(index or null): a row was chosen, or is under the pointer or focus. */
export function flow({ onPick, onPoint }) {
  const heads = ["", "Layer", "Output", "Parameters", "Sees"].map((word) => h("span", {}, word));
  const input = h("div", { class: "cnn-layer cnn-from" });
  const list = h("div", { role: "listbox", "aria-label": "Layers, from the input to the output", "aria-description": "Arrow keys move, Enter goes to a layer." });
  const root = h("div", { class: "cnn-flow" }, h("div", { class: "cnn-layer cnn-heads", "aria-hidden": "true" }, ...heads), input, list);
  let [items, first, scene, here, last] = [[], null, null, 0, -1]; // here: the row in the tab order

  function build() {
    const { layers, rows, input: shape } = scene;
    const shapes = [shape, ...rows.flatMap((row) => (row.shape ? [row.shape] : []))];
    const most = (axes) => Math.max(1, ...shapes.filter((one) => one.length === axes).flatMap((one) => (axes === 1 ? one : one.slice(1))));
    const scale = { side: most(3), length: most(2), features: most(1) };
    first = block(shape, scale);
    input.replaceChildren(h("span", { class: "cnn-figure" }, first.root), h("span", { class: "cnn-written" }, h("b", { class: "n" }, "Input")),
      h("span", { class: "cnn-shape n" }, by(shape)), h("span"), h("span"));
    const had = list.contains(document.activeElement);
    items = [...layers, null].map((layer, index) => {
      const row = rows[index];
      const drawn = row?.shape && row.kind !== "same" ? block(row.shape, scale) : null;
      const parts = { figure: h("span", { class: "cnn-figure" }, drawn?.root ?? h("span", { class: "cnn-through" })), note: h("span", { class: "cnn-note" }),
        shape: h("span", { class: "cnn-shape" }), cost: h("span", { class: "cnn-cost" }), sees: h("span", { class: "cnn-sees" }) };
      const words = h("span", { class: "cnn-written" }, layer ? h("code", {}, ...coloured(layer)) : h("b", {}, "Total"), parts.note);
      const option = h("div", { role: "option", "data-index": index, class: "cnn-layer" }, parts.figure, words, parts.shape, parts.cost, parts.sees);
      return { option, layer, row, block: drawn, ...parts };
    });
    if (rows.at(-1).problem) items.pop(); // no total of a stack that fails
    list.replaceChildren(...items.map(({ option }) => option));
    here = Math.min(here, items.length - 1);
    if (had) items[here].option.focus();
  }

  /** now: as card.mjs gives it; says(index): the row in words. */
  function draw(now, says) {
    if (scene !== now.scene) {
      scene = now.scene;
      build();
    }
    const { rows } = scene;
    const { step, shown, pointed } = now;
    set(root, "data-predict", now.state.predict);
    const at = pointed && rows[pointed.r]?.shape && shown(pointed.r) ? pointed.r : step;
    const levels = rows[at]?.shape && shown(at) ? cone(rows, at, rows[at].shape.slice(1).map((n) => Math.floor((n - 1) / 2))) : [];
    const own = levels.findLastIndex((_, level) => level === 0 || items[level - 1].block); // a row may have no block of its own
    const mark = (drawn, level) => drawn?.mark(level <= own && levels[level], level === own);
    mark(first, 0);
    set(input, "class", `cnn-layer cnn-from${pointed && pointed.r === 0 ? " partner" : ""}`);
    let numbers = 0;
    let above = first; // the block that a row reads
    const hatched = new Map([[first, NONE]]);
    items.forEach(({ block: drawn, row }, index) => {
      if (row?.axes && shown(index)) hatched.set(above, row.axes);
      if (drawn) hatched.set(above = drawn, NONE);
    });
    hatched.forEach((axes, drawn) => drawn.drop(axes));
    items.forEach((item, index) => {
      const { option, row, layer } = item;
      const known = Boolean(shown(index) && (row || !layer)); // of layers behind one that fails nothing is
      const failed = known && row?.problem;
      if (known && row) numbers += row.parameters;
      mark(item.block, index + 1);
      set(option, "class", ["cnn-layer", layer ? `cnn-is-${row?.kind ?? "untraced"}` : "cnn-total", !known && "todo", failed && "failed", index === step && "now",
        pointed && (pointed.r === index + 1 ? layer : !rows[pointed.r] && row?.parameters > 0) && "partner"].filter(Boolean).join(" "));
      set(option, "aria-selected", String(index === step));
      set(option, "tabindex", index === here ? "0" : "-1");
      text(item.shape, failed ? "fails" : known && row ? by(row.shape) : layer && index === step ? "?" : "");
      if (!layer) {
        text(item.cost, thousands(numbers));
        text(item.sees, known ? "" : "so far");
      }
      if (item.told === known) return;
      item.told = known;
      set(option, "aria-label", says(index));
      if (!row) return;
      text(item.note, known ? row.problem ?? row.note : "");
      text(item.cost, known && row.parameters ? thousands(row.parameters) : "");
      text(item.sees, known && row.shape ? sees(row) : "");
    });
    if (step !== last) follow(step);
    last = step;
  }
  /** Scroll the list, not the page, so that the row at hand can be seen. */
  function follow(step) {
    const { option } = items[Math.min(step, items.length - 1)];
    const [top, bottom] = [option.offsetTop - 100, option.offsetTop + option.offsetHeight + 8];
    if (root.scrollTop > top) root.scrollTop = top;
    else if (root.scrollTop < bottom - root.clientHeight) root.scrollTop = bottom - root.clientHeight;
  }

  const indexOf = (target) => {
    const option = target.closest?.("[role=option]");
    return option && list.contains(option) ? Number(option.dataset.index) : null;
  };
  const walk = (index) => {
    set(items[here].option, "tabindex", "-1");
    here = index;
    set(items[here].option, "tabindex", "0");
    items[here].option.focus();
  };
  list.addEventListener("click", ({ target }) => {
    const index = indexOf(target);
    if (index === null) return;
    walk(index);
    onPick(index);
  });
  list.addEventListener("keydown", (event) => {
    const index = indexOf(event.target);
    if (index === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowUp: Math.max(index - 1, 0), ArrowDown: Math.min(index + 1, items.length - 1), Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) walk(to);
    else if (event.key === "Enter" || event.key === " ") onPick(index);
    else return;
    event.preventDefault();
  });
  for (const [kind, here_] of [["pointerover", true], ["pointerleave", false], ["focusin", true], ["focusout", false]])
    list.addEventListener(kind, ({ target }) => onPoint(here_ ? indexOf(target) : null));

  return { root, draw };
}
