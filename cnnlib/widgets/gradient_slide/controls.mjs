// What a gradient can be set to: whose it is, how it is read, and the settings of its convolution.
import { choice, pairSlider, sizer } from "../kit/controls.mjs";
import { h, set } from "../kit/dom.mjs";
/** @import { Card } from "../kit/card.mjs" */
/** @import { Control, Controls } from "../types.mjs" */

/** @param {Card} card @returns {Controls} */
export function gradientControls({ change, limits }) {
  /** @param {string} name @param {Control} control @returns {Control} */
  const named = (name, control) => ({ root: h("div", { class: "cnn-named" }, h("span", {}, name), control.root), draw: control.draw });
  const reading = named(
    "Read as",
    choice({
      name: "Read as",
      options: [
        ["turned", "turned kernel"],
        ["windows", "windows"],
      ],
      onChange: (value) => change({ reading: value }),
    }),
  );
  /** @param {string} trait @param {string} name */
  const pairControl = (trait, name) =>
    pairSlider({ name, min: limits[trait].pair[0], max: limits[trait].pair[1], onChange: (value) => change({ [trait]: value }) });
  const whose = named(
    "Gradient of",
    choice({
      name: "Gradient of",
      options: [
        ["input", "input"],
        ["weight", "kernel"],
      ],
      onChange: (of) => change({ of }),
    }),
  );
  return [
    [
      "of",
      {
        root: whose.root,
        draw(value) {
          set(whose.root, "data-alone", String(value === "weight"));
          whose.draw(value);
        },
      },
    ],
    [
      "reading",
      {
        root: reading.root,
        draw(value, { of }) {
          set(reading.root, "hidden", of === "weight");
          reading.draw(value);
        },
      },
    ],
    ["stride", pairControl("stride", "Stride")],
    ["padding", pairControl("padding", "Padding")],
    ["input", sizer({ name: "Input", max: limits.input.matrix, onChange: (input) => change({ input }) })],
    ["kernel", sizer({ name: "Kernel", max: limits.kernel.matrix, onChange: (kernel) => change({ kernel }) })],
  ];
}
