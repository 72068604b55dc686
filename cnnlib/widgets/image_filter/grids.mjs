// The pixel at hand: its neighbourhood, the kernel and the products, cell by cell.
import { classes, placeName } from "../board/cells.mjs";
import { terms, total } from "../engine/convolution.mjs";
import { h } from "../kit/dom.mjs";
import { cell, show, spoken } from "../kit/numbers.mjs";
/** @import { Grid } from "../board/grid.mjs" */
/** @import { Term } from "../engine/convolution.mjs" */
/** @import { Pair } from "../engine/tables.mjs" */
/** @import { Here } from "./filter.mjs" */
/** @typedef {Record<"near" | "kernel" | "products" | "divisor", Grid>} Grids */

/** @param {Pair} numbers */
export const by = (numbers) => numbers.join("\u00a0×\u00a0");
/** @param {number[]} values */
const long = (...values) => ["", "long", "longer", "longest"][Math.min(Math.max(Math.max(...values.map((value) => cell(value).length)) - 3, 0), 3)];

/**
 * The pixels at `place`, the kernel and their products, which are `there` once the answer is.
 * @param {Grids} board @param {Record<"near" | "kernel" | "products", HTMLElement>} captions @param {Here} now @param {Pair} place @param {boolean} there
 */
export function drawGrids(board, captions, { scene: made, pointed, sized }, [r, c], there) {
  const products = terms(made, r, c);
  const { k, p, n, w, divisor } = made;
  /** @param {Term} term */
  const inside = ({ r: row, c: column }) => row >= p[0] && column >= p[1] && row < p[0] + n[0] && column < p[1] + n[1];
  /** @param {number} a @param {number} b */
  const partner = (a, b) => pointed?.kind === "near" && pointed.r === a && pointed.c === b && "partner";
  /** @param {number} a @param {number} b */
  const at = (a, b) => products[a * k[1] + b];
  /** @param {number} a @param {number} b */
  const middle = (a, b) => a === p[0] && b === p[1];
  board.near.draw(k, `Neighbourhood, ${k.join(" by ")} pixels round ${placeName(r, c)}`, (a, b) => ({
    text: cell(at(a, b).x),
    class: classes(!inside(at(a, b)) && "pad", middle(a, b) && "middle", partner(a, b)),
    label: `${inside(at(a, b)) ? placeName(at(a, b).r - p[0], at(a, b).c - p[1]) : "padding"}: ${spoken(at(a, b).x)}`,
  }));
  const pixels = /** @type {NodeListOf<HTMLElement>} */ (board.near.root.querySelectorAll("[role=gridcell]"));
  pixels.forEach((element, index) => {
    element.style.setProperty("--grey", String(products[index].x));
  });
  board.kernel.draw(k, `Kernel, ${k.join(" by ")}`, (a, b) => ({
    text: cell(w[a][b]),
    edit: String(w[a][b]),
    class: classes(long(w[a][b]), partner(a, b)),
    label: `${placeName(a, b)}: ${spoken(w[a][b])}`,
  }));
  const size = long(...products.map(({ product }) => product));
  board.products.draw(k, `Products, ${k.join(" by ")}`, (a, b) => ({
    text: there ? cell(at(a, b).product) : "",
    class: classes(there ? size : "todo", partner(a, b)),
    label: `${placeName(a, b)}: ${there ? `${spoken(at(a, b).x)} times ${spoken(w[a][b])} is ${spoken(at(a, b).product)}` : "not there yet"}`,
  }));
  board.divisor.draw([1, 1], "Divisor", () => ({ text: String(divisor), edit: String(divisor), class: long(divisor), label: `divided by ${divisor}` }));
  const weights = total(w.flat().map((product) => ({ product })));
  captions.near.replaceChildren(h("b", { class: "n" }, "Pixels"), ` at ${r}, ${c}`);
  captions.kernel.replaceChildren(h("b", { class: "k" }, "Kernel"), ` ${by(k)}`, ...(sized ? [`, sum ${show(weights)}`] : []));
  captions.products.replaceChildren(h("b", { class: "o" }, "Products"), there ? `, sum ${show(total(products))}` : "");
}
