// What predict mode asks of a pooling, and the misconception behind each wrong answer.
import { total } from "../engine/convolution.mjs";
import { pooled } from "../engine/pooling.mjs";
import { ceilSize, outputSize } from "../engine/sizes.mjs";
import { gapless, match } from "../kit/mistakes.mjs";
import { show } from "../kit/numbers.mjs";
import { isMax, windowOf } from "../engine/pooling.mjs";

const CHANNELS = 8; // of the stack that the size question is about

const finite = (value) => (Number.isFinite(value) ? value : null);
const add = (values) => total(values.map((product) => ({ product })));

/** Why someone would put `answer` into output cell (i, j). */
export function poolMistake(scene, i, j, answer) {
  const { kind, norm, k, s, p, d, countIncludePad } = scene;
  const right = pooled(scene, i, j).value;
  const seen = windowOf(scene, i, j);
  const values = seen.filter(({ x }) => x !== null).map(({ x }) => x);
  const within = seen.filter(({ where }) => where !== "beyond").length;
  if (!values.length) return null;
  const at = (changed) => finite(pooled({ ...scene, ...changed }, i, j).value);
  const [sum, largest, smallest] = [add(values), Math.max(...values), Math.min(...values)];
  const powers = add(values.map((x) => x ** norm));
  const root = (value) => finite(value ** (1 / norm));
  const bySize = values.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best));
  const own = {
    max: [
      [within > values.length && right < 0 ? 0 : null, "Padding never wins: it counts as −∞, not as zero."],
      [sum / values.length, "That is the mean of the window. Max pooling takes its largest number."],
      [sum, "That adds the window up. Max pooling takes its largest number."],
      [bySize, `That is the largest in size, but ${show(bySize)} is less than ${show(right)}: signs count.`],
      [Math.abs(bySize), "A minus sign got lost: signs count."],
      [smallest, "That is the smallest number of the window. Max pooling takes the largest."],
      ...values.map((x) => [x, `${show(x)} is in the window, but ${show(right)} is larger.`]),
    ],
    average: [
      [largest, "That is the largest number of the window. The average is its sum, divided by its cells."],
      [within > values.length ? sum / (countIncludePad ? values.length : within) : null, countIncludePad
        ? "That leaves the padding out. With count_include_pad its zeros count as cells."
        : "That counts the padding’s zeros as cells. Without count_include_pad only the input’s cells count."],
      [sum / seen.length, "That divides by the whole window. What hangs over the edge never counts."],
      [sum, "That is the sum. Divide it by the number of cells."],
      [Math.floor(right), "That is rounded down. A mean need not be whole."],
      [Math.ceil(right), "That is rounded up. A mean need not be whole."],
    ],
    lp: [
      [norm === 1 ? null : powers, "That is the sum of the powers. Its root is still to be taken."],
      [norm === 1 ? null : sum, "That adds the numbers as they are. Take their powers first, and the root last."],
      [root(powers), "That is right for the cells that are there. Where a window hangs over, torch scales it up as if it were whole."],
      [root(powers / values.length), "That takes the mean of the powers. The norm takes their sum."],
      [largest, "That is the largest number of the window. A norm adds all of them."],
      [sum / values.length, "That is the mean. A norm adds the powers, and takes the root."],
    ],
  }[kind.replace("global ", "")];
  return match([
    ...own,
    [kind.startsWith("global") ? null : at({ s: [1, 1] }), `That is what a stride of 1 would give. Here the window jumps ${s.join(" and ")} cells.`],
    [at({ p: [0, 0] }), "That starts at the input’s own corner. The padding comes first."],
    [at({ d: [1, 1] }), "That is the window without its gaps. Dilation leaves cells out."],
  ].map(([value, sentence]) => [value === null ? null : finite(value), sentence]), answer, right) ??
    (isMax(scene) && !values.includes(answer) ? `No cell of the window holds ${show(answer)}: max pooling makes no new numbers.` : null);
}

