// What predict mode asks of a transposed convolution, and the misconception behind each wrong answer.

import { by, placeName } from "../board/cells.mjs";
import { total } from "../engine/convolution.mjs";
import { focus, inOutput, kept, placeOf, sizeBack, soFar } from "../engine/scenes.mjs";
import { gapless, match } from "../kit/mistakes.mjs";
import { factor, show } from "../kit/numbers.mjs";

/** @import { StampScene } from "../engine/scenes.mjs" */
/** @import { Questions } from "../kit/prediction.mjs" */

/**
 * Why someone would expect `answer` rows (axis 0) or columns (axis 1) of output.
 * @param {StampScene} scene @param {number} axis @param {number} answer
 */
function sizeMistake(scene, axis, answer) {
  const { n, k, size } = scene;
  const [cells, kernel, s, p, d] = [n, k, scene.s, scene.p, scene.d].map((pair) => pair[axis]);
  const [extra, reach, full, right] = [scene.extra, scene.reach, scene.full, size].map((pair) => pair[axis]);
  const back = sizeBack({ ...scene, size: n }, axis);
  return match(
    [
      [(cells - 1) * s + kernel + extra - 2 * p, gapless(kernel, d)],
      [back > 0 ? back : null, "That is what conv2d would leave. Transposed goes the other way, from small to large."],
      [full + 2 * p, "You added the padding. Here it cuts cells off, on both sides."],
      [full, "You left out the padding. It cuts cells off, on both sides."],
      [full - p, "Padding cuts on both sides, so it counts twice."],
      [s === 1 ? cells : null, "That is the input’s own size. Each of its cells stamps a whole kernel."],
      [cells * s, "That is the input times the stride. Between the stamps lie n − 1 jumps; then comes one whole kernel."],
      [right + s, "That is one jump too many. Between n stamps lie n − 1 jumps."],
      [
        cells * reach + extra - 2 * p,
        `That puts the stamps side by side. They lie a stride apart, so ${s < reach ? "they overlap" : "gaps stay between them"}.`,
      ],
      [cells - 1 + reach + extra - 2 * p, `You left out the stride. Two stamps lie ${s} cells apart.`],
      [right - extra, "You left out the output padding. It adds cells at the end."],
      [right - 1, "That is one short. The last stamp is as wide as the whole kernel."],
    ],
    answer,
    right,
  );
}

/**
 * Why someone would expect `answer` in the cell that a step's question is about.
 * @param {StampScene} scene @param {number} step @param {number} answer
 */
function cellMistake(scene, step, answer) {
  const {
    x,
    w,
    k: [rows, columns],
    landed,
  } = scene;
  const spot = focus(scene, step);
  const terms = soFar(scene, spot, step + 1);
  const [last, right, before] = [terms[terms.length - 1], total(terms), total(terms.slice(0, -1))];
  const turned = total(terms.map(({ r, c, a, b }) => ({ product: x[r][c] * w[rows - 1 - a][columns - 1 - b] })));
  return match(
    [
      [last.product, "That is this stamp alone. A stamp does not replace what stands there, it adds to it."],
      [terms.length > 1 ? before : null, `That stood there before. This stamp adds ${factor(last.x)}·${factor(last.w)}.`],
      [total(landed[spot[0]][spot[1]]), "That is what stands there in the end. Later stamps have not landed yet."],
      [turned, "That takes the kernel turned by 180°. A stamp is the kernel as it stands."],
      [before + last.x, "You added the cell of the input without the kernel’s factor."],
      [before + last.w, "You added the kernel’s number without the cell of the input."],
      [before - last.product, "The sign is the wrong way round."],
      [terms.reduce((all, { product }) => all + Math.abs(product), 0), "A minus sign got lost."],
    ],
    answer,
    right,
  );
}

/** @type {Questions<StampScene>} */
export const stampQuestions = {
  size: (scene) => ({
    text: "Before the first stamp: how many rows and columns will the output have?",
    fields: ["Rows of the output", "Columns of the output"],
    whole: true,
    right: scene.size,
    told: by(scene.size),
    nudge: "Put the last stamp where it belongs and count up to its end.",
    noun: (axis, value) => ["row", "column"][axis] + (value === 1 ? "" : "s"),
    mistake: (axis, answer) => sizeMistake(scene, axis, answer),
  }),
  cell(scene, step) {
    const spot = focus(scene, step);
    const place = placeOf(scene, step);
    const many = soFar(scene, spot, step + 1).length;
    const name = kept(scene, spot) ? `${placeName(...inOutput(scene, spot))} of the output` : `the cut-off cell ${placeName(...spot)}`;
    return {
      text:
        `${show(scene.x[place[0]][place[1]])} stamps the kernel: what does ${name} hold then? ` +
        (many > 1 ? `${many} stamps have met there.` : "No other stamp has been there yet."),
      fields: ["Your prediction"],
      right: [total(soFar(scene, spot, step + 1))],
      told: show(total(soFar(scene, spot, step + 1))),
      done: `Stamp ${step + 1} is there.`,
      nudge: "Take what stood there and add this cell of the input times the kernel’s number above it.",
      mistake: (_, answer) => cellMistake(scene, step, answer),
    };
  },
};
