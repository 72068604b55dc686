// What is true of the sliding kernel's state before its first step. Numbers only; no DOM.
//
// `state` holds the widget's traits. A scene of convolution.mjs or transposed.mjs comes back, with what the picture needs.
import { slid, slide, total, visits } from "./convolution.mjs";
import { outputSize } from "./sizes.mjs";
import { reversed, table } from "./tables.mjs";
import { stamp, stamps } from "./transposed.mjs";

/** @import { Padding, PaddingMode } from "./padding.mjs" */
/** @import { Matrix, Pair, Size } from "./tables.mjs" */
/** @import { Stamp } from "./transposed.mjs" */

/**
 * @typedef {{ operation: string, input: Matrix, kernel: Matrix, stride: Size, padding: Padding, dilation: Size, padding_mode: PaddingMode,
 *   output_padding: Size }} SlidingState the traits of the widget
 */
/** @typedef {ReturnType<typeof windowScene>} WindowScene */
/** @typedef {ReturnType<typeof stampScene>} StampScene */

const MOST = 24; // cells of a side of the output that a phone can still show

/** Correlation, and convolution, which is correlation with the kernel turned by 180 degrees. @param {SlidingState} state */
export function windowScene(state) {
  const turned = state.operation === "convolution";
  const made = slide(state.input, turned ? reversed(state.kernel) : state.kernel, { ...state, paddingMode: state.padding_mode });
  return {
    ...made,
    turned,
    steps: made.size[0] * made.size[1],
    origin: made.xp === made.x ? [0, 0] : made.p, // where the input begins in what is shown
    values: made.problem ? [] : slid(made),
    reads: made.problem ? [] : visits(made),
  };
}

/** Transposed convolution: every step one cell of the input stamps the kernel, times itself. @param {SlidingState} state */
export function stampScene(state) {
  const { stride, padding, dilation, padding_mode: mode, output_padding: outputPadding } = state;
  const word = typeof padding === "string";
  const refused = word
    ? `Transposed convolution takes no padding “${padding}”: choose a number.`
    : mode !== "zeros"
      ? `Transposed convolution cuts cells off, so “${mode}” has nothing to fill, and torch refuses it: choose zeros.`
      : null;
  const made = stamp(state.input, state.kernel, { stride, padding: word ? 0 : padding, dilation, outputPadding });
  const large =
    Math.max(...made.full) > MOST
      ? `The stamps would cover ${made.full.join(" × ")} cells, more than the ${MOST} × ${MOST} of this picture: use a smaller stride, dilation or input.`
      : null;
  const problem = refused ?? made.problem ?? large;
  const [, columns] = made.n;
  return {
    ...made,
    problem,
    pictured: !large,
    steps: made.n[0] * columns,
    cut: [0, 1].map((axis) => [made.p[axis], made.full[axis] - made.p[axis]]), // what is kept: from, to
    // for each cell before the cut, the products that land there, in the order of the steps
    landed: problem
      ? []
      : table(made.full, (r, c) =>
          stamps(made, r - made.p[0], c - made.p[1])
            .reverse()
            .map((term) => ({ ...term, step: term.r * columns + term.c })),
        ),
  };
}

/**
 * The input cell that stamps in a step, where its stamp begins, and where an uncut cell lies in the output.
 * @param {Pick<Stamp, "n">} scene @param {number} step
 */
export const placeOf = ({ n: [, columns] }, step) => [Math.floor(step / columns), step % columns];
/** @param {Pick<Stamp, "s">} scene @param {Pair} place */
export const startOf = ({ s }, [r, c]) => [r * s[0], c * s[1]];
/** @param {Pick<Stamp, "p">} scene @param {Pair} place */
export const inOutput = ({ p }, place) => place.map((cells, axis) => cells - p[axis]);

/** @param {Pick<Stamp, "p">} scene */
export const isCut = ({ p }) => p.some(Boolean);

/**
 * The products that have landed in cell (r, c) after `steps` steps.
 * @param {Pick<StampScene, "landed">} scene @param {Pair} place @param {number} steps
 */
export const soFar = ({ landed }, [r, c], steps) => landed[r][c].filter(({ step }) => step < steps);

/** @param {Pick<StampScene, "cut">} scene @param {Pair} place */
export const kept = ({ cut }, place) => place.every((cell, axis) => cell >= cut[axis][0] && cell < cut[axis][1]);

/**
 * The cell that a step's sum and question tell of: kept, changed, where most stamps met, and most was added.
 * @param {StampScene} scene @param {number} step
 */
export function focus(scene, step) {
  const { d, k } = scene;
  const [r, c] = startOf(scene, placeOf(scene, step));
  /** @param {Pair} place */
  const rank = (place) => {
    const products = soFar(scene, place, step + 1);
    const added = Math.abs(products[products.length - 1].product);
    return [Number(kept(scene, place)), Number(added > 0), products.length, added];
  };
  const cells = table(k, (a, b) => [r + a * d[0], c + b * d[1]]).flat();
  /** @param {number[]} one @param {number[]} other */
  const above = (one, other) => {
    const differs = one.findIndex((value, index) => value !== other[index]);
    return differs >= 0 && one[differs] > other[differs];
  };
  return cells.reduce((best, place) => (above(rank(place), rank(best)) ? place : best));
}

/**
 * Rows or columns that conv2d makes of the output when it has these settings.
 * @param {Pick<Stamp, "size" | "k" | "s" | "p" | "d">} scene @param {number} axis
 */
export const sizeBack = ({ size, k, s, p, d }, axis) => outputSize(size[axis], k[axis], s[axis], p[axis], d[axis]);

/** The whole output of a state: what the picture ends with. @param {SlidingState} state */
export function outputOf(state) {
  if (state.operation !== "transposed") return possible(windowScene(state)).values;
  const { steps, cut } = possible(stampScene(state));
  const [[top, bottom], [left, right]] = cut;
  return stampedBy(state, steps)
    .slice(top, bottom)
    .map((row) => row.slice(left, right));
}

/** All cells, those that are cut off too, after so many steps. @param {SlidingState} state @param {number} steps */
export function stampedBy(state, steps) {
  const scene = possible(stampScene(state));
  return table(scene.full, (r, c) => total(soFar(scene, [r, c], steps)));
}

/** How often each cell is read (of the padded input) or stamped on (of the output, uncut). @param {SlidingState} state */
export function visitsOf(state) {
  if (state.operation !== "transposed") return possible(windowScene(state)).reads;
  return possible(stampScene(state)).landed.map((row) => row.map((terms) => terms.length));
}

/** @template {{ problem: string | null }} S @param {S} scene */
function possible(scene) {
  if (scene.problem) throw new RangeError(scene.problem);
  return scene;
}
