// The stage of a kernel that slides: matrices with a caption each, signs between them, a line below.
import { h, set } from "../kit/dom.mjs";
import { frame } from "./frame.mjs";
import { grid } from "./grid.mjs";
import { cell } from "../kit/numbers.mjs";

const COLOUR = { input: "n", kernel: "k", output: "o", gradient: "g" };

export const by = (pair) => pair.join(" × ");
export const placeName = (r, c) => `row ${r + 1}, column ${c + 1}`;
export const classes = (...names) => names.filter(Boolean).join(" ");
export const long = (value) => cell(value).length > 3 && "long";
export const sameCell = (a, b) => a !== null && b !== null && a[0] === b[0] && a[1] === b[1];
export const operator = (sign) => h("span", { class: "cnn-operator", "aria-hidden": "true" }, sign);
export const once = ([first, second]) => (first === second ? first : `${first}, ${second}`);
export const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Which cell of a kernel of size k lies on `place`, when its first lies on `start`; null if none. */
export function under(place, start, d, k) {
  const at = place.map((cells, axis) => (cells - start[axis]) / d[axis]);
  return at.every((index, axis) => Number.isInteger(index) && index >= 0 && index < k[axis]) ? at : null;
}

/**
 * One matrix: a grid and its caption. `events` are grid.mjs's; framed: {onMove, onGrab, label} for one
 * that the kernel moves over: frame.mjs's, whose draw() is then `frame`.
 */
export function matrix({ kind, name, framed, ...events }) {
  const board = grid({ kind, ...events });
  const caption = h("p", { class: "cnn-caption" });
  return {
    root: h("div", { class: "cnn-matrix" }, board.root, caption),
    draw: board.draw,
    frame: framed ? frame({ board, ...framed }).draw : null,
    show: (visible) => set(board.root, "hidden", !visible),
    /** Below the matrix, its name and then `parts`; a problem stands there in red. */
    says(parts, problem = false) {
      caption.replaceChildren(h("b", { class: COLOUR[kind] }, name), ...parts);
      set(caption, "class", classes("cnn-caption", problem && "cnn-problem"));
    },
  };
}

/** Left, a sign, and the rest; below them the legend, a sentence or two when there is need. */
export function stageOf({ left, sign, rest }) {
  const right = h("div", { class: "cnn-right" }, ...rest);
  const legend = h("p", { class: "cnn-legend" });
  const stage = h("div", { class: "cnn-stage cnn-sliding" }, left, sign, right, legend);
  return {
    root: stage,
    /**
     * left: columns of the first matrix; rest: of the groups beside it; widest: of them all; signs: how
     * many; together: on a phone the first two stand in one row, not the last two.
     */
    fit({ left: columns, rest: groups, widest, signs = 2, together = false }) {
      const sum = groups.reduce((all, count) => all + count, 0);
      const below = columns > 22; // nothing has room beside the first
      const stacked = columns + sum > 15 && !below; // too many for one row of matrices
      set(stage, "data-below", below);
      set(stage, "data-together", together);
      set(right, "data-stacked", stacked);
      stage.style.setProperty("--across", widest); // columns, for the size of a cell
      stage.style.setProperty("--around", `${65 * (stacked ? signs - 1 : signs)}px`); // gaps and signs
      stage.style.setProperty("--abreast", below ? columns : columns + (stacked ? Math.max(...groups) : sum));
    },
    legend(sentences) {
      legend.textContent = sentences.filter(Boolean).join(" ");
      set(legend, "hidden", legend.textContent === "");
    },
  };
}
