// A layer with channels in words of mathematics and of code, with today's numbers filled in.
import { activate, channelName, parameters, partial } from "../engine/channels.mjs";
import { h } from "../kit/dom.mjs";
import { terms } from "../engine/convolution.mjs";
import { show } from "../kit/numbers.mjs";
import { k, n, o, optionsCode, sumOf } from "../kit/views.mjs";

const sub = (letter, below) => h("span", {}, letter, h("sub", {}, below));
const shape = (...sizes) => `(${sizes.join(", ")})`;

/** red 4 + green −2 + blue 1 + bias 1 = 4 → relu → 4, once it is there: what adds up to it is the question. */
export function channelSum(scene, [map, i, j], known) {
  const { channels, off, bias, activation, sums } = scene;
  const result = (value) => h("b", { class: "o" }, value);
  if (!known) return [`y[${map}, ${i}, ${j}] = `, result("?")];
  const z = sums[map][i][j];
  const term = (name, value) => h("span", { class: "cnn-term" }, `${name} `, h("b", {}, value));
  const parts = Array.from({ length: channels }, (_, c) =>
    term(channelName(c, channels), off.includes(c) ? "off" : show(partial(scene, map, c, i, j))));
  return [...parts.flatMap((part) => [part, " + "]), term("bias", h("span", { class: "k" }, show(bias[map]))), " = ",
    ...(activation === "none" ? [result(show(z))]
      : [h("b", {}, show(z)), h("span", { class: "cnn-term" }, ` → ${activation} → `, result(show(activate(activation, z))))])];
}

/** red: 1·1 + 0·0 + 2·(−1) + 0·1 = −1 */
export const channelProducts = ({ slides, off, channels }, [map, i, j], c) => [`${channelName(c, channels)}: `,
  ...(off.includes(c) ? ["off, it counts as 0"] : sumOf(terms(slides[map][c], i, j), true))];

export function shapesView({ channels, maps, kernels, n: cells, k: weights, size, problem }, sized) {
  const result = problem ? "none" : sized ? shape(maps, ...size) : "?";
  return [h("p", {}, n(shape(channels, ...cells)), " ⋆ ", k(shape(maps, kernels[0].length, ...weights)), " → ", o(result)),
    h("p", { class: "cnn-remark" }, "(", sub("C", "in"), ", H, W) ⋆ (", sub("C", "out"), ", ", sub("C", "in"), ", k, k) → (", sub("C", "out"), ", ", sub("H", "out"), ", ", sub("W", "out"), ")")];
}

export function parametersView({ channels, maps, kernels, n: cells, k: weights, size, problem }, sized) {
  const square = weights[0] === weights[1];
  const [area, areaHere] = square ? [["k²"], `${weights[0]}²`] : [[sub("k", "H"), "·", sub("k", "W")], weights.join("·")];
  const outputs = maps * size[0] * size[1];
  const inputs = channels * cells[0] * cells[1];
  return [h("p", {}, "(", sub("C", "in"), "·", ...area, " + 1)·", sub("C", "out"), " = ",
    ...(sized ? ["(", n(kernels[0].length), "·", k(areaHere), " + 1)·", k(maps), " = ", o(parameters(kernels))] : [o("?")])),
    h("p", { class: "cnn-remark" }, ...(sized && !problem
      ? ["A fully connected layer of this size: ", h("span", {}, `(${inputs} + 1)·${outputs} = ${(inputs + 1) * outputs}.`)]
      : ["The 1 is the bias of each kernel."]))];
}

const offset = (place, stride, letter) => (place * stride ? `${place * stride} + ${letter}` : letter);

export function channelFormula({ slides, activation }, [map, i, j]) {
  const { s, sides } = slides[0][0];
  const padded = sides.flat().some(Boolean);
  const sum = [k(`b[${map}]`), " + Σ", h("sub", {}, "c, u, v"), " ",
    n(`${padded ? "xp" : "x"}[c, ${offset(i, s[0], "u")}, ${offset(j, s[1], "v")}]`), " · ", k(`w[${map}, c, u, v]`)];
  return [h("p", {}, o(`y[${map}, ${i}, ${j}]`), " = ", ...(activation === "none" ? sum : [`${activation}(`, ...sum, ")"])),
    h("p", { class: "cnn-remark" }, `The sum runs over the channels c and over the kernel’s cells u, v: one number comes out.${padded ? " xp is the padded input." : ""}`)];
}

const TORCH = { none: (y) => y, relu: (y) => `F.relu(${y})`, sigmoid: (y) => `torch.sigmoid(${y})`, tanh: (y) => `torch.tanh(${y})` };
const NUMPY = { relu: "np.maximum(z, 0)", sigmoid: "1 / (1 + np.exp(-z))", tanh: "np.tanh(z)" };

/** One line of torch for the whole output, and NumPy's for this cell. */
export function channelCode(scene, [map, i, j], known) {
  const { slides, activation, off, channels, sums, problem } = scene;
  const { s, p, k: [rows, columns] } = slides[0][0];
  const silent = off.filter((c) => c < channels);
  const names = silent.map((c) => channelName(c, channels)).join(" and ");
  const mute = silent.length ? `x[[${silent.join(", ")}]] = 0   # ${names} ${silent.length > 1 ? "are" : "is"} off\n` : "";
  const options = optionsCode([["stride", s, 1], ["padding", p, 0]]);
  const torch = `${mute}y = ${TORCH[activation](`F.conv2d(x, w, b${options})`)}`;
  if (problem) return [torch, "   # torch refuses it too"];
  const range = (place, stride, length) => `${place * stride}:${place * stride + length}`;
  const pad = p[0] + p[1] ? `xp = np.pad(x, ((0, 0), (${p[0]}, ${p[0]}), (${p[1]}, ${p[1]})))\n` : "";
  const sum = `(${pad ? "xp" : "x"}[:, ${range(i, s[0], rows)}, ${range(j, s[1], columns)}] * w[${map}]).sum() + b[${map}]`;
  const cell = activation === "none" ? sum : `z = ${sum}\n${NUMPY[activation]}`;
  return [`${torch}\n${pad}${cell}   # y[${map}, ${i}, ${j}] is `,
    o(known ? show(activate(activation, sums[map][i][j])) : "?")];
}
