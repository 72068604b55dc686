// What predict mode asks of a filter: the brightness of a flat patch, then the pixel at hand.
import { terms, total } from "../engine/convolution.mjs";
import { greyOf } from "../engine/raster.mjs";
import { each, isRight } from "../kit/mistakes.mjs";
import { show } from "../kit/numbers.mjs";

/** @import { Term } from "../engine/convolution.mjs" */
/** @import { Display } from "../engine/raster.mjs" */
/** @import { Matrix, Pair } from "../engine/tables.mjs" */
/** @import { Candidate } from "../kit/mistakes.mjs" */
/** @import { Questions } from "../kit/prediction.mjs" */
/** @import { Filter } from "./filter.mjs" */

const FLAT = 100; // the grey of the flat patch
const ORDER = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"];
/** @param {number[]} numbers */
const add = (numbers) => numbers.reduce((all, number) => all + number, 0);

/** A whole number may be rounded to one, others to a tenth: greys are no finer. @param {number} answer @param {number} value */
const near = (answer, value) => Math.abs(answer - value) <= (Number.isInteger(answer) ? 0.5 : 0.05) + 1e-9;
/** @param {string} typed @param {number} answer @param {number} right */
const accepts = (typed, answer, right) => isRight(typed, answer, right) || near(answer, right);
/**
 * The sentence of the first candidate, [number before it is divided, sentence], that gives the answer.
 * @param {Candidate[]} candidates @param {number} answer @param {number} divisor
 */
const named = (candidates, answer, divisor) =>
  candidates.find(([value]) => value !== null && Number.isFinite(value) && near(answer, value / divisor))?.[1] ?? null;

/** @param {Matrix} kernel @param {number} divisor @param {number} answer */
function patchMistake(kernel, divisor, answer) {
  const weights = kernel.flat();
  const sum = add(weights);
  const middle = kernel[Math.floor((kernel.length - 1) / 2)][Math.floor((kernel[0].length - 1) / 2)];
  return named(
    [
      [FLAT * divisor, `That would keep the brightness. It takes weights that add up to ${divisor}, and these add up to ${show(sum)}.`],
      [divisor === 1 ? null : FLAT * sum * divisor, `You forgot to divide by ${divisor}.`],
      [FLAT * weights.length, "That adds the pixels without the kernel’s weights."],
      [FLAT * add(weights.map(Math.abs)), "A minus sign got lost: negative weights take away."],
      [-FLAT * sum, "The sign is the wrong way round."],
      [sum, "That is the sum of the weights. Each of them multiplies 100."],
      [FLAT * middle, "That is the middle weight alone. The neighbours count too."],
      [255 * divisor, "That is white. Add the weights, times 100."],
    ],
    answer,
    divisor,
  );
}

/** @param {Filter & { display: Display }} scene @param {Pair} place @param {number} answer */
function pixelMistake(scene, [r, c], answer) {
  const { divisor, display, k, p, w, xp, n } = scene;
  const products = terms(scene, r, c);
  /** @param {"x" | "w"} key */
  const sum = (key) => add(products.map((term) => term[key]));
  /** @param {(term: Term) => boolean} leave */
  const without = (leave) => add(products.filter((term) => !leave(term)).map(({ product }) => product));
  /** @param {"a" | "b"} key @param {string} noun @param {number} count @returns {Candidate[]} */
  const lines = (key, noun, count) =>
    Array.from({ length: count > 1 ? count : 0 }, (_, line) => [
      without((term) => term[key] === line),
      `You left out the ${ORDER[line]} ${noun} of the neighbourhood.`,
    ]);
  const flipped = add(products.map(({ a, b, x }) => x * w[k[0] - 1 - a][k[1] - 1 - b]));
  /** @param {Term} term */
  const inside = ({ r: row, c: column }) => row >= p[0] && column >= p[1] && row < p[0] + n[0] && column < p[1] + n[1];
  const right = total(products);
  return named(
    [
      [flipped === -right ? flipped : null, "The sign is the wrong way round, as it would be with the kernel flipped."],
      [flipped, "That comes out when the kernel is flipped. Cross-correlation takes it as it stands; only convolution flips it."],
      [divisor === 1 ? null : right * divisor, `You forgot to divide by ${divisor}.`],
      [sum("x"), "That adds the pixels without the kernel’s weights."],
      [add(products.map(({ product }) => Math.abs(product))), "A minus sign got lost."],
      [-right, "The sign is the wrong way round."],
      [xp[r + p[0]][c + p[1]] * divisor, "That is the pixel itself, as if nothing had filtered it."],
      [without((term) => !inside(term)), "That takes zeros for the padding. Here it is the edge repeated."],
      [greyOf(right / divisor, display) * divisor, "That is the grey that shows it. The number itself is asked for."],
      ...lines("a", "row", k[0]),
      ...lines("b", "column", k[1]),
      ...each(products, (term) => [
        right - term.product,
        `One product is missing: ${show(term.x)} times ${show(term.w)}, row ${term.a + 1}, column ${term.b + 1} of the neighbourhood.`,
      ]),
    ],
    answer,
    divisor,
  );
}

/**
 * place(): the pixel at hand, [row, column]. The flat patch is asked once a kernel, until forget().
 * @param {() => Pair} place @returns {Questions<Filter & { display: Display }> & { forget: () => void }}
 */
export function filterQuestions(place) {
  let settled = /** @type {string | null} */ (null); // the kernel and divisor that it has been asked of
  /** @param {Filter} scene */
  const key = ({ w, divisor }) => JSON.stringify([w, divisor]);
  return {
    forget: () => {
      settled = null;
    },
    size(scene) {
      if (key(scene) === settled) return null;
      const { w, divisor } = scene;
      const right = (FLAT * add(w.flat())) / divisor;
      return {
        text: `First: what becomes of a flat patch of ${FLAT}?`,
        fields: [`Answer to a flat patch of ${FLAT}`],
        right: [right],
        told: show(right),
        accepts,
        nudge: `Add the weights, times ${FLAT}${divisor === 1 ? "" : `, and divide by ${divisor}`}.`,
        mistake: (_, answer) => patchMistake(w, divisor, answer),
      };
    },
    cell(scene) {
      settled = key(scene);
      const [r, c] = place();
      const right = total(terms(scene, r, c)) / scene.divisor;
      return {
        text: `What comes out at row ${r + 1}, column ${c + 1}, that is y[${r}, ${c}]? A rounded number will do.`,
        fields: ["Your prediction"],
        right: [right],
        told: show(right),
        done: "Choose another pixel, and it asks again.",
        accepts,
        nudge: scene.divisor === 1 ? "Multiply each pair, then add the products." : `Multiply each pair, add the products, then divide by ${scene.divisor}.`,
        mistake: (_, answer) => pixelMistake(scene, [r, c], answer),
      };
    },
  };
}
