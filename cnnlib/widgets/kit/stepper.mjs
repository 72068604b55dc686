// How many: a number with a button that takes one away and one that adds one.
import { h, set, text } from "./dom.mjs";

/**
 * noun: what is counted, such as "cell of the signal"; onChange(count) is asked for.
 * @param {{ name: string, noun: string, min?: number, max: number, onChange: (count: number) => void }} options
 */
export function stepper({ name, noun, min = 1, max, onChange }) {
  let count = min;
  const shown = h("span", { class: "cnn-value" });
  /** @param {number} by @param {string} sign @param {string} verb */
  const button = (by, sign, verb) =>
    h(
      "button",
      {
        type: "button",
        "aria-label": `${verb} a ${noun}`,
        onclick: ({ currentTarget }) => {
          if (currentTarget.ariaDisabled !== "true") onChange(count + by);
        },
      },
      sign,
    );
  const [less, more] = [button(-1, "−", "Remove"), button(1, "+", "Add")];
  return {
    root: h("div", { class: "cnn-sizer", role: "group", "aria-label": name }, h("span", {}, name), h("span", { class: "cnn-stepper" }, less, shown, more)),
    /** @param {number} value */
    draw(value) {
      count = value;
      text(shown, String(count));
      set(less, "aria-disabled", String(count <= min));
      set(more, "aria-disabled", String(count >= max));
    },
  };
}
