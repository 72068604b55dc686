// The cells of input and output: their numbers, their colours, their partners, their words for the ear.
import { classes, long, placeName } from "../board/cells.mjs";
import { isMax, pooled } from "../engine/pooling.mjs";
import { cell, spoken } from "../kit/numbers.mjs";
/** @import { Board } from "../board/stage.mjs" */
/** @import { PoolState } from "../engine/pooling.mjs" */
/** @import { Pair } from "../engine/tables.mjs" */
/** @import { Now } from "../types.mjs" */
/** @import { Scene } from "./pooling_window.mjs" */

/** The output cell of a step. @param {Pick<Scene, "size">} pooling @param {number} step */
export const placeOf = ({ size }, step) => [Math.floor(step / Math.max(size[1], 1)), step % Math.max(size[1], 1)];

/** @param {{ input: Board, output: Board }} board @param {Now<Scene, PoolState>} now */
export function drawGrids(board, { scene: pooling, step, shown, sized, known, pointed }) {
  const {
    x,
    xp,
    n,
    p,
    k,
    s,
    d,
    padded,
    size: [rows, columns],
    problem,
    countIncludePad,
    values,
    reads,
  } = pooling;
  const [i, j] = placeOf(pooling, step);
  /** @param {Pair} at @param {number} r @param {number} c */
  const covers = (at, r, c) => {
    // does the window at place `at` read cell (r, c) of the grid?
    const [a, b] = [(r - at[0] * s[0]) / d[0], (c - at[1] * s[1]) / d[1]];
    return !problem && [a, b].every((offset, axis) => Number.isInteger(offset) && offset >= 0 && offset < k[axis]);
  };
  const winner = known && isMax(pooling) ? pooled(pooling, i, j).winner : null;
  const padding = isMax(pooling) ? "−∞" : countIncludePad ? "0" : "";
  /** @param {number | null} value */
  const ties = (value) => winner && value === winner.x;
  board.input.draw([xp.length, xp[0].length], `Input, ${n.join(" by ")}${p.some(Boolean) ? `, padding ${p.join(" by ")}` : ""}`, (r, c) => {
    const value = xp[r][c];
    const beyond = r >= padded[0] || c >= padded[1];
    const on = covers([i, j], r, c);
    const first = winner && r - p[0] === winner.r && c - p[1] === winner.c;
    const unread = sized && reads?.[r]?.[c] === 0;
    const partner = pointed?.kind === "output" && covers([pointed.r, pointed.c], r, c);
    const name =
      value !== null
        ? `${placeName(r - p[0], c - p[1])}: ${spoken(value)}`
        : beyond
          ? "beyond the edge: no cell"
          : `padding: ${isMax(pooling) ? "minus infinity" : countIncludePad ? "0" : "not counted"}`;
    return {
      text: value !== null ? cell(value) : beyond ? "" : padding,
      edit: value === null ? undefined : String(x[r - p[0]][c - p[1]]),
      note: first ? "max" : on && ties(value) ? "=" : undefined,
      class: classes(
        value === null && (beyond ? "beyond" : "pad"),
        on && "on",
        first && "winner",
        unread && "unread",
        value !== null && long(value),
        partner && "partner",
      ),
      label:
        name + (on ? ", in the window" : "") + (first ? ", the largest" : on && ties(value) ? ", as large, but later" : "") + (unread ? ", never read" : ""),
    };
  });
  const hidden = Boolean(problem || !sized);
  board.output.show(!hidden);
  if (!hidden)
    board.output.draw([rows, columns], `Output, ${rows} by ${columns}`, (r, c) => {
      const there = shown(r * columns + c);
      const now = r === i && c === j;
      const value = values[r][c];
      const partner = pointed?.kind === "input" && covers([r, c], pointed.r, pointed.c);
      return {
        text: there ? cell(value) : now ? "?" : "",
        class: classes(now && "now", !there && "todo", there && long(value), partner && "partner"),
        label: `${placeName(r, c)}: ${there ? spoken(value) : "not there yet"}`,
      };
    });
}
