// A convolutional layer: several channels in, several kernels, one map out of each. No DOM.
import { slide, terms, total, whole } from "./convolution.mjs";
/** @import { SlideOptions } from "./convolution.mjs" */
/** @import { Matrix, Size } from "./tables.mjs" */
/** @typedef {keyof typeof ACTIVATIONS} Activation */
/** @typedef {ReturnType<typeof layer>} Layer */
/** @typedef {{ stride?: Size, padding?: Size, activation?: Activation, off?: number[] }} LayerOptions */
/** @typedef {{ input: Matrix[], kernels: Matrix[][], bias: number[], stride: Size, padding: Size, activation: Activation, off: number[] }} LayerState the traits */

/**
 * Several channels, several kernels: y[o] = b[o] + Σ_c x[c] ⋆ w[o][c].
 * @param {Matrix[]} x @param {Matrix[][]} w @param {number[]} bias @param {SlideOptions} options
 */
export function conv2dChannels(x, w, bias, options) {
  return w.map((kernel, o) => {
    const scenes = kernel.map((plane, c) => slide(x[c], plane, options));
    return whole(scenes[0], (i, j) => total([...scenes.flatMap((scene) => terms(scene, i, j)), { product: bias[o] }]));
  });
}

const ACTIVATIONS = {
  none: (/** @type {number} */ z) => z,
  relu: (/** @type {number} */ z) => Math.max(z, 0),
  sigmoid: (/** @type {number} */ z) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
};
/** @param {Activation} name @param {number} z */
export const activate = (name, z) => ACTIVATIONS[name](z);

const COLOURS = ["red", "green", "blue"];
/** @param {number} c @param {number} count */
export const channelName = (c, count) => (count === 3 ? COLOURS[c] : `channel ${c + 1}`);

/** (C_in·k² + 1)·C_out: the cells of all kernels, and a bias for each. @param {Matrix[][]} kernels */
export const parameters = (kernels) => kernels.flat(3).length + kernels.length;

/** @param {Matrix[]} input @param {Matrix[][]} kernels @param {number[]} bias */
function mismatch(input, kernels, bias) {
  const [channels, planes] = [input.length, kernels[0].length];
  /** @param {number} number @param {string} noun */
  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  if (planes !== channels)
    return `The input has ${count(channels, "channel")}, but each kernel ${count(planes, "plane")}: a kernel needs one for each channel.`;
  if (bias.length !== kernels.length)
    return `There are ${count(kernels.length, "kernel")} and ${bias.length} bias${bias.length === 1 ? "" : "es"}: each kernel needs one.`;
  return null;
}

/**
 * slides[o][c]: kernel o's plane c over channel c, a scene of convolution.mjs. Channels in `off` count as zero.
 * @param {Matrix[]} input @param {Matrix[][]} kernels @param {number[]} bias @param {LayerOptions} options
 */
export function layer(input, kernels, bias, { stride = 1, padding = 0, activation = "none", off = [] } = {}) {
  const bad = mismatch(input, kernels, bias);
  const slides = kernels.map((planes) => input.map((x, c) => slide(x, planes[c] ?? planes[0], { stride, padding })));
  const { n, k, size, problem } = slides[0][0];
  const made = { input, kernels, bias, activation, off, slides, n, k, channels: input.length, maps: kernels.length, problem: bad ?? problem };
  if (made.problem) return { ...made, size: [0, 0], steps: 0, sums: [] };
  const heard = input.map((x, c) => (off.includes(c) ? x.map((row) => row.map(() => 0)) : x));
  return { ...made, size, steps: made.maps * size[0] * size[1], sums: conv2dChannels(heard, kernels, bias, { stride, padding }) };
}

/**
 * What channel c adds to cell (o, i, j).
 * @param {Pick<Layer, "slides" | "off">} layer @param {number} o @param {number} c @param {number} i @param {number} j
 */
export const partial = ({ slides, off }, o, c, i, j) => (off.includes(c) ? 0 : total(terms(slides[o][c], i, j)));

/** Where step number `step` is: [kernel, row, column]. @param {Pick<Layer, "size" | "steps">} layer @param {number} step */
export function placeOf({ size: [rows, columns], steps }, step) {
  if (!steps) return [0, 0, 0];
  return [Math.floor(step / (rows * columns)), Math.floor(step / columns) % rows, step % columns];
}

/**
 * The whole output: torch's conv2d, then the activation.
 * @param {Matrix[]} input @param {Matrix[][]} kernels @param {number[]} bias @param {LayerOptions} options
 */
export function convLayer(input, kernels, bias, options) {
  const made = layer(input, kernels, bias, options);
  if (made.problem) throw new RangeError(made.problem);
  return made.sums.map((rows) => rows.map((row) => row.map((z) => activate(made.activation, z))));
}
