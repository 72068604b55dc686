// How many parameters a layer and a stack learn: what a wrong answer betrays.
import { thousands, times, written } from "../engine/shapes/words.mjs";
import { each, match } from "../kit/mistakes.mjs";
/** @import { Row } from "../engine/shapes/trace.mjs" */
/** @import { Candidate } from "../kit/mistakes.mjs" */

/** Why someone would count `answer` parameters of a layer. @param {Row} row @param {number} answer */
export function costMistake(row, answer) {
  const { cost, parameters, kind, axes, layer, shape } = row;
  if (!cost) {
    const window = kind === "slide" ? times(axes.map(({ k }) => k)) : null;
    return answer === window ? "A window of a pooling has no weights: it only picks or averages." : "This layer has nothing to learn: 0.";
  }
  const { inputs, outputs, bias } = cost;
  if (cost.kind === "norm")
    return match(
      [
        [cost.channels, bias ? "Each channel has a factor and a shift: two numbers." : null],
        [4 * cost.channels, "The running mean and variance are measured, not learned."],
        [2 * cost.channels, "With bias=False there is no shift."],
        [times(row.gets) * 2, "One pair a channel, not one for each cell."],
        [2, "One pair for each channel."],
      ],
      answer,
      parameters,
    );
  const window = times(cost.k ?? []);
  const weights = inputs * outputs * window;
  const biases = cost.biases ?? outputs;
  /** @type {Candidate[]} */
  const ofKernels = [
    [window * outputs + (bias ? biases : 0), `You left out the depth: each kernel reads all ${inputs} channels.`],
    [window * inputs + (bias ? 1 : 0), `That is one kernel. There are ${outputs} of them.`],
    [window, "That is one kernel on one channel, with no bias."],
    [parameters * times(shape.slice(1)), "The same kernel is used at every place: its weights count once."],
    [cost.groups > 1 ? weights * cost.groups + (bias ? biases : 0) : null, "With groups each kernel reads its own group of channels only."],
  ];
  return match(
    [
      [bias ? weights : null, `You forgot the bias: one more for each of the ${biases} outputs.`],
      [bias ? null : weights + biases, "With bias=False there is no bias."],
      [bias ? weights + 1 : null, "There is one bias for each output, not one for all."],
      [bias ? weights + inputs : null, "The biases belong to the outputs, not to the inputs."],
      [bias ? weights + inputs * outputs : null, "One bias for each output: the channels are summed before it is added."],
      ...(cost.kind === "linear" ? [] : ofKernels),
      [inputs + outputs, "Each output has a weight for each input: multiply."],
      [times(shape), `That is how many numbers ${layer.name} puts out. The question is what it learns.`],
    ],
    answer,
    parameters,
  );
}

/** Why someone would count `answer` parameters in all. @param {Row[]} rows @param {number[]} input @param {number} answer */
export function totalMistake(rows, input, answer) {
  const right = rows.reduce((sum, { parameters }) => sum + parameters, 0);
  const counted = rows.filter(({ parameters }) => parameters);
  /** @param {Row} row */
  const weightsOf = ({ cost, parameters }) => (!cost || cost.kind === "norm" ? parameters : cost.inputs * cost.outputs * times(cost.k ?? []));
  const last = counted.at(-1);
  const units = last?.cost?.outputs ?? 1;
  const linear = counted.filter(({ kind }) => kind === "linear");
  const sizes = [times(input), ...linear.map(({ shape }) => times(shape))];
  return match(
    [
      [
        linear.length > 1 ? times(sizes) : null,
        `That is the product of all sizes, ${sizes.map(thousands).join("·")}. Each layer’s weights are a product; the layers are added.`,
      ],
      [counted.length > 1 ? times(counted.map(({ parameters }) => parameters)) : null, "That is the product of the layers. Add them."],
      [counted.reduce((sum, row) => sum + weightsOf(row), 0), "You forgot the biases."],
      ...each(counted, (row, index) => [
        right - row.parameters,
        `You left out ${written(row.layer)}, the ${["first", "second", "third"][index] ?? `${index + 1}th`} that learns.`,
      ]),
      [last?.kind === "linear" ? right - last.parameters + last.parameters / units : null, `That holds for one output unit. Here there are ${units}.`],
      [times(rows[rows.length - 1].shape), "That is how many numbers come out. The question is what is learned."],
    ],
    answer,
    right,
  );
}
