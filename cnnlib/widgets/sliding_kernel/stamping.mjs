// Transposed convolution: each cell of the input stamps the kernel, times itself, onto the output.

import { by, classes, long, once, placeName, plural, sameCell, under } from "../board/cells.mjs";
import { total } from "../engine/convolution.mjs";
import { focus, inOutput, isCut, kept, placeOf, soFar, stampScene, startOf } from "../engine/scenes.mjs";
import { h } from "../kit/dom.mjs";
import { cell, spoken } from "../kit/numbers.mjs";
import { stampQuestions } from "./stamp_questions.mjs";
import { stampCode, stampFormula, stampSize, stampSum } from "./stamp_views.mjs";

/** @import { StampScene } from "../engine/scenes.mjs" */
/** @import { Now } from "../types.mjs" */
/** @import { Board, State, Way } from "./sliding_kernel.mjs" */
/** @typedef {Now<StampScene, State>} Here */

/** @param {StampScene} scene @param {State} state @param {boolean} sized */
function legend(scene, { visits }, sized) {
  if (scene.problem) return [];
  if (!visits || !sized)
    return [
      "Each cell of the input stamps the kernel, times itself, onto the output. Where stamps overlap, they add up.",
      isCut(scene) && `Padding cuts ${once(scene.p)} off each side: the hatched cells.`,
    ];
  const counts = scene.landed.flat().map((terms) => terms.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return [
    `Each number tells how many stamps fall on that cell: ${least === most ? `${most} everywhere` : `from ${least} to ${most}; stronger green is more often`}.`,
  ];
}

/** @param {Board} board @param {Here} now */
function drawGrids(board, { scene, state, step, known, sized, pointed }) {
  const { x, w, n: cells, k: size, d, full, landed, problem } = scene;
  const here = placeOf(scene, step);
  const start = startOf(scene, here);
  /** @param {string} kind */
  const on = (kind) => (pointed?.kind === kind ? [pointed.r, pointed.c] : null);
  const [onInput, onKernel, onOutput] = ["input", "kernel", "output"].map(on);
  const drawn = !problem && sized;
  const spot = drawn ? focus(scene, step) : null; // what the sum tells of
  const counted = state.visits && drawn;
  const most = counted ? Math.max(...landed.flat().map((terms) => terms.length)) : 0;

  board.input.draw(cells, `Input, ${cells.join(" by ")}`, (r, c) => {
    const stamping = drawn && sameCell([r, c], here);
    const partner = drawn && onOutput && under(onOutput, startOf(scene, [r, c]), d, size) !== null;
    return {
      text: cell(x[r][c]),
      edit: String(x[r][c]),
      class: classes(stamping && "on stamping", !x[r][c] && "zero", long(x[r][c]), partner && "partner"),
      label: `${placeName(r, c)}: ${spoken(x[r][c])}${stamping ? ", stamping now" : ""}`,
    };
  });
  const lit = drawn && onOutput && under(onOutput, start, d, size);
  board.kernel.draw(size, `Kernel, ${size.join(" by ")}`, (r, c) => ({
    text: cell(w[r][c]),
    edit: String(w[r][c]),
    class: classes(long(w[r][c]), lit && sameCell(lit, [r, c]) && "partner"),
    label: `${placeName(r, c)}: ${spoken(w[r][c])}`,
  }));
  if (drawn)
    board.output.draw(full, `Output, ${scene.size.join(" by ")}${isCut(scene) ? `, ${once(scene.p)} cut off each side` : ""}`, (r, c) => {
      const inside = kept(scene, [r, c]);
      const terms = soFar(scene, [r, c], step + Number(known)); // what stands there
      const at = under([r, c], start, d, size);
      const now = sameCell([r, c], spot);
      const value = total(terms);
      const empty = terms.length === 0 && landed[r][c].length > 0; // a stamp will come
      const partner = (onInput && under([r, c], startOf(scene, onInput), d, size) !== null) || (onKernel && at && sameCell(at, onKernel));
      const added = at && known && terms[terms.length - 1].product;
      const name = inside ? placeName(...inOutput(scene, [r, c])) : `cut off, ${placeName(r, c)} of all`;
      const asked = now && !known;
      return {
        text: counted ? String(landed[r][c].length) : asked ? "?" : empty ? "" : cell(value),
        note: added !== null && added !== false && !counted ? `${added < 0 ? "" : "+"}${cell(added)}` : null,
        class: classes(
          !inside && "pad",
          at && "on",
          now && "now",
          partner && "partner",
          counted
            ? `read-${Math.ceil((5 * landed[r][c].length) / most)}`
            : classes(empty && !asked && "todo", !empty && !value && "zero", !asked && long(value)),
        ),
        label: counted
          ? `${name}: ${plural(landed[r][c].length, "stamp")}`
          : asked
            ? `${name}: not there yet`
            : `${name}: ${empty ? "nothing yet" : `${spoken(value)}, of ${plural(terms.length, "stamp")}`}`,
      };
    });
}

/** @param {Board} board @param {Here} now */
function draw(board, now) {
  const { scene, state, step, sized, known } = now;
  const { size, problem, n: cells, k: kernel, s, full, reach } = scene;
  board.input.says([` ${by(cells)}`]);
  board.kernel.says([` ${by(kernel)}`]);
  board.output.says(
    [
      problem ? ` none. ${problem}` : sized ? ` ${by(size)}` : " ? × ?",
      ...(isCut(scene) && sized && !problem ? [", ", h("span", { class: "pp" }, `${once(scene.p)} cut off`)] : []),
    ],
    problem,
  );
  board.output.show(!problem && sized);
  const [, across] = problem ? size : full;
  board.stage.fit({ left: cells[1], rest: [kernel[1], across], widest: Math.max(cells[1], across, kernel[1]), together: true });
  board.input.frame(null);
  board.output.frame(problem || !sized ? null : { place: placeOf(scene, step), stride: s, reach, size: cells, across });
  drawGrids(board, now);
  board.stage.legend(legend(scene, state, sized));
  board.sum.replaceChildren(...(problem || !sized ? [] : stampSum(scene, step, known)));
  board.views.size.replaceChildren(...stampSize(scene, sized));
  board.views.formula.replaceChildren(...stampFormula(scene, step));
  board.views.code.replaceChildren(...stampCode(now));
}

/** @param {Here} now @param {Element} sum */
function sentence({ scene, step, known }, sum) {
  const [r, c] = placeOf(scene, step);
  const there = `Step ${step + 1} of ${scene.steps}: input ${placeName(r, c)} stamps ${spoken(scene.x[r][c])} times the kernel`;
  return known ? `${there}: ${sum.textContent}` : there;
}

/** See sliding_kernel.mjs. @type {Way<StampScene>} */
export const stamping = {
  scene: stampScene,
  draw,
  sentence,
  questions: stampQuestions,
  origin: () => [0, 0],
  stepAt: ({ n: [, columns] }, [r, c]) => r * columns + c, // of a place of the frame
  stepOf: ({ landed }, r, c) => landed[r][c].at(-1)?.step ?? null, // of an output cell: when it is complete
};
