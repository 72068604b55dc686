// The stage of a kernel that slides: matrices with a caption each, signs between them, a line below.
import { h, set } from "../kit/dom.mjs";
import { classes } from "./cells.mjs";
import { frame } from "./frame.mjs";
import { grid } from "./grid.mjs";

/** @import { Covered, Framed } from "./frame.mjs" */
/** @import { GridOptions } from "./grid.mjs" */
/** @typedef {ReturnType<typeof matrix>} Board */

/** @type {Record<string, string>} */
const COLOUR = { input: "n", kernel: "k", output: "o", gradient: "g" };

/** @param {string} sign */
export const operator = (sign) => h("span", { class: "cnn-operator", "aria-hidden": "true" }, sign);
/**
 * One matrix: a grid and its caption. `events` are grid.mjs's; framed: {onMove, onGrab, label} for one
 * that the kernel moves over: frame.mjs's, whose draw() is then `frame`.
 * @param {GridOptions & { name: string, framed?: Framed }} options
 */
export function matrix({ kind, name, framed, ...events }) {
  const board = grid({ kind, ...events });
  const caption = h("p", { class: "cnn-caption" });
  return {
    root: h("div", { class: "cnn-matrix" }, board.root, caption),
    draw: board.draw,
    /** @type {(next: Covered | null) => void} */
    frame: framed ? frame({ board, ...framed }).draw : () => {},
    /** @param {boolean} visible */
    show: (visible) => set(board.root, "hidden", !visible),
    /** Below the matrix, its name and then `parts`; a problem stands there in red. @param {(Node | string)[]} parts @param {string | boolean | null} problem */
    says(parts, problem = false) {
      caption.replaceChildren(h("b", { class: COLOUR[kind] }, name), ...parts);
      set(caption, "class", classes("cnn-caption", problem && "cnn-problem"));
    },
  };
}

/**
 * Left, a sign, and the rest; below them the legend, a sentence or two when there is need.
 * @param {{ left: Element, sign: Element, rest: Element[] }} parts
 */
export function stageOf({ left, sign, rest }) {
  const right = h("div", { class: "cnn-right" }, ...rest);
  const legend = h("p", { class: "cnn-legend" });
  const stage = h("div", { class: "cnn-stage cnn-sliding" }, left, sign, right, legend);
  return {
    root: stage,
    /**
     * left: columns of the first matrix; rest: of the groups beside it; widest: of them all; signs: how
     * many; together: on a phone the first two stand in one row, not the last two.
     * @param {{ left: number, rest: number[], widest: number, signs?: number, together?: boolean }} sizes
     */
    fit({ left: columns, rest: groups, widest, signs = 2, together = false }) {
      const sum = groups.reduce((all, count) => all + count, 0);
      const below = columns > 22; // nothing has room beside the first
      const stacked = columns + sum > 15 && !below; // too many for one row of matrices
      set(stage, "data-below", below);
      set(stage, "data-together", together);
      set(right, "data-stacked", stacked);
      stage.style.setProperty("--across", String(widest)); // columns, for the size of a cell
      stage.style.setProperty("--around", `${65 * (stacked ? signs - 1 : signs)}px`); // gaps and signs
      stage.style.setProperty("--abreast", String(below ? columns : columns + (stacked ? Math.max(...groups) : sum)));
    },
    /** @param {(string | false | 0)[]} sentences */
    legend(sentences) {
      legend.textContent = sentences.filter(Boolean).join(" ");
      set(legend, "hidden", legend.textContent === "");
    },
  };
}
