// How each cell of the gradient slide looks: its number, its colours, its partners, its words for the ear.

import { classes, long, placeName, sameCell } from "../board/cells.mjs";
import { cell, spoken } from "../kit/numbers.mjs";
/** @import { Look } from "../board/grid.mjs" */
/** @import { Backward } from "../engine/gradients.mjs" */
/** @import { Matrix, Pair } from "../engine/tables.mjs" */
/** @import { Here } from "./gradient_slide.mjs" */
/** @typedef {(scene: Backward, r: number, c: number) => Pair | null} Inside */
/** @typedef {(r: number, c: number) => Look} Looks */

// Where cell (r, c) of a grid stands in the matrix that it shows: null where no cell of it stands.
/** @type {Inside} */
export function inGradient(scene, r, c) {
  if (scene.problem || scene.way !== "turned") return [r, c];
  const at = [r, c].map((cells, axis) => (cells - scene.spread.before[axis]) / scene.s[axis]);
  return at.every((index, axis) => Number.isInteger(index) && index >= 0 && index < scene.m[axis]) ? at : null;
}
/** @type {(scene: Backward, r: number, c: number) => Pair} */
export const inKernel = (scene, r, c) => (scene.way === "turned" && !scene.problem ? [scene.k[0] - 1 - r, scene.k[1] - 1 - c] : [r, c]);
/** @type {Inside} */
export function inInput(scene, r, c) {
  const [row, column] = scene.way === "weight" ? [r - scene.p[0], c - scene.p[1]] : [r, c];
  return scene.x[row]?.[column] === undefined ? null : [row, column];
}

/**
 * What grid.mjs asks of a cell, at `here`, for the matrix on the left, the one beside it, the result,
 * and the one apart; the first two are given with their `inside`, one of the functions above.
 * @param {Backward} scene @param {Pair} here @param {Here} now
 */
export function looks(scene, here, { shown, sized, known, pointed }) {
  const {
    k,
    of,
    way,
    problem,
    size: [, columns],
  } = scene;
  const [i, j] = here;
  const terms = problem ? [] : scene.products[i][j];
  const corner = problem ? here : here.map((at, axis) => at + scene.spread.start[axis]); // of the frame
  /** @param {number} r @param {number} c */
  const at = (r, c) => terms.find((term) => term.r === r && term.c === c); // the product with cell (r, c) on the left
  const [leftKind, middleKind] = of === "weight" ? ["input", "gradient"] : ["gradient", "kernel"];
  /** @param {string} kind */
  const pointedIn = (kind) => (pointed?.kind === kind && !problem ? [pointed.r, pointed.c] : null);
  const [onLeft, onMiddle, onResult] = [leftKind, middleKind, "result"].map(pointedIn);
  const ofResult = (onResult && scene.products[onResult[0]]?.[onResult[1]]) ?? []; // none: the result has become smaller
  const onApart = pointedIn(of === "weight" ? "kernel" : "input");
  /** @type {Record<string, (r: number, c: number) => boolean | null>} */
  const lit = {
    // partners of what is pointed at
    left: (r, c) =>
      (onMiddle && terms.some((term) => term.r === r && term.c === c && sameCell([term.a, term.b], onMiddle))) ||
      ofResult.some((term) => term.r === r && term.c === c),
    middle: (a, b) => onLeft && terms.some((term) => term.a === a && term.b === b && sameCell([term.r, term.c], onLeft)),
    result: (r, c) => (onLeft && scene.products[r][c].some((term) => sameCell([term.r, term.c], onLeft))) || (onApart && sameCell(onApart, [r, c])),
    apart: (r, c) => onResult && sameCell(onResult, [r, c]),
  };
  return {
    /** @param {Matrix} rows @param {Inside} inside @returns {Looks} */
    left: (rows, inside) => (r, c) => {
      const cellOf = inside(scene, r, c);
      const value = cellOf ? rows[cellOf[0]][cellOf[1]] : 0;
      const term = at(r, c);
      const under = way === "turned" && r >= corner[0] && c >= corner[1] && r < corner[0] + k[0] && c < corner[1] + k[1];
      return {
        text: cell(value),
        edit: cellOf ? String(value) : undefined,
        note: term && known ? `×${cell(term.w)}` : null,
        class: classes(!cellOf && "pad", (term || under) && "on", long(value), lit.left(r, c) && "partner"),
        label:
          (cellOf ? `${placeName(...cellOf)}: ${spoken(value)}` : "a zero around or between") +
          (!term ? "" : known ? `, times ${spoken(term.w)}` : ", counts here"),
      };
    },
    /** @param {Matrix} rows @param {Inside} inside @returns {Looks} */
    middle: (rows, inside) => (a, b) => {
      const [row, column] = inside(scene, a, b) ?? [a, b];
      const value = rows[row][column];
      return {
        text: cell(value),
        edit: String(value),
        class: classes(way === "windows" && terms.some((term) => term.a === a && term.b === b) && "on", long(value), lit.middle(a, b) && "partner"),
        label: `${placeName(row, column)}: ${spoken(value)}`,
      };
    },
    /** @param {Matrix} rows @returns {Looks} */
    apart: (rows) => (r, c) => {
      const value = rows[r][c];
      const nudged = !problem && r === i && c === j;
      const unread = !problem && sized && of === "input" && !scene.products[r][c].length;
      return {
        text: cell(value),
        edit: String(value),
        class: classes(nudged && "nudged", long(value), lit.apart(r, c) && "partner", unread && "unread"),
        label: `${placeName(r, c)}: ${spoken(value)}${nudged ? ", nudged" : ""}${unread ? ", read by no window" : ""}`,
      };
    },
    /** @type {Looks} */
    result: (r, c) => {
      const there = shown(r * columns + c);
      const now = sameCell(here, [r, c]);
      const value = scene.values[r][c];
      return {
        text: there ? cell(value) : now ? "?" : "",
        class: classes(now && "now", !there && "todo", there && long(value), lit.result(r, c) && "partner"),
        label: `${placeName(r, c)}: ${there ? spoken(value) : "not there yet"}`,
      };
    },
  };
}
