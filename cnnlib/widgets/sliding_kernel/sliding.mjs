// The kernel slides over the input: correlation, and convolution with the kernel turned first.

import { by, classes, long, placeName, plural, sameCell, under } from "../board/cells.mjs";
import { windowScene } from "../engine/scenes.mjs";
import { shapeOf } from "../engine/tables.mjs";
import { h } from "../kit/dom.mjs";
import { slideQuestions } from "../kit/mistakes.mjs";
import { cell, spoken } from "../kit/numbers.mjs";
import { codeView, formulaView, sizeView, sumLine } from "../kit/views.mjs";

/** @import { WindowScene } from "../engine/scenes.mjs" */
/** @import { Look } from "../board/grid.mjs" */
/** @import { Matrix, Pair } from "../engine/tables.mjs" */
/** @import { Now } from "../types.mjs" */
/** @import { Board, State, Way } from "./sliding_kernel.mjs" */
/** @typedef {Now<WindowScene, State>} Here */

const AROUND = {
  zeros: "",
  reflect: "Around the input stands its mirror image; the edge itself is not repeated.",
  replicate: "Around the input its edge is repeated.",
  circular: "Around the input stands its other side, as if it went round and round.",
};

/** @param {Pick<WindowScene, "size">} scene @param {number} step */
const placeOf = ({ size }, step) => [Math.floor(step / Math.max(size[1], 1)), step % Math.max(size[1], 1)];

/**
 * What lies where: the kernel cell on padded cell (r, c) when output cell (i, j) is made.
 * @param {WindowScene} scene @param {Pair | null} cell @param {Pair | null} place
 */
const lying = ({ s, d, k, problem }, cell, place) => (problem || !cell || !place ? null : under(cell, [place[0] * s[0], place[1] * s[1]], d, k));

/** @param {WindowScene} scene */
const sides = ({ sides: [[top, bottom], [left, right]], p, padding }) => {
  const number = p[0] === p[1] ? String(p[0]) : p.join(", ");
  if (padding !== "same") return number;
  return top === bottom && left === right ? `same: ${number}` : "same"; // the legend tells how it is parted
};

/** @param {WindowScene} scene @param {State} state @param {boolean} sized */
function legend({ problem, turned, reads, xp, size, p, n, sides: around, paddingMode, padding }, { visits }, sized) {
  if (problem) return [];
  if (visits && sized) {
    const counts = reads.slice(p[0], p[0] + n[0]).flatMap((row) => row.slice(p[1], p[1] + n[1]));
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    const never = counts.filter((count) => count === 0).length;
    return [
      `Each number tells how many of the ${plural(size[0] * size[1], "output cell")} read that cell of the input: ` +
        (least === most ? `${most} everywhere.` : `from ${least} to ${most}; stronger blue is more often.`),
      never && `${plural(never, "cell")} ${never === 1 ? "is" : "are"} never read.`,
    ];
  }
  const uneven = ["row", "column"].filter((_, axis) => around[axis][0] !== around[axis][1]);
  return [
    turned && "Convolution turns the kernel by 180° before it slides. Torch’s conv2d, in spite of its name, does not.",
    padding === "same" &&
      uneven.length > 0 &&
      `An even kernel needs an odd number of extra ${uneven.join("s and ")}s to keep the size: the odd one comes last, as in torch.`,
    shapeOf(xp).some((cells, axis) => cells > n[axis]) && AROUND[paddingMode],
  ];
}

