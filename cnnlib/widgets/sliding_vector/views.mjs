// The step of a sliding vector in words of mathematics and of code, with today's numbers filled in.
import { h } from "../kit/dom.mjs";
import { terms, total } from "../engine/convolution.mjs";
import { show } from "../kit/numbers.mjs";
import { k, n, o } from "../kit/views.mjs";

const KEPT = {
  valid: "Only places where the shorter lies wholly on the longer.",
  same: "As long as the longer: the middle of “full”.",
  full: "Every place where the two overlap, if only by one cell.",
};
const ORDER = {
  convolution: "Swapped, nothing changes: convolution does not mind the order.",
  same: "Swapped, it comes reversed, and this one reads the same both ways.",
  reversed: "Swapped, the output comes reversed: correlation minds the order.",
  other: "Swapped, “same” keeps other places: two vectors of even length have two middles.",
};

/** n − k + 1 = 9 − 3 + 1 = 7; letters alone while it is to be guessed. */
export function lengthView({ n: [, cells], k: [, weights], mode, size: [, length] }, known) {
  const longer = weights > cells;
  const sum = (first, sign, second) => [first, ` ${sign} `, second, " + 1"];
  const line = ([a, b]) => (mode === "valid" ? (longer ? sum(b, "−", a) : sum(a, "−", b))
    : mode === "full" ? [a, " + ", b, " − 1"] : longer ? [b] : [a]);
  return [h("p", {}, ...line([n("n"), k("k")]), " = ", ...(known ? [...line([n(cells), k(weights)]), " = ", o(length)] : [o("?")])),
    h("p", { class: "cnn-remark" }, KEPT[mode])];
}

const shifted = (shift) => (shift ? ` ${shift < 0 ? "−" : "+"} ${Math.abs(shift)}` : "");

/** y[2] = Σ x[2 + u]·w[u], and for a convolution Σ x[2 − u]·w[u]. */
export function vectorFormula({ operation, p: [, before], k: [, weights], sides }, t) {
  const turned = operation === "convolution";
  const [shift, sign] = turned ? [weights - 1 - before, "− u"] : [-before, "+ u"];
  return [h("p", {}, o(`y[${t}]`), " = Σ", h("sub", {}, "u"), " ", n(`x[${t}${shifted(shift)} ${sign}]`), " · ", k("w[u]")),
    h("p", { class: "cnn-remark" }, turned ? "As u counts up, x is read backwards: that is the turn." : "Both are read forwards: nothing is turned.",
      sides.flat().some(Boolean) ? " Outside the signal x is 0." : "")];
}

/** NumPy's line and torch's, each for the whole output, and what stands in this cell. */
export function vectorCode(scene, t, known) {
  const { operation, mode, sides: [, [before, after]] } = scene;
  const turned = operation === "convolution";
  const even = before === after;
  const x = even ? "x[None, None]" : `F.pad(x, (${before}, ${after}))[None, None]`;
  const options = even && before ? `, padding=${before}` : "";
  return [`y = np.${turned ? "convolve" : "correlate"}(x, w, mode="${mode}")   # y[${t}] is `, o(known ? show(total(terms(scene, 0, t))) : "?"),
    `\ny = F.conv1d(${x}, w${turned ? ".flip(0)" : ""}[None, None]${options})[0, 0]`];
}

export const orderRemark = (operation, after) => ORDER[operation === "convolution" ? operation : after];
