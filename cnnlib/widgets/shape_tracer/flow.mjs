// The stack as a flow from top to bottom: a row a layer, with a block drawn to scale.
//
// One cell of the layer at hand is marked, and in every block above it the cells that it is made of.
import { h, set, text } from "../kit/dom.mjs";
import { cone } from "../engine/shapes/seen.mjs";
import { block } from "./block.mjs";
import { by, thousands } from "../engine/shapes/words.mjs";

const KINDS = { in_channels: "n", in_features: "n", num_features: "n", out_channels: "o", out_features: "o", output_size: "o",
  kernel_size: "k", padding: "pp", output_padding: "pp" };

/** The layer as it is written, its numbers in the colours of what they count. */
export const coloured = ({ pieces }) => pieces.map(([piece, name]) => (Object.hasOwn(KINDS, name) ? h("span", { class: KINDS[name] }, piece) : piece));

/** What one number sees, in a few letters. */
export function sees({ field, kind, shape }) {
  if (field) return field.size.length ? by(field.size) : "1";
  if (kind === "flatten") return "in a row";
  return kind !== "transposed" && shape.slice(1).every((size) => size === 1) ? "all" : "varies";
}

const NONE = [];

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
