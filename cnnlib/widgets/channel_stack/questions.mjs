// What predict mode asks of a layer with channels, and the misconception behind each wrong answer.
import { activate, channelName, parameters, partial, placeOf } from "../engine/channels.mjs";
import { match, sizeMistake } from "../kit/mistakes.mjs";
import { show } from "../kit/numbers.mjs";

function mapsMistake({ channels, maps }, answer) {
  return match([
    [channels * maps, "A kernel adds its channels up into one map. They are not kept side by side."],
    [channels, "That is the number of channels. Each kernel makes one map."],
    [channels + maps, "Channels and kernels are not added. Each kernel makes one map."],
    [1, "Each kernel makes a map of its own."],
  ], answer, maps);
}

/** Why someone would count `answer` parameters. */
export function parameterMistake({ kernels, channels, maps, n, k, size }, answer) {
  const [cells, places] = [k[0] * k[1], size[0] * size[1]];
  const right = parameters(kernels);
  return match([
    [channels * cells * maps, "You left out the biases: one for each kernel."],
    [(cells + 1) * maps, "You left out the channels: a kernel has a plane for each."],
    [cells * maps, "A kernel has a plane for each channel, and a bias."],
    [channels * cells + 1, "That is one kernel. There are more."],
    [channels * cells, "That is one kernel, without its bias."],
    [(channels * cells + channels) * maps, "A kernel has one bias, not one for each channel."],
    [right * places, "The weights are the same at every place: they count once."],
    [channels * cells * maps * places, "The weights are the same at every place: they count once. And each kernel has a bias."],
    [channels * n[0] * n[1] * maps * places, "That would join every input cell to every output cell. A kernel sees a small window, with the same weights everywhere."],
    [maps * places, "Those are the cells of the output. Parameters are what the layer learns: kernels and biases."],
  ], answer, right);
}

/** Why someone would put `answer` into cell (i, j) of map o. */
export function channelMistake(scene, [o, i, j], answer) {
  const { sums, bias, channels, off, activation } = scene;
  const [z, b] = [sums[o][i][j], bias[o]];
  const after = (sum) => activate(activation, sum);
  const parts = Array.from({ length: channels }, (_, c) => partial(scene, o, c, i, j));
  const either = (sum, sentence) => [[after(sum), sentence], [sum, sentence]]; // with the activation or without
  const name = (c) => channelName(c, channels);
  return match([
    [z, `That is the sum before ${activation}. The activation comes last.`],
    ...either(z - b, "You left out the bias."),
    ...parts.flatMap((part, c) => (off.includes(c) ? [] : either(z - part, `You left out ${name(c)}. All channels are added.`))),
    ...parts.flatMap((part, c) => [[part, 0], [part, b]].flatMap(([sum, more]) =>
      either(sum + more, `That is ${name(c)} alone. The channels are added into one number, not kept side by side.`))),
    ...off.filter((c) => c < channels).flatMap((c) => either(z + partial({ ...scene, off: [] }, o, c, i, j), `That counts ${name(c)}, which is off.`)),
    ...either(z + (channels - 1) * b, "The bias is added once, not once for each channel."),
    ...either(z - 2 * b, "The bias is added with its own sign."),
    ...either((z - b) / channels + b, "That is the mean of the channels. They are added."),
    ...either(parts.reduce((all, part) => all + Math.abs(part), b), "A minus sign got lost."),
    ...sums.flatMap((map, other) => (other === o ? [] : either(map[i][j], `That is what kernel ${other + 1} gives here. This is the map of kernel ${o + 1}.`))),
    [activation === "relu" ? -z : null, "relu does not turn a negative sum round. It makes it 0."],
  ], answer, after(z));
}

const MANY = ["Number of maps", "Rows of a map", "Columns of a map", "Number of parameters"];

export const channelQuestions = {
  size: (scene) => {
    const { maps, size, kernels, slides } = scene;
    const count = parameters(kernels);
    return {
      text: "Before it slides: how many maps come out, with how many rows and columns? And how many parameters are there?",
      fields: MANY, whole: true, between: [" × ", " × ", " and "], right: [maps, ...size, count],
      told: `${[maps, ...size].join(" × ")}, with ${count} parameters`,
      nudge: "Count the kernels, the places where one can stand, and all that is learned: orange cells and biases.",
      noun: (field, value) => ["map", "row", "column", "parameter"][field] + (value === 1 ? "" : "s"),
      mistake: (field, answer) => (field === 0 ? mapsMistake(scene, answer)
        : field === 3 ? parameterMistake(scene, answer) : sizeMistake(slides[0][0], field - 1, answer)),
    };
  },
  cell(scene, step) {
    const [o, i, j] = placeOf(scene, step);
    const right = activate(scene.activation, scene.sums[o][i][j]);
    return {
      text: `What each channel gives stands beside it. What goes into row ${i + 1}, column ${j + 1} of map ${o + 1}, that is y[${o}, ${i}, ${j}]?`,
      fields: ["Your prediction"], right: [right], told: show(right), done: `Row ${i + 1}, column ${j + 1} of map ${o + 1} is there.`,
      nudge: `Add the channels and the bias${scene.activation === "none" ? "" : `, then apply ${scene.activation}`}.`,
      mistake: (_, answer) => channelMistake(scene, [o, i, j], answer),
    };
  },
};
