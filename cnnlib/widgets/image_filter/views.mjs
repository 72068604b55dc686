// A filter in words of mathematics and of code, with today's numbers filled in.

import { terms, total } from "../engine/convolution.mjs";
import { h } from "../kit/dom.mjs";
import { exact, show } from "../kit/numbers.mjs";
import { k, n, o, pp } from "../kit/views.mjs";

/** @import { Pair } from "../engine/tables.mjs" */
/** @import { Pieces } from "../kit/views.mjs" */
/** @import { Filter } from "./filter.mjs" */

const MANY = 9; // more products than this are not written out again below their grid
/** @param {number} divisor */
const over = (divisor) => (divisor === 1 ? [] : [" / ", k(divisor)]);

/**
 * 12 − 30 + … = −53; −53 / 4 = −13.25, shown as grey 121.
 * @param {Filter} scene @param {Pair} place @param {boolean} known @param {number} grey @returns {Pieces}
 */
export function pixelSum(scene, [r, c], known, grey) {
  const products = terms(scene, r, c);
  const sum = total(products);
  const result = sum / scene.divisor;
  if (!known) return ["Sum of the products", ...over(scene.divisor), " = ", h("b", { class: "o" }, "?")];
  const lead =
    products.length > MANY
      ? [`The ${products.length} products add up to `]
      : [...products.map(({ product }, index) => (index === 0 ? show(product) : ` ${product < 0 ? "−" : "+"}\u00a0${show(Math.abs(product))}`)), "\u00a0= "];
  const sign = exact(result) ? " = " : " ≈ ";
  const divided = scene.divisor === 1 ? [] : [show(sum), ...over(scene.divisor), sign];
  return [
    h("span", { class: "cnn-line" }, ...lead, scene.divisor === 1 ? "" : show(sum)),
    " ",
    h("span", { class: "cnn-term" }, ...divided, h("b", { class: "o" }, show(result))),
    " ",
    h("span", { class: "cnn-term" }, `shown as ${grey} `, swatch(grey)),
  ];
}

/** @param {number} grey */
function swatch(grey) {
  const element = h("span", { class: "cnn-swatch", "aria-hidden": "true" });
  element.style.setProperty("--grey", String(grey));
  return element;
}

/** What the kernel does where all pixels are equal: it depends on its sum alone. @param {Filter} scene @param {boolean} known */
export function flatView({ w, divisor }, known) {
  const sum = total(w.flat().map((product) => ({ product })));
  const factor = sum / divisor;
  const says =
    factor === 0
      ? "The weights add up to 0: only differences are left."
      : Math.abs(factor - 1) < 1e-9
        ? "A flat patch keeps its brightness."
        : `A flat patch becomes ${show(factor, 3)} times as bright. To keep it, the divisor must be ${show(sum)}.`;
  if (!known) return [h("p", {}, n(100), " · ", k("sum of the weights"), " / divisor = ", o("?"))];
  return [
    h("p", {}, n(100), " · ", k(sum < 0 ? `(${show(sum)})` : show(sum)), ...over(divisor), " = ", o(show(100 * factor))),
    h("p", { class: "cnn-remark" }, says),
  ];
}

/** The definition, with this pixel's place in it. @param {Filter} scene @param {Pair} place */
export function filterFormula({ p, divisor }, [r, c]) {
  /** @param {number} place @param {number} before @param {string} letter */
  const at = (place, before, letter) => `${show(place - before)} + ${letter}`;
  return [
    h(
      "p",
      {},
      o(`y[${r}, ${c}]`),
      " = Σ",
      h("sub", {}, "a, b"),
      " ",
      n(`x[${at(r, p[0], "a")}, ${at(c, p[1], "b")}]`),
      " ",
      h("span", {}, "· ", k("w[a, b]"), ...over(divisor)),
    ),
    h("p", { class: "cnn-remark" }, "a and b count the kernel’s rows and columns from 0. ", pp("Padding"), " stands for pixels outside."),
  ];
}

/**
 * One line of torch for the whole answer and one of NumPy for this pixel.
 * @param {Filter} scene @param {Pair} place @param {boolean} known @returns {Pieces}
 */
export function filterCode(scene, [r, c], known) {
  const {
    sides,
    padding,
    divisor,
    k: [rows, columns],
  } = scene;
  const flat = sides.toReversed().flat(); // torch names the last axis first
  const bordered = flat.some(Boolean);
  const edge = padding === "replicate" && bordered;
  const by = divisor === 1 ? "" : ` / ${divisor}`;
  const torch = edge
    ? `xp = F.pad(x[None, None], (${flat.join(", ")}), mode="replicate")\ny = F.conv2d(xp, w[None, None])[0, 0]${by}\n`
    : `y = F.conv2d(x[None, None], w[None, None]${bordered ? ', padding="same"' : ""})[0, 0]${by}\n`;
  const even = flat.every((side) => side === flat[0]);
  const numpy = bordered ? `xp = np.pad(x, ${even ? flat[0] : `((${sides[0].join(", ")}), (${sides[1].join(", ")}))`}${edge ? ', mode="edge"' : ""})\n` : "";
  return [
    `${torch}${numpy}(${bordered ? "xp" : "x"}[${r}:${r + rows}, ${c}:${c + columns}] * w).sum()${by}   # y[${r}, ${c}] is `,
    o(known ? show(total(terms(scene, r, c)) / divisor) : "?"),
  ];
}
