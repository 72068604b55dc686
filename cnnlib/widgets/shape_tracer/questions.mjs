// Predict mode: the shape behind a layer, its parameters, the total; and what a wrong shape betrays.

import { by, thousands, times, written } from "../engine/shapes/words.mjs";
import { ceilSize, outputSize } from "../engine/sizes.mjs";
import { gapless, match } from "../kit/mistakes.mjs";
import { costMistake, totalMistake } from "./costs.mjs";

/** @import { Axis } from "../engine/shapes/seen.mjs" */
/** @import { Row } from "../engine/shapes/trace.mjs" */
/** @import { Question, Questions } from "../kit/prediction.mjs" */
/** @import { Scene } from "./shape_tracer.mjs" */

/** Why someone would expect `answer` cells along an axis. @param {Axis} axis @param {boolean} pool @param {boolean} given @param {number} answer */
function sizeMistake({ n, k, s, d, before, after, extra = 0, out, ceil, adaptive, transposed }, pool, given, answer) {
  if (adaptive)
    return match(
      [
        [n, "That is what it gets. An adaptive pooling makes the size that is asked for."],
        [1, "Only an adaptive pooling to 1 leaves one cell."],
      ],
      answer,
      out,
    );
  if (transposed)
    return match(
      [
        [(n - 1) * s + k + extra - 2 * before, gapless(k, d)],
        [outputSize(n, k, s, before, d) || null, "That is a convolution’s size. A transposed one turns it round: it makes the input larger."],
        [s > 1 ? n * s : null, "That is the input times the stride. Between the stamps lie n − 1 jumps; then comes one whole kernel."],
        [(n - 1) * s + d * (k - 1) + 1 + extra, "You left out the padding. Here it cuts cells off."],
        [(n - 1) * s + d * (k - 1) + 1 + extra - before, "The padding is cut off on both sides, so it counts twice."],
        [out - extra, "You left out the output padding. It adds cells at the end."],
        [n, "That is the input’s own size."],
      ],
      answer,
      out,
    );
  const [span, padded] = [d * (k - 1) + 1, n + before + after];
  const places = (padded - span) / s;
  /** @param {number} cells */
  const along = (cells, stride = s, gaps = d) => (ceil ? ceilSize : outputSize)(cells, k, stride, 0, gaps);
  return match(
    [
      [ceil ? ceilSize(n, k, s, before, 1) : along(padded, s, 1), gapless(k, d)],
      [before === after ? along(n + before) : null, "Padding stands on both sides, so it counts twice."],
      ceil
        ? [Math.floor(places) + 1, "You rounded down. With ceil_mode=True it is rounded up."]
        : [Math.ceil(places) + 1, "You forgot the floor: a last step that does not fit whole is not taken, so round down."],
      [Number.isInteger(places) ? null : places + 1, `There is no part of a cell. Round ${ceil ? "up" : "down"} before you add 1.`],
      [along(n), "You left out the padding."],
      [out - 1, "That is one short. The first place counts too: add 1."],
      [pool && !given ? along(padded, 1) : null, "That is a stride of 1. A pooling that names no stride jumps as far as its window is long."],
      [before + after ? along(n - before - after) : null, `You subtracted the padding. It is added${before === after ? ", on both sides" : ""}.`],
      [along(padded, 1), `You left out the stride. The window jumps ${s} cells.`],
      [s > 1 ? Math.floor(padded / s) - span + 1 : null, "You divided the input alone: subtract the kernel first, then divide."],
      [n, "That is the input’s own size."],
    ],
    answer,
    out,
  );
}

/** @param {Row} row @param {number} answer */
function channelMistake({ layer, gets, shape, kind, cost }, answer) {
  const [from, to] = [gets[0], shape[0]];
  const pooled = kind === "slide" && !cost;
  return match(
    [
      [pooled || kind === "adaptive" ? 1 : null, "A pooling works on each channel by itself: the depth stays."],
      [pooled ? from / times(layer.args.kernel_size && [layer.args.kernel_size].flat()) : null, "A pooling shrinks rows and columns, never the depth."],
      [cost ? from * to : null, "The channels of the input are summed inside each kernel, not laid side by side: one map for each kernel."],
      [cost ? from + to : null, "The channels of the input are summed inside each kernel, not kept: one map for each kernel."],
      [cost ? from : null, `That is the depth of the input. ${to} kernels give ${to} maps.`],
    ],
    answer,
    to,
  );
}

