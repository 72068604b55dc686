// The maps of every layer, small, and one of them large. A map shows its numbers, or what a logit
// owes to each of its cells.
import { GREENS, shadeOf, squares } from "./colours.mjs";
import { h, set, text } from "../kit/dom.mjs";
import { LAYERS } from "../engine/network.mjs";
import { picture } from "../board/picture.mjs";

export const NAMES = { picture: "Input", conv1: "Convolution 1", pool1: "Max pool 1", conv2: "Convolution 2", pool2: "Max pool 2" };
const AFTER = { conv1: ", ReLU", conv2: ", ReLU", pool1: "", pool2: "" };
const BOARD = ["conv1", "pool1", "conv2", "pool2"];

const total = (values) => values.reduce((sum, value) => sum + value, 0);
const signed = (value) => { // +1.2, −0.3
  const told = value.toFixed(1);
  return Number(told) === 0 ? "0" : told.replace(/^-/, "−").replace(/^(?=\d)/, "+");
};

/** A small map: {root, draw({values, side, most, owed, loudest})}. */
function thumb() {
  const canvas = h("canvas");
  const overlay = squares();
  const adds = h("span", { class: "cnn-adds", "aria-hidden": "true" });
  const root = h("button", { type: "button", class: "cnn-map", tabindex: "-1" }, canvas, overlay.root, adds);
  const context = canvas.getContext("2d");
  let told = [];
  function draw({ values, side, most, owed, mostOwed }) {
    const now = [values.buffer, values.byteOffset, most, owed?.buffer, mostOwed];
    if (now.every((part, index) => part === told[index])) return;
    told = now;
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const image = context.createImageData(side, side);
    shadeOf(values, most, GREENS, image.data);
    context.putImageData(image, 0, 0);
    set(root, "data-owed", Boolean(owed));
    if (!owed) return;
    overlay.draw(owed, side, mostOwed);
    text(adds, signed(total(owed)));
  }
  return { root, draw };
}

/** All maps of the four layers; one tab stop, arrows to walk. onPoint(layer, map), with nulls; onPick(layer, map). */
export function board({ onPoint, onPick }) {
  const layers = BOARD.map((layer) => {
    const thumbs = Array.from({ length: LAYERS[layer][0] }, () => thumb());
    const caption = h("p", { class: "cnn-caption" });
    return { layer, thumbs, caption, root: h("div", { class: "cnn-layer", role: "group" }, caption, h("div", { class: "cnn-maps" }, ...thumbs.map(({ root }) => root))) };
  });
  const root = h("div", { class: "cnn-board" }, ...layers.map((layer) => layer.root));
  const all = layers.flatMap(({ layer, thumbs }) => thumbs.map((one, map) => ({ layer, map, one })));
  const find = (target) => all.findIndex(({ one }) => one.root.contains(target));
  let here = 0;
  set(all[0].one.root, "tabindex", "0");

  function walk(to) {
    set(all[here].one.root, "tabindex", "-1");
    here = to;
    set(all[here].one.root, "tabindex", "0");
  }
  const tell = (target) => {
    const at = find(target);
    if (at < 0) onPoint(null, null);
    else onPoint(all[at].layer, all[at].map);
  };
  root.addEventListener("pointerover", (event) => { if (event.pointerType !== "touch") tell(event.target); });
  root.addEventListener("pointerleave", () => onPoint(null, null));
  root.addEventListener("focusin", (event) => tell(event.target));
  root.addEventListener("focusout", () => onPoint(null, null));
  root.addEventListener("click", (event) => {
    const at = find(event.target);
    if (at < 0) return;
    walk(at);
    onPick(all[at].layer, all[at].map);
  });
  root.addEventListener("keydown", (event) => { // rows of eight
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, ArrowUp: here - 8, ArrowDown: here + 8, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    walk(Math.min(Math.max(to, 0), all.length - 1));
    all[here].one.root.focus();
  });

  /** maps: of engine/network.mjs; owed(layer) → what the chase shows there, or null; chosen: {layer, map}. */
  function draw({ maps, owed, chosen }) {
    for (const { layer, thumbs, caption, root: row } of layers) {
      const [count, side] = LAYERS[layer];
      const most = Math.max(...maps[layer]);
      const part = owed(layer);
      const mostOwed = part && Math.max(...part.values.map(Math.abs));
      caption.replaceChildren(h("b", { class: "o" }, NAMES[layer]), `${part ? "" : AFTER[layer]}: ${part ? `what ${count}\u00a0×\u00a0${side}\u00a0×\u00a0${side} cells add` : `${count} maps of ${side}\u00a0×\u00a0${side}`}`);
      set(row, "aria-label", `${NAMES[layer]}, ${count} maps`);
      thumbs.forEach((one, map) => {
        const [from, to] = [map * side * side, (map + 1) * side * side];
        const values = maps[layer].subarray(from, to);
        const added = part?.values.subarray(from, to);
        one.draw({ values, side, most, owed: added, mostOwed });
        set(one.root, "aria-pressed", String(chosen.layer === layer && chosen.map === map));
        const says = added ? `adds ${total(added).toFixed(2)}` : `largest ${Math.max(...values).toFixed(2)}`;
        set(one.root, "aria-label", `${NAMES[layer]}, map ${map + 1} of ${count}: ${says.replace("-", "minus ")}`);
      });
    }
  }
  return { root, draw };
}

/** One map, large, each cell of which can be looked into; see picture.mjs. colours: GREYS for the input. */
export function large({ kind, colours = GREENS, onPoint, onPick, keys }) {
  const overlay = squares();
  const shown = picture({ kind, onPoint, onPick, keys, shader: (values, most, bytes) => shadeOf(values, most, colours, bytes) });
  shown.root.querySelector("canvas").after(overlay.root);
  function draw({ values, side, most, owed, mostOwed, cell, marked, label }) {
    shown.draw({ values, size: [side, side], display: most, rows: side, place: cell, window: [...cell, 1, 1], label });
    set(shown.root, "data-owed", Boolean(owed));
    set(shown.root, "data-marked", marked);
    if (owed) overlay.draw(owed, side, mostOwed);
  }
  return { root: shown.root, draw };
}
