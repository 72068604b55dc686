// The cells of the five rows: their numbers, their colours, their partners, their words for the ear.
import { classes, long } from "../board/cells.mjs";
import { terms, total } from "../engine/convolution.mjs";
import { set } from "../kit/dom.mjs";
import { cell, spoken } from "../kit/numbers.mjs";
/** @import { Grid } from "../board/grid.mjs" */
/** @import { VectorSlide } from "../engine/vectors.mjs" */
/** @import { Now } from "../types.mjs" */
/** @import { Scene, State } from "./sliding_vector.mjs" */

/** Where a cell of the kernel that slides stands in the kernel as typed. @param {VectorSlide} sliding @param {number} c */
export const typedPlace = (sliding, c) => (sliding.operation === "convolution" ? sliding.k[1] - 1 - c : c);

/** @param {Record<"kernel" | "signal" | "slider" | "product" | "output", Grid>} board @param {Now<Scene, State>} now */
export function drawGrids(board, { scene: sliding, step: t, shown, known, sized, pointed }) {
  const {
    xp,
    w: [weights],
    n: [, n],
    k: [, k],
    p: [, before],
    size: [, length],
  } = sliding;
  const products = terms(sliding, 0, t);
  const c = pointed?.c ?? 0;
  /** @type {Record<string, number>} */
  const places = { kernel: typedPlace(sliding, c), slider: c, product: c, signal: c - t }; // on what slides
  const here = places[pointed?.kind ?? ""] ?? null;
  /** @param {string} kind @param {number} place */
  const partner = (kind, place) => pointed?.kind !== kind && place === here && "partner";
  /** @param {number} column @param {number} place */
  const reads = (column, place) => column >= place && column < place + k;
  const covers = pointed?.kind === "output" ? c : null;
  /** @param {number} column */
  const signalCell = (column) => column - before + 1;

  board.kernel.draw([1, k], `Kernel, ${k} cells, as typed`, (_, u) => ({
    text: cell(sliding.kernel[u]),
    edit: String(sliding.kernel[u]),
    label: `cell ${u + 1}: ${spoken(sliding.kernel[u])}`,
    class: classes(long(sliding.kernel[u]), partner("kernel", typedPlace(sliding, u))),
  }));
  board.signal.draw([1, xp[0].length], `Signal, ${n} cells`, (_, column) => {
    const value = xp[0][column];
    const inside = column >= before && column < before + n;
    const on = reads(column, t);
    return {
      text: cell(value),
      edit: inside ? String(value) : undefined,
      class: classes(
        !inside && "pad",
        on && "on",
        !value && "zero",
        long(value),
        covers !== null ? reads(column, covers) && "partner" : partner("signal", column - t),
      ),
      label:
        (inside ? `cell ${signalCell(column)}: ${spoken(value)}` : `outside: ${spoken(value)}`) +
        (on ? `, over the kernel’s ${spoken(weights[column - t])}` : ""),
    };
  });
  board.slider.draw([1, k], `Sliding kernel, ${sliding.operation === "convolution" ? "turned" : "as typed"}`, (_, u) => ({
    text: cell(weights[u]),
    edit: String(weights[u]),
    label: `cell ${u + 1}: ${spoken(weights[u])}`,
    class: classes(long(weights[u]), partner("slider", u)),
  }));
  board.product.draw([1, k], "Products", (_, u) => ({
    text: known ? cell(products[u].product) : "",
    class: classes(known && long(products[u].product), partner("product", u)),
    label: `${spoken(products[u].x)} times ${spoken(products[u].w)}${known ? `: ${spoken(products[u].product)}` : ""}`,
  }));
  set(board.output.root, "hidden", !sized);
  if (sized)
    board.output.draw([1, length], `Output, ${length} cells`, (_, place) => {
      const there = shown(place);
      const value = total(terms(sliding, 0, place));
      const read = pointed?.kind === "signal" && reads(c, place);
      return {
        text: there ? cell(value) : place === t ? "?" : "",
        class: classes(place === t && "now", !there && "todo", there && long(value), read && "partner"),
        label: `cell ${place + 1}: ${there ? spoken(value) : "not there yet"}`,
      };
    });
}
