// Wrong answers and the misconception behind each: what the reader would have got by it.
import { outputSize, reversed, terms, total } from "./engine.mjs";
import { show } from "./numbers.mjs";

const ORDER = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"];
const close = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

/** The first candidate that gives the answer but is not the right result. */
const match = (candidates, answer, right) =>
  candidates.find(([value]) => value !== null && close(value, answer) && !close(value, right))?.[1] ?? null;

export const isRight = (answer, right) => close(answer, right) || close(answer, Number(right.toFixed(2)));

/** Why someone would put `answer` into output cell (i, j). */
export function cellMistake(sliding, i, j, answer) {
  const products = terms(sliding, i, j);
  const right = total(products);
  const without = (keep) => total(products.filter(keep));
  const sum = (key) => products.reduce((all, term) => all + term[key], 0);
  const at = (changed) => {
    try {
      return total(terms({ ...sliding, ...changed }, i, j));
    } catch {
      return null; // that reading falls off the input
    }
  };
  const [rows, columns] = sliding.k;
  const start = (size) => Array.from({ length: size }, (_, index) => index);
  return match([
    [at({ w: reversed(sliding.w) }),
      "that comes out when the kernel is flipped. Cross-correlation takes it as it stands; only convolution flips it."],
    [at({ s: [1, 1] }), `that is one cell per step. The stride is ${sliding.s[0]}: the kernel jumps that far.`],
    [at({ d: [1, 1] }), "that is the window without its gaps. Dilation leaves cells out between the factors."],
    [at({ xp: sliding.xp.slice(sliding.p[0]).map((row) => row.slice(sliding.p[1])) }),
      "that starts at the input’s own corner. The padding comes first, and its cells are zero."],
    [sum("x"), "that adds the window’s cells without the kernel’s factors."],
    [sum("x") * sum("w"), "that multiplies the two sums. Multiply pair by pair, then add."],
    [products.reduce((all, { product }) => all + Math.abs(product), 0), "a minus sign got lost."],
    ...start(rows).map((a) => [without((term) => term.a !== a), `you left out the ${ORDER[a]} row of the window.`]),
    ...start(columns).map((b) => [without((term) => term.b !== b), `you left out the ${ORDER[b]} column of the window.`]),
    ...products.map((term) => [right - term.product,
      `one product is missing: ${show(term.x)} times ${show(term.w)}, row ${term.a + 1}, column ${term.b + 1} of the window.`]),
  ], answer, right);
}

/** Why someone would expect `answer` rows (axis 0) or columns (axis 1) of output. */
export function sizeMistake({ n, k, s, p, d, reach, size }, axis, answer) {
  const [cells, kernel, stride, padding, dilation] = [n, k, s, p, d].map((value) => value[axis]);
  const places = (cells + 2 * padding - reach[axis]) / stride;
  return match([
    [Math.ceil(places) + 1, "you rounded up. A last step that does not fit whole is not taken."],
    [Math.floor(places), "the first place counts too: add 1 after dividing."],
    [outputSize(cells + padding, kernel, stride, 0, dilation), "padding stands on both sides: it counts twice."],
    [outputSize(cells, kernel, stride, 0, dilation), "you left out the padding."],
    [outputSize(cells, kernel, 1, padding, dilation), `you left out the stride: the kernel jumps ${stride} cells.`],
    [outputSize(cells, kernel, stride, padding, 1), "you left out the dilation: with its gaps the kernel is wider."],
    [cells, "the output is as large as the input only if the padding makes up for the kernel."],
  ], answer, size[axis]);
}