/** @param {Board} board @param {Here} now */
function drawGrids(board, { scene, state, step, shown, sized, pointed }) {
  const {
    xp,
    w,
    n,
    k,
    origin,
    size: [rows, columns],
    problem,
    values,
    reads,
    turned,
  } = scene;
  const here = placeOf(scene, step);
  /** @param {string} kind */
  const on = (kind) => (pointed?.kind === kind ? [pointed.r, pointed.c] : null);
  /** @param {Pair} cell */
  const mirrored = ([a, b]) => (turned ? [k[0] - 1 - a, k[1] - 1 - b] : [a, b]); // a cell as typed is there when it slides
  const [onInput, onKernel, onTurned, onOutput] = ["input", "kernel", "turned", "output"].map(on);
  const kernelCell = onTurned ?? (onKernel && mirrored(onKernel));
  const below = lying(scene, onInput, here); // the kernel cell on the one that is pointed at
  const counted = state.visits && sized && !problem;
  const most = counted ? Math.max(...reads.flat()) : 0;

  board.input.draw(shapeOf(xp), `Input, ${n.join(" by ")}, padding ${sides(scene)}`, (r, c) => {
    const [row, column] = [r - origin[0], c - origin[1]];
    const inside = row >= 0 && column >= 0 && row < n[0] && column < n[1];
    const at = lying(scene, [r, c], here);
    const unread = !problem && sized && reads[r][c] === 0;
    const partner = lying(scene, [r, c], onOutput) !== null || (kernelCell && sameCell(at, kernelCell));
    const weight = at ? w[at[0]][at[1]] : 0;
    const name = inside ? placeName(row, column) : "padding";
    return {
      text: counted ? String(reads[r][c]) : cell(xp[r][c]),
      note: at && !counted ? `×${cell(weight)}` : null,
      edit: inside ? String(xp[r][c]) : undefined,
      class: classes(
        !inside && "pad",
        at && "on",
        unread && "unread",
        partner && "partner",
        counted ? `read-${Math.ceil((5 * reads[r][c]) / most)}` : classes(!xp[r][c] && "zero", long(xp[r][c])),
      ),
      label: `${name}: ${spoken(xp[r][c])}${counted ? `, read ${plural(reads[r][c], "time")}` : ""}${at ? `, under the kernel, times ${spoken(weight)}` : ""}`,
    };
  });
  /** @param {Matrix} matrix @param {(place: Pair) => boolean | null} partner @param {boolean} edit @returns {(r: number, c: number) => Look} */
  const kernel = (matrix, partner, edit) => (r, c) => ({
    text: cell(matrix[r][c]),
    edit: edit ? String(matrix[r][c]) : undefined,
    class: classes(long(matrix[r][c]), partner([r, c]) && "partner"),
    label: `${placeName(r, c)}: ${spoken(matrix[r][c])}`,
  });
  /** @param {Pair} place */
  const lit = (place) => sameCell(place, below) || (turned && kernelCell && sameCell(place, kernelCell));
  board.kernel.draw(
    k,
    `Kernel, ${k.join(" by ")}`,
    kernel(state.kernel, (place) => lit(mirrored(place)), true),
  );
  if (turned) board.turned.draw(k, `Turned kernel, ${k.join(" by ")}`, kernel(w, lit, false));

  if (!problem && sized)
    board.output.draw([rows, columns], `Output, ${rows} by ${columns}`, (r, c) => {
      const known = shown(r * columns + c);
      const now = r === here[0] && c === here[1];
      const partner = lying(scene, onInput, [r, c]) !== null;
      return {
        text: known ? cell(values[r][c]) : now ? "?" : "",
        class: classes(now && "now", !known && "todo", known && long(values[r][c]), partner && "partner"),
        label: `${placeName(r, c)}: ${known ? spoken(values[r][c]) : "not there yet"}`,
      };
    });
}

/** @param {Board} board @param {Here} now */
function draw(board, now) {
  const { scene, state, step, sized, known } = now;
  const { size, problem, xp, n, k, s, reach, turned } = scene;
  const [i, j] = placeOf(scene, step);
  const [, across] = shapeOf(xp);
  board.input.says([` ${by(n)}`, ...(across > n[1] || xp.length > n[0] ? [", ", h("span", { class: "pp" }, `padding ${sides(scene)}`)] : [])]);
  board.kernel.says([` ${by(k)}`]);
  board.turned.says([]);
  board.output.says([problem ? ` none. ${problem}` : sized ? ` ${by(size)}` : " ? × ?"], problem);
  board.output.show(!problem && sized);
  board.stage.fit({ left: across, rest: [turned ? 2 * k[1] : k[1], size[1]], widest: across, signs: turned ? 3 : 2 });
  board.input.frame(problem ? null : { place: [i, j], stride: s, reach, size, across });
  board.output.frame(null);
  drawGrids(board, now);
  board.stage.legend(legend(scene, state, sized));
  board.sum.replaceChildren(...(problem || !sized ? [] : sumLine(scene, i, j, known)));
  board.views.size.replaceChildren(...sizeView(scene, sized));
  board.views.formula.replaceChildren(...formulaView(scene, i, j));
  board.views.code.replaceChildren(...codeView(scene, i, j, known));
}

/** @param {Here} now @param {Element} sum */
function sentence({ scene, step, known }, sum) {
  const there = `Step ${step + 1} of ${scene.steps}: output ${placeName(...placeOf(scene, step))}`;
  return known ? `${there}: ${sum.textContent}` : there;
}

/** See sliding_kernel.mjs. @type {Way<WindowScene>} */
export const sliding = {
  scene: windowScene,
  draw,
  sentence,
  questions: slideQuestions,
  origin: ({ origin }) => origin,
  stepAt: (scene, [i, j]) => i * scene.size[1] + j, // of a place of the frame
  stepOf: (scene, r, c) => r * scene.size[1] + c, // of an output cell
};
