// What predict mode asks of a sliding vector, and the misconception behind each wrong answer.
import { terms, total } from "../engine/convolution.mjs";
import { cellMistake, close, match } from "../kit/mistakes.mjs";
import { factor, show } from "../kit/numbers.mjs";

const MODES = ["valid", "same", "full"];
const LENGTH = {
  valid: (n, k) => Math.abs(n - k) + 1,
  same: (n, k) => Math.max(n, k),
  full: (n, k) => n + k - 1,
};
const WHERE = {
  valid: "where the shorter lies wholly on the longer",
  same: "in the middle, as many as the longer has cells",
  full: "where the two overlap by at least one cell",
};

/** Why someone would expect `answer` cells of output. */
export function lengthMistake({ n: [, n], k: [, k], mode, size: [, right] }, answer) {
  return match([
    ...(mode === "valid" ? [
      [Math.abs(n - k), "That is one short. The first place counts too."],
      [n - k + 1, "The kernel is the longer one here, so the signal must lie wholly on the kernel."],
    ] : []),
    ...(mode === "full" ? [
      [n + k, "That is one too many. The two must overlap by at least one cell."],
      [n + k - 2, "That is one short. The first overlap counts too."],
      [n + 2 * (k - 1), "That is the signal with its zeros. The kernel has fewer places than cells to stand on."],
    ] : []),
    ...(mode === "same" ? [[n, "The kernel is the longer one here, and NumPy’s “same” is as long as the longer."]] : []),
    ...MODES.map((other) => [LENGTH[other](n, k),
      `That is mode “${other}”. Here it is “${mode}”: places ${WHERE[mode]}.`]),
    [n, "That is the signal’s own length."],
  ], answer, right);
}

/** Why someone would put `answer` into output cell t. */
export function vectorMistake(scene, t, answer) {
  const { w, k: [, k], p: [, before], size: [, length], padded: [, columns], operation } = scene;
  const products = terms(scene, 0, t);
  const right = total(products);
  const at = (place, weights = w) => (place < 0 || place + k > columns ? null : total(terms({ ...scene, w: weights }, 0, place)));
  const turned = at(t, [w[0].toReversed()]);
  const twice = before > 0 && t < length - before;
  return match([
    [close(turned, -right) ? null : turned, operation === "convolution"
      ? "That is cross-correlation. Convolution turns the kernel first: its last number comes first."
      : "That comes out when the kernel is turned. Cross-correlation takes it as it stands; only convolution turns it."],
    [twice ? at(t + before) : null, "That begins on the signal’s own first cell. Here the kernel begins where it hangs over the end."],
    [at(t - 1), "That is one place too far to the left."],
    [at(t + 1), "That is one place too far to the right."],
    ...products.map(({ x, w: weight, product }) => [product === 0 || products.length === 1 ? null : right - product,
      `One product is missing: ${show(x)}·${factor(weight)}.`]),
  ], answer, right) ?? cellMistake(scene, 0, t, answer);
}

export const vectorQuestions = {
  size: (scene) => ({
    text: "Before it slides: how long will the output be?",
    fields: ["Length of the output"], whole: true, right: [scene.size[1]], told: String(scene.size[1]),
    nudge: `Count the places ${WHERE[scene.mode]}.`,
    noun: (_, value) => (value === 1 ? "cell" : "cells"),
    mistake: (_, answer) => lengthMistake(scene, answer),
  }),
  cell(scene, t) {
    const right = total(terms(scene, 0, t));
    return {
      text: `Before it lands: what goes into cell ${t + 1} of the output, that is y[${t}]?`,
      fields: ["Your prediction"], right: [right], told: show(right), done: `Cell ${t + 1} is there.`,
      nudge: "Multiply each pair that stands one above the other, then add the products.",
      mistake: (_, answer) => vectorMistake(scene, t, answer),
    };
  },
};
