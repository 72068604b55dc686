// Wrong answers and the misconception behind each: what the reader would have got by it.
import { terms, total } from "../engine/convolution.mjs";
import { pad2d } from "../engine/padding.mjs";
import { outputSize } from "../engine/sizes.mjs";
import { reversed } from "../engine/tables.mjs";
import { show } from "./numbers.mjs";

const ORDER = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"];
export const close = (a, b) => Number.isFinite(a - b) && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

/** The sentence of the first candidate, [value, sentence], that gives the answer but is not right. */
export const match = (candidates, answer, right) =>
  candidates.find(([value]) => value !== null && close(value, answer) && !close(value, right))?.[1] ?? null;

const isZero = (value) => close(value, 0);

/** Right as it is, or rounded to the decimals that were typed: two at least, of a broken number. */
export function isRight(typed, answer, right) {
  const decimals = typed.split(".")[1]?.trim().length ?? 0;
  return close(answer, right) || (decimals >= 2 && close(answer, Number(right.toFixed(decimals))));
}

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
  const start = (size) => Array.from({ length: size > 1 ? size : 0 }, (_, index) => index); // 1: it is all there is
  const flipped = (w) => (close(at({ w }), -right) ? null : at({ w })); // the sign has its own sentence
  const half = (which) => `The kernel is flipped only ${which}. A turn by 180° flips rows and columns.`;
  return match([
    [flipped(reversed(sliding.w)), sliding.turned
      ? "That comes out when the kernel slides as typed. That is cross-correlation, which torch calls conv2d; convolution turns the kernel first."
      : "That comes out when the kernel is flipped. Cross-correlation takes it as it stands; only convolution flips it."],
    [sliding.turned ? flipped(sliding.w.map((row) => row.toReversed())) : null, half("top to bottom")],
    [sliding.turned ? flipped(sliding.w.toReversed()) : null, half("left to right")],
    [at({ s: [1, 1] }), `That is what a stride of 1 would give. Here the kernel jumps ${sliding.s.join(" and ")} cells.`],
    [at({ d: [1, 1] }), "That is the window without its gaps. Dilation leaves cells out between the factors."],
    [at({ xp: sliding.xp.slice(sliding.p[0]).map((row) => row.slice(sliding.p[1])) }),
      "That starts at the input’s own corner. The padding comes first."],
    [sliding.paddingMode === "zeros" ? null : at({ xp: pad2d(sliding.x, sliding.sides) }),
      `That takes zeros for the padding. Here it is ${{ reflect: "the input mirrored", replicate: "the edge repeated", circular: "the other side of the input" }[sliding.paddingMode]}.`],
    [sum("x"), "That adds the window’s cells without the kernel’s factors."],
    [isZero(sum("w")) ? null : sum("x") * sum("w"), "That multiplies the two sums. Multiply pair by pair, then add."],
    [products.reduce((all, { product }) => all + Math.abs(product), 0), "A minus sign got lost."],
    [-right, "The sign is the wrong way round."],
    ...start(rows).map((a) => [without((term) => term.a !== a), `You left out the ${ORDER[a]} row of the window.`]),
    ...start(columns).map((b) => [without((term) => term.b !== b), `You left out the ${ORDER[b]} column of the window.`]),
    ...products.map((term) => [products.length === 1 ? null : right - term.product,
      `One product is missing: ${show(term.x)} times ${show(term.w)}, row ${term.a + 1}, column ${term.b + 1} of the window.`]),
  ], answer, right);
}

/** What to say of a size that holds for a kernel without its gaps. */
export const gapless = (k, d, noun = "kernel") =>
  `You left out the dilation. Count the reach of the dilated ${noun}: ${d}·(${k} − 1) + 1 = ${d * (k - 1) + 1} cells.`;

/**
 * Why someone would expect `answer` rows (axis 0) or columns (axis 1) of output. Of mistakes that
 * give the same answer the one is named that the settings invite: gaps, a rest, padding; then the others.
 */
export function sizeMistake({ n, k, s, d, sides, padded, reach, size }, axis, answer) {
  const [cells, kernel, stride, dilation] = [n, k, s, d].map((value) => value[axis]);
  const [before, after] = sides[axis];
  const places = (padded[axis] - reach[axis]) / stride;
  const along = (length, jump = stride, gaps = dilation) => outputSize(length, kernel, jump, 0, gaps);
  return match([
    [along(padded[axis], stride, 1), gapless(kernel, dilation)],
    [Math.ceil(places) + 1, "You rounded up. A last step that does not fit whole is not taken."],
    [Number.isInteger(places) ? null : places + 1, "That is the formula without its floor. A place is there whole or not at all: round down."],
    [before === after ? along(cells + before) : null, "Padding stands on both sides, so it counts twice."],
    [along(cells), "You left out the padding."],
    [Math.floor(places), "That is one short. The first place counts too."],
    [along(padded[axis], 1), `You left out the stride. The kernel jumps ${stride} cells.`],
    [before + after ? along(cells - before - after) : null, `You took the padding away. It is added${before === after ? ", on both sides" : ""}.`],
    [Math.floor(padded[axis] / stride) - reach[axis] + 1, "You divided the input alone. The stride divides what is left when the kernel is taken away."],
    [before + after ? null : cells, "That is the input’s own size. Near the border the kernel has no room, so there are fewer places."],
  ], answer, size[axis]);
}

/** What predict mode asks of a kernel that slides: the size, then each cell. */
export const slideQuestions = {
  size: (scene) => ({
    text: "Before it slides: how many rows and columns will the output have?",
    fields: ["Rows of the output", "Columns of the output"],
    whole: true, right: scene.size, told: scene.size.join(" × "), nudge: "Count the places where the kernel can stand.",
    noun: (axis, value) => ["row", "column"][axis] + (value === 1 ? "" : "s"),
    mistake: (axis, answer) => sizeMistake(scene, axis, answer),
  }),
  cell(scene, step) {
    const [i, j] = [Math.floor(step / scene.size[1]), step % scene.size[1]];
    const right = total(terms(scene, i, j));
    return {
      text: `Before it lands: what goes into row ${i + 1}, column ${j + 1}, that is y[${i}, ${j}]?`,
      fields: ["Your prediction"], right: [right], told: show(right), done: `Row ${i + 1}, column ${j + 1} is there.`,
      nudge: "Multiply each pair, then add the products.",
      mistake: (_, answer) => cellMistake(scene, i, j, answer),
    };
  },
};
