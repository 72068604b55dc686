// What is true of the sliding kernel's state before its first step. Numbers only; no DOM.
//
// `state` holds the widget's traits. A scene of convolution.mjs or transposed.mjs comes back, with what the picture needs.
import { slide, total, visits, whole } from "./convolution.mjs";
import { outputSize } from "./sizes.mjs";
import { reversed, table } from "./tables.mjs";
import { stamp, stamps } from "./transposed.mjs";

const MOST = 24; // cells of a side of the output that a phone can still show

/** Correlation, and convolution, which is correlation with the kernel turned by 180 degrees. */
export function windowScene(state) {
  const turned = state.operation === "convolution";
  const made = slide(state.input, turned ? reversed(state.kernel) : state.kernel, { ...state, paddingMode: state.padding_mode });
  return {
    ...made, turned, steps: made.size[0] * made.size[1],
    origin: made.xp === made.x ? [0, 0] : made.p, // where the input begins in what is shown
    values: made.problem ? null : whole(made),
    reads: made.problem ? null : visits(made),
  };
}

/** Transposed convolution: every step one cell of the input stamps the kernel, times itself. */
export function stampScene(state) {
  const { stride, padding, dilation, padding_mode: mode, output_padding: outputPadding } = state;
  const word = typeof padding === "string";
  const refused = word ? `Transposed convolution takes no padding “${padding}”: choose a number.`
    : mode !== "zeros" ? `Transposed convolution cuts cells off, so “${mode}” has nothing to fill, and torch refuses it: choose zeros.` : null;
  const made = stamp(state.input, state.kernel, { stride, padding: word ? 0 : padding, dilation, outputPadding });
  const large = Math.max(...made.full) > MOST
    ? `The stamps would cover ${made.full.join(" × ")} cells, more than the ${MOST} × ${MOST} of this picture: use a smaller stride, dilation or input.` : null;
  const problem = refused ?? made.problem ?? large;
  const [, columns] = made.n;
  return {
    ...made, problem, pictured: !large, steps: made.n[0] * columns,
    cut: [0, 1].map((axis) => [made.p[axis], made.full[axis] - made.p[axis]]), // what is kept: from, to
    // for each cell before the cut, the products that land there, in the order of the steps
    landed: problem ? null : table(...made.full, (r, c) =>
      stamps(made, r - made.p[0], c - made.p[1]).reverse().map((term) => ({ ...term, step: term.r * columns + term.c }))),
  };
}

/** The input cell that stamps in a step, where its stamp begins, and where an uncut cell lies in the output. */
export const placeOf = ({ n: [, columns] }, step) => [Math.floor(step / columns), step % columns];
export const startOf = ({ s }, [r, c]) => [r * s[0], c * s[1]];
export const inOutput = ({ p }, place) => place.map((cells, axis) => cells - p[axis]);

export const isCut = ({ p }) => p.some(Boolean);

/** The products that have landed in cell (r, c) after `steps` steps. */
export const soFar = ({ landed }, [r, c], steps) => landed[r][c].filter(({ step }) => step < steps);

export const kept = ({ cut }, place) => place.every((cell, axis) => cell >= cut[axis][0] && cell < cut[axis][1]);

/** The cell that a step's sum and question tell of: kept, changed, where most stamps met, and most was added. */
export function focus(scene, step) {
  const { d, k } = scene;
  const [r, c] = startOf(scene, placeOf(scene, step));
  const rank = (place) => {
    const products = soFar(scene, place, step + 1);
    const added = Math.abs(products.at(-1).product);
    return [Number(kept(scene, place)), Number(added > 0), products.length, added];
  };
  const cells = table(...k, (a, b) => [r + a * d[0], c + b * d[1]]).flat();
  const above = (one, other) => {
    const differs = one.findIndex((value, index) => value !== other[index]);
    return differs >= 0 && one[differs] > other[differs];
  };
  return cells.reduce((best, place) => (above(rank(place), rank(best)) ? place : best));
}

/** Rows or columns that conv2d makes of the output when it has these settings. */
export const sizeBack = ({ size, k, s, p, d }, axis) => outputSize(size[axis], k[axis], s[axis], p[axis], d[axis]);

/** The whole output of a state: what the picture ends with. */
export function outputOf(state) {
  const scene = possible(state);
  return scene.values ?? stampedBy(state, scene.steps).slice(...scene.cut[0]).map((row) => row.slice(...scene.cut[1]));
}

/** All cells, those that are cut off too, after so many steps. */
export function stampedBy(state, steps) {
  const scene = possible(state);
  return table(...scene.full, (r, c) => total(soFar(scene, [r, c], steps)));
}

/** How often each cell is read (of the padded input) or stamped on (of the output, uncut). */
export function visitsOf(state) {
  const scene = possible(state);
  return scene.reads ?? scene.landed.map((row) => row.map((terms) => terms.length));
}

function possible(state) {
  const scene = state.operation === "transposed" ? stampScene(state) : windowScene(state);
  if (scene.problem) throw new RangeError(scene.problem);
  return scene;
}