/** @param {Row} row @param {number} answer */
function featureMistake({ kind, gets, shape, cost, joined }, answer) {
  const right = shape[shape.length - 1];
  if (kind === "flatten")
    return match(
      [
        [times(joined.slice(1)), `You left out the ${joined[0]} channels: ${joined.join("·")}.`],
        [joined.reduce((a, b) => a + b, 0), "You added. Each cell of each channel becomes a feature: multiply."],
        [joined[0], "That is the depth alone. Each of its cells becomes a feature too."],
        [joined.slice(0, -1).reduce((a, b) => a * b, 1), "You left out one axis."],
      ],
      answer,
      right,
    );
  return match(
    [
      [cost?.inputs ?? null, "That is what it takes. The second number says what it makes."],
      [cost ? times(gets) * right : null, "That is the number of its weights."],
    ],
    answer,
    right,
  );
}

/** @type {Record<number, string[]>} */
const AXES = { 3: ["Channels", "Rows", "Columns"], 2: ["Channels", "Length"], 1: ["Features"] };

/** Of a layer that fails: what it gets, for that is what leads to the remedy. @param {Row} row @returns {Question} */
function failing({ layer: { name, args }, gets }) {
  const wanted = args.in_channels ?? args.num_features;
  const [noun, right] =
    name === "Linear"
      ? ["Features", gets[gets.length - 1]]
      : gets.length === 1 || (wanted !== undefined && wanted !== gets[0])
        ? ["Channels", gets[0]]
        : [gets.length === 2 ? "Length" : "Rows", gets[1]];
  return {
    text: `${name} refuses what it gets. ${noun === "Length" ? "How long is that?" : `How many ${noun.toLowerCase()} has that?`}`,
    fields: [noun],
    whole: true,
    right: [right],
    told: `${thousands(right)}, for it gets ${by(gets)}`,
    done: "This layer fails.",
    nudge: "Look at what the layer before it makes.",
  };
}

/** @type {Questions<Scene>} */
export const questions = {
  cell({ rows, input }, step) {
    const row = rows[step];
    if (!row) {
      const right = rows.reduce((sum, { parameters }) => sum + parameters, 0);
      return {
        text: "How many parameters does the whole stack learn?",
        fields: ["Parameters in all"],
        whole: true,
        right: [right],
        told: thousands(right),
        done: "The total is there.",
        nudge: "Add what the layers learn.",
        mistake: (_, answer) => totalMistake(rows, input, answer),
      };
    }
    if (row.problem) return failing(row);
    const { layer, shape, kind, cost, parameters, axes } = row;
    const sized = kind !== "same";
    const fields = [...(sized ? AXES[shape.length] : []), ...(cost || !sized ? ["Parameters"] : [])];
    const right = [...(sized ? shape : []), ...(cost || !sized ? [parameters] : [])];
    const between = [...(sized ? shape.slice(1).map(() => " × ") : []), " parameters "];
    const asked = sized ? `what shape does it make${cost ? ", and how many parameters does it learn" : ""}?` : "how many parameters does it learn?";
    const learned = cost || !sized ? `${thousands(parameters)} parameter${parameters === 1 ? "" : "s"}` : "";
    /** @param {number} index @param {number} answer */
    const mistake = (index, answer) => {
      if (fields[index] === "Parameters") return costMistake(row, answer);
      if (fields[index] === "Features") return featureMistake(row, answer);
      if (fields[index] === "Channels" && shape.length - 1 === (axes?.length ?? 0)) return channelMistake(row, answer);
      const axis = axes?.[index - shape.length + axes.length];
      return axis ? sizeMistake(axis, !cost, typeof layer.args.stride !== "object" || layer.args.stride !== null, answer) : null;
    };
    return {
      text: `${written(layer)} gets ${by(row.gets)}: ${asked}`,
      fields,
      whole: true,
      right,
      between,
      mistake,
      told: [sized ? by(shape) : "", learned].filter(Boolean).join(", "),
      done: `Layer ${step + 1} is there.`,
      noun: (index, value) =>
        fields[index] === "Parameters" ? `parameter${value === 1 ? "" : "s"}` : (value === 1 ? fields[index].replace(/s$/, "") : fields[index]).toLowerCase(),
      nudge: "Take what it gets, and put it into the formula.",
    };
  },
};
