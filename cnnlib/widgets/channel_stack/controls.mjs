// What a layer with channels can be set to. New planes are not zero, so that they say something.

import { shapeOf, table } from "../engine/tables.mjs";
import { pairSlider, select } from "../kit/controls.mjs";
import { more } from "../kit/more.mjs";
import { stepper } from "../kit/stepper.mjs";

/** @import { Matrix } from "../engine/tables.mjs" */
/** @import { Control, Controls, Model, State } from "../types.mjs" */

/** @param {number} count */
const range = (count) => Array.from({ length: count }, (_, index) => index);
/** @param {Matrix} matrix @param {number} side */
const cropped = (matrix, side) => table([side, side], (r, c) => matrix[r]?.[c] ?? 0);

/**
 * [[trait, {root, draw}]], as card.show takes them.
 * @param {{ model: Model, change: (changes: State) => void, limits: any }} card @returns {Controls}
 */
export function channelControls({ model, change, limits }) {
  const [mostChannels, mostSide] = limits.input.tensor;
  const words = /** @type {string[]} */ (limits.activation.choice);
  const [mostKernels, , mostWeights] = limits.kernels.kernels;
  /** @param {string} name @param {string} noun @param {number} most @param {(value: any) => number} of @param {(count: number) => void} onChange */
  const counter = (name, noun, most, of, onChange) => {
    const { root, draw } = stepper({ name, noun, max: most, onChange });
    return { root, draw: (/** @type {any} */ value) => draw(of(value)) };
  };
  /** @param {string} trait @param {string} name @returns {[string, Control]} */
  const slider = (trait, name) => {
    const [min, max] = limits[trait].pair;
    return [trait, pairSlider({ name, min, max, onChange: (value) => change({ [trait]: value }) })];
  };
  const input = () => /** @type {Matrix[]} */ (model.get("input"));
  const kernels = () => /** @type {Matrix[][]} */ (model.get("kernels"));
  /** @type {Controls} */
  const sides = [
    [
      "input",
      counter(
        "Input side",
        "row and column of the input",
        mostSide,
        (x) => Math.max(...shapeOf(x[0])),
        (side) => change({ input: input().map((plane) => cropped(plane, side)) }),
      ),
    ],
    [
      "kernels",
      counter(
        "Kernel side",
        "row and column of the kernels",
        mostWeights,
        (w) => Math.max(...shapeOf(w[0][0])),
        (side) => change({ kernels: kernels().map((planes) => planes.map((plane) => cropped(plane, side))) }),
      ),
    ],
    slider("stride", "Stride"),
    slider("padding", "Padding"),
  ];
  return [
    [
      "input",
      counter(
        "Channels",
        "channel",
        mostChannels,
        (x) => x.length,
        (count) =>
          change({
            input: range(count).map((c) => input()[c] ?? table(shapeOf(input()[0]), (r, column) => (r + column + c) % 2)),
            kernels: kernels().map((planes) => range(count).map((c) => planes[c] ?? table(shapeOf(planes[0]), () => 1))),
            off: /** @type {number[]} */ (model.get("off")).filter((c) => c < count),
          }),
      ),
    ],
    [
      "kernels",
      counter(
        "Kernels",
        "kernel",
        mostKernels,
        (w) => w.length,
        (count) =>
          change({
            kernels: range(count).map((o) => kernels()[o] ?? kernels()[0].map((plane) => table(shapeOf(plane), () => 1))),
            bias: range(count).map((o) => model.get("bias")[o] ?? 0),
          }),
      ),
    ],
    ["activation", select({ name: "Activation", options: words.map((word) => [word, word]), onChange: (activation) => change({ activation }) })],
    [
      "stride",
      more({
        controls: sides,
        inside: "sides, stride, padding",
        says: ({ stride, padding }) =>
          Object.entries({ stride: [stride, 1], padding: [padding, 0] })
            .filter(([, [value, usual]]) => [value].flat().some((number) => number !== usual))
            .map(([name, [value]]) => `${name} ${value}`),
      }),
    ],
  ];
}