/** Why someone would expect `answer` rows (axis 0) or columns (axis 1) of output. */
export function poolSizeMistake({ kind, n, k, s, p, d, padded, reach, size, ceilMode }, axis, answer) {
  const [cells, kernel, stride, padding, dilation] = [n, k, s, p, d].map((value) => value[axis]);
  if (kind.startsWith("global"))
    return match([[cells, "That is the input’s own size. A global pooling makes one number of the whole map."]], answer, 1);
  const made = (change = {}) => {
    const { n: length, s: jump, p: around, d: gaps } = { n: cells, s: stride, p: padding, d: dilation, ...change };
    const places = (ceilMode ? ceilSize : outputSize)(length, kernel, jump, around, gaps);
    return places > 0 ? places : null;
  };
  const places = (padded[axis] - reach[axis]) / stride;
  return match([
    [made({ d: 1 }), gapless(kernel, dilation, "window")],
    ceilMode ? [Math.floor(places) + 1, "You rounded down. With ceil_mode a last window may hang over the edge."]
      : [Math.ceil(places) + 1, "You rounded up. Without ceil_mode a last window that does not fit whole is dropped."],
    [ceilMode ? Math.ceil(places) + 1 : null, "That counts a window that begins behind the input. torch drops it, even with ceil_mode."],
    [made({ n: cells + padding, p: 0 }), "Padding stands on both sides, so it counts twice."],
    [made({ p: 0 }), "You left out the padding."],
    [size[axis] - 1, "That is one short. The first place counts too."],
    [made({ s: 1 }), `You left out the stride. The window jumps ${stride} cells.`],
    [cells, "That is the input’s own size. Each window makes one number of its cells."],
  ], answer, size[axis]);
}

const channelMistake = (answer, { k }) => match([
  [1, "Pooling does not add channels up, as a kernel does. Each channel keeps a map of its own."],
  [CHANNELS / (k[0] * k[1]), "Depth is not pooled: the window covers rows and columns of one channel."],
  [CHANNELS / k[0], "Depth is not pooled: the window covers rows and columns of one channel."],
  [CHANNELS * k[0] * k[1], "A window gives one number, not one for each of its cells."],
], answer, CHANNELS) ?? "Each channel is pooled alone, so there are as many as before.";

/** What predict mode asks: the size with its depth, then each cell; of equal maxima, also which one. */
export const poolQuestions = {
  size: (scene) => ({
    text: `Before it pools: say this map is one of ${CHANNELS}, so ${[CHANNELS, ...scene.n].join(" × ")} goes in. What size comes out?`,
    fields: ["Channels of the output", "Rows of the output", "Columns of the output"],
    whole: true, right: [CHANNELS, ...scene.size], told: [CHANNELS, ...scene.size].join(" × "), nudge: "Count the places where the window can stand.",
    noun: (field, value) => ["channel", "row", "column"][field] + (value === 1 ? "" : "s"),
    mistake: (field, answer) => (field === 0 ? channelMistake(answer, scene) : poolSizeMistake(scene, field - 1, answer)),
  }),
  cell(scene, step) {
    const [i, j] = [Math.floor(step / scene.size[1]), step % scene.size[1]];
    const { value, winner, cells } = pooled(scene, i, j);
    const place = `row ${i + 1}, column ${j + 1}`;
    const question = {
      text: `Before it lands: what goes into ${place}, that is y[${i}, ${j}]?`,
      fields: ["Your prediction"], right: [value], told: show(value), done: `R${place.slice(1)} is there.`,
      nudge: Number.isFinite(value) ? { max: "Take the largest number in the frame.", average: "Add the numbers in the frame, then divide by how many count.",
        lp: "Add the powers of the numbers in the frame, then take the root." }[scene.kind.replace("global ", "")]
        : "It is no ordinary number: “Show me” tells.",
      mistake: (_, answer) => poolMistake(scene, i, j, answer),
    };
    const equal = winner ? cells.filter(({ x }) => x === winner.x) : [];
    if (equal.length < 2) return question;
    const last = equal.at(-1);
    return {
      ...question, between: ", ",
      text: `Before it lands: what goes into ${place}, and which of the equal cells wins? Its value, row and column in the input, from 1:`,
      fields: ["Your prediction", "Row of the winner", "Column of the winner"],
      right: [value, winner.r + 1, winner.c + 1],
      told: `${show(value)}, from row ${winner.r + 1}, column ${winner.c + 1}`,
      noun: (field) => (field ? `as its ${["row", "column"][field - 1]}` : ""),
      mistake: (field, answer) => (field === 0 ? question.mistake(0, answer)
        : answer === [last.r, last.c][field - 1] + 1 ? "That is the last of the equal ones. torch keeps the first that it meets, row by row."
          : answer === [winner.r, winner.c][field - 1] ? "Count from 1 here." : "Of equal ones the first wins, row by row."),
    };
  },
};
