// Where a stack and an input shape are typed. What can't be read is refused with one sentence, and the
// stack that was traced before stays.

import { parse } from "../engine/shapes/stack.mjs";
import { h, set, text } from "../kit/dom.mjs";
/** @import { Controls } from "../types.mjs" */

export const LARGEST = 4096;

/** "1, 28, 28", "(3, 32, 32)" or "1 × 28 × 28" to [1, 28, 28]. @param {string} typed */
export function readShape(typed) {
  const parts = typed
    .trim()
    .replace(/^[([](.*?),?\s*[)\]]$/, "$1")
    .split(/\s*[,×x*]\s*/);
  const numbers = parts.map((part) => (/^\d{1,7}$/.test(part.trim()) ? Number(part) : NaN));
  const shown = typed.length > 24 ? `${typed.slice(0, 24)}…` : typed;
  if (numbers.some(Number.isNaN) || numbers.length > 3)
    throw new RangeError(`“${shown}” can’t be read as a shape: type one to three whole numbers, such as 1, 28, 28.`);
  const bad = numbers.find((number) => number < 1 || number > LARGEST);
  if (bad !== undefined) throw new RangeError(`The input can’t have ${bad} along an axis: take 1 to ${LARGEST}.`);
  return numbers;
}

/**
 * @template V the value that is read
 * @typedef {{ element: HTMLInputElement | HTMLTextAreaElement, read: (text: string) => V, write: (value: V) => string, stays: string,
 *   onChange: (value: V) => void }} Field
 */

/**
 * A field of text that is read as it is typed: while it can't be read the old value stays, and it is
 * said once the reader leaves the field, or has pasted. read(text) throws a RangeError.
 * @template V @param {Field<V>} field
 */
function field({ element, read, write, stays, onChange }) {
  const complaint = h("span", { role: "alert" });
  const back = h("button", { type: "button", hidden: true, onclick: takeBack }, "Take it back");
  const line = h("p", { class: "cnn-complaint" }, complaint, " ", back);
  let [held, traced] = ["", ""]; // what is traced: as it was typed, and as it was read
  /** @param {string} sentence */
  const tell = (sentence) => {
    text(complaint, sentence);
    set(back, "hidden", sentence === "");
    set(element, "aria-invalid", sentence === "" ? null : "true");
  };
  function restore() {
    element.value = held;
    tell("");
  }
  function takeBack() {
    restore();
    element.focus();
  }
  /** @param {boolean} telling */
  function apply(telling) {
    if (element.value === held) return tell("");
    try {
      const value = read(element.value);
      tell("");
      [held, traced] = [element.value, JSON.stringify(value)];
      onChange(value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      if (telling || complaint.textContent) tell(`${error.message} ${stays}`);
    }
  }
  element.addEventListener("input", (event) => {
    const { inputType } = /** @type {InputEvent} */ (event);
    apply(inputType === "insertFromPaste" || inputType === "insertFromDrop");
  });
  element.addEventListener("change", () => apply(true));
  element.addEventListener("keydown", (given) => {
    const event = /** @type {KeyboardEvent} */ (given);
    if (event.key === "Escape" && element.value !== held) restore();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey || element.tagName === "INPUT")) apply(true);
  });
  return {
    line,
    reset: restore,
    /** @param {any} value */
    draw(value) {
      if (JSON.stringify(value) === traced) return; // typed here
      [held, traced] = [write(value), JSON.stringify(value)];
      restore();
    },
  };
}

/**
 * onStack(text) and onShape(shape) are asked for what can be read; `views` stand beside the stack.
 * @param {{ most: number, onStack: (stack: string) => void, onShape: (shape: number[]) => void, views: Element[] }} options
 * @returns {Controls}
 */
export function editor({ most, onStack, onShape, views }) {
  const area = h("textarea", {
    "aria-label": "Stack of layers, in torch’s syntax",
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    maxlength: most + 1,
  });
  const shape = h("input", { "aria-label": "Shape of the input: channels, rows, columns", autocomplete: "off", maxlength: 40, spellcheck: "false" });
  /** @param {string} typed */
  const readStack = (typed) => {
    parse(typed);
    return typed;
  };
  const stack = field({ element: area, read: readStack, write: (value) => value, stays: "The old stack stays.", onChange: onStack });
  const input = field({ element: shape, read: readShape, write: (value) => value.join(", "), stays: "The old shape stays.", onChange: onShape });
  const shapeField = h("div", { class: "cnn-shape-field" }, h("label", {}, h("span", {}, "Input ", h("span", { class: "n" }, "C, H, W")), shape), input.line);
  return [
    [
      "stack",
      {
        root: h("div", { class: "cnn-editor" }, area, stack.line),
        reset: stack.reset,
        draw(value) {
          stack.draw(value);
          set(area, "rows", Math.min(Math.max(area.value.split("\n").length, 3), 14)); // where it can't grow by itself
        },
      },
    ],
    ["input_shape", { root: h("div", { class: "cnn-side" }, shapeField, ...views), draw: input.draw, reset: input.reset }],
  ];
}
