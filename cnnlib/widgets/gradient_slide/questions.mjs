// What predict mode asks of a gradient, and the misconception behind a wrong answer.
import { terms, total } from "../engine/convolution.mjs";
import { stamps } from "../engine/transposed.mjs";
import { match } from "../kit/mistakes.mjs";
import { show } from "../kit/numbers.mjs";

const place = (r, c) => `row ${r + 1}, column ${c + 1}`;
const add = (values) => total(values.map((product) => ({ product })));

/** Why someone would expect `answer` rows (axis 0) or columns (axis 1). */
function sizeMistake({ n, k, s, p, m, of }, axis, answer) {
  const [cells, kernel, stride, padding, own] = [n, k, s, p, m].map((value) => value[axis]);
  const rest = cells + 2 * padding - kernel - (own - 1) * stride; // what no window reads
  if (of === "weight") return match([
    [cells, "That is the input’s size. The weight’s gradient has one number for each weight."],
    [own, "That is the output’s size. The weight’s gradient has one number for each weight."],
    [cells + 2 * padding - own + 1, "You left out the stride: the cells of g lie as far apart as the kernel jumped."],
    [kernel + rest, "That counts cells at the end, too, that no window reads."],
    [cells - (own - 1) * stride, "You left out the padding, which the kernel read too."],
  ], answer, kernel);
  return match([
    [own, "That is the output’s size. The input’s gradient has one number for each cell of the input."],
    [own - kernel + 1, "You made it smaller once more. Going back, the kernel slides over every overlap."],
    [(own - 1) * stride + kernel, padding ? "That is how far the windows reach on the padded input. What went to the padding is cut off, and what the floor dropped gets 0."
      : "That is how far the windows reach. What the floor dropped gets 0, but it counts."],
    [own + kernel - 1, "You left out the stride: the cells of g lie as far apart as the kernel jumped."],
    [kernel, "That is the kernel’s size. The input’s gradient has one number for each cell of the input."],
  ], answer, cells);
}

/** Why someone would put `answer` into cell (i, j) of the gradient of the input. */
function inputMistake(scene, i, j, answer) {
  const { x, w, g, k, s, p, toInput } = scene;
  const right = scene.values[i][j];
  const read = stamps(toInput, i, j); // a window each: its g, and the weight that met the cell
  const weights = read.map(({ w: weight }) => weight);
  const unturned = total(read.map(({ a, b, x: value }) => ({ product: value * w[k[0] - 1 - a][k[1] - 1 - b] })));
  const other = (changed) => total(stamps({ ...toInput, ...changed }, i, j));
  return match([
    [unturned, "You forgot to turn the kernel. The window that lies further right read the cell with a weight further left."],
    [read.length ? x[i][j] * add(read.map(({ x: value }) => value)) : null, "You multiplied by x. The slope along x is the weight that x was multiplied with."],
    [add(weights), "That adds the weights alone. Each counts as much as the g of its window."],
    [add(read.map(({ x: value }) => value)), "That adds g alone. Each counts as much as the weight that its window read the cell with."],
    [other({ s: [1, 1] }), `That takes the windows one cell apart. They lie ${s.join(" and ")} apart.`],
    [other({ p: [0, 0] }), "You left out the padding: the first window began before the input."],
    [read.reduce((all, { product }) => all + Math.abs(product), 0), "A minus sign got lost."],
    [-right, "The sign is the wrong way round."],
    ...read.map((term) => [read.length > 1 ? right - term.product : null,
      `You left out a window that read this cell too: that of output ${place(term.r, term.c)}, with ${show(term.x)}·${show(term.w)}.`]),
    ...read.map((term) => [read.length > 1 ? term.product : null, "That is one window’s share. Every window that read the cell adds its own."]),
    [add(g.flat()) * add(w.flat()), "That takes all of g and all of the kernel. Only the windows that read this cell count."],
  ], answer, right);
}

/** Why someone would put `answer` into cell (a, b) of the gradient of the weight. */
function weightMistake(scene, a, b, answer) {
  const { w, g, s, p, toWeight } = scene;
  const right = scene.values[a][b];
  const met = terms(toWeight, a, b); // of each window the input cell that met this weight, and its g
  const other = (changed) => {
    try {
      return total(terms({ ...toWeight, ...changed }, a, b));
    } catch {
      return null; // that reading falls off the input
    }
  };
  const turned = g.map((row) => [...row].reverse()).reverse();
  return match([
    [other({ w: turned }), "You turned g. For the weight it slides as it stands."],
    [w[a][b] * add(g.flat()), "You multiplied by w. The slope along w is the input that w was multiplied with."],
    [add(met.map(({ x }) => x)), "That adds the input’s cells alone. Each counts as much as the g of its window."],
    [add(g.flat()), "That adds g alone. Each counts as much as the input’s cell that met this weight."],
    [other({ d: [1, 1] }), `You left out the stride: this weight met cells ${s.join(" and ")} apart.`],
    [other({ xp: toWeight.xp.slice(p[0]).map((row) => row.slice(p[1])) }), "You left out the padding: the first window began before the input."],
    [met.reduce((all, { product }) => all + Math.abs(product), 0), "A minus sign got lost."],
    [-right, "The sign is the wrong way round."],
    ...met.map((term) => [met.length > 1 ? right - term.product : null,
      `You left out a window: in that of output ${place(term.a, term.b)} this weight met ${show(term.x)}.`]),
  ], answer, right);
}

/** What predict mode asks: the size of the gradient, then each cell. */
export const gradientQuestions = {
  size: (scene) => {
    const noun = { input: "input", weight: "kernel" }[scene.of];
    return {
      text: `Before it slides: how many rows and columns will the gradient of the ${noun} have?`,
      fields: ["Rows of the gradient", "Columns of the gradient"],
      whole: true, right: scene.size, told: `${scene.size.join(" × ")}, as the ${noun} itself`, nudge: `It has a number for each cell of the ${noun}.`,
      noun: (axis, value) => ["row", "column"][axis] + (value === 1 ? "" : "s"),
      mistake: (axis, answer) => sizeMistake(scene, axis, answer),
    };
  },
  cell(scene, step) {
    const [i, j] = [Math.floor(step / scene.size[1]), step % scene.size[1]];
    const right = scene.values[i][j];
    const [name, mistake] = scene.of === "weight" ? ["dw", weightMistake] : ["dx", inputMistake];
    return {
      text: `Before it lands: what goes into ${place(i, j)}, that is ${name}[${i}, ${j}]?`,
      fields: ["Your prediction"], right: [right], told: show(right), done: `R${place(i, j).slice(1)} is there.`,
      nudge: scene.of === "weight" ? "For each window: its g times the input’s cell that met this weight; then add."
        : "For each window that read this cell: its g times the weight that it read it with; then add.",
      mistake: (_, answer) => mistake(scene, i, j, answer),
    };
  },
};
