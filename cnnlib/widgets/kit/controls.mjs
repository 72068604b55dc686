// The small controls that every widget uses. Each one is {root, draw(value)}: it shows what holds.
import { h, set, text } from "./dom.mjs";
/** @import { Matrix, Size } from "../engine/tables.mjs" */
/** @import { Control } from "../types.mjs" */

/**
 * A slider for a small whole number.
 * @param {{ name: string, min: number, max: number, step?: number, onChange: (value: number) => void }} options
 */
export function slider({ name, min, max, step = 1, onChange }) {
  const input = h("input", { type: "range", "aria-label": name, min, max, step, oninput: () => onChange(Number(input.value)) });
  const shown = h("span", { class: "cnn-value" });
  const label = document.createTextNode(name);
  return {
    root: h("label", {}, label, input, shown),
    input,
    label,
    shown,
    /** @param {number} value */
    draw(value) {
      input.value = String(value);
      text(shown, String(value).replace("-", "−"));
      set(input, "aria-valuetext", shown.textContent);
    },
  };
}

/**
 * One slider for both axes, which a button parts into rows and columns. `words`: see link.mjs.
 * @param {{ name: string, min: number, max: number, onChange: (value: Size) => void }} options
 */
export function pairSlider({ name, min, max, onChange }) {
  let value = /** @type {Size | string} */ (min);
  let parted = false;
  const both = () => (Array.isArray(value) ? value : [Number(value), Number(value)]);
  /** @param {number} axis @param {number} number */
  const send = (axis, number) => {
    const pair = parted ? both().with(axis, number) : [number, number];
    onChange(pair[0] === pair[1] ? pair[0] : pair);
  };
  const rows = slider({ name, min, max, onChange: (number) => send(0, number) });
  const columns = slider({ name: `${name}, columns`, min, max, onChange: (number) => send(1, number) });
  const part = h(
    "button",
    {
      type: "button",
      class: "cnn-part",
      title: `${name} of rows and columns apart`,
      "aria-label": `${name} of rows and columns apart`,
      onclick: () => {
        parted = !parted;
        if (!parted) onChange(both()[0]);
        draw(value);
      },
    },
    "⇅",
  );
  const root = h("div", { class: "cnn-pair" }, rows.root, part, columns.root);
  /** @param {Size | string} next */
  function draw(next) {
    value = next;
    if (Array.isArray(value) && value[0] !== value[1]) parted = true;
    const number = typeof value !== "string";
    for (const element of [rows.input, part, columns.input]) element.disabled = !number;
    set(part, "aria-pressed", String(parted));
    set(columns.root, "hidden", !parted);
    const first = parted ? `${name}, rows` : name;
    text(rows.label, first);
    set(rows.input, "aria-label", first);
    const values = number ? both() : [min, min];
    rows.draw(values[0]);
    columns.draw(values[1]);
    if (typeof value === "string") text(rows.shown, value); // a word such as "same" stands for it
  }
  return { root, draw };
}

/**
 * Two or more buttons of which one is pressed.
 * @template {string | number} V
 * @param {{ name: string, options: [value: V, label: string][], onChange: (value: V) => void }} options @returns {Control}
 */
export function choice({ name, options, onChange }) {
  const buttons = options.map(([value, label]) => h("button", { type: "button", "data-value": value, onclick: () => onChange(value) }, label));
  return {
    root: h("span", { class: "cnn-choice", role: "group", "aria-label": name }, ...buttons),
    draw: (value) => {
      for (const button of buttons) set(button, "aria-pressed", String(button.dataset.value === String(value)));
    },
  };
}

/**
 * A labelled list of words of which one holds. options: [[value, label]].
 * @param {{ name: string, options: [value: string, label: string][], onChange: (value: string) => void }} options
 * @returns {Control}
 */
export function select({ name, options, onChange }) {
  const list = h("select", { "aria-label": name, onchange: () => onChange(list.value) }, ...options.map(([value, label]) => h("option", { value }, label)));
  return {
    root: h("label", { class: "cnn-select" }, name, list),
    draw: (value) => {
      list.value = value;
    },
  };
}

/** A labelled box to tick. @param {{ name: string, onChange: (value: boolean) => void }} options @returns {Control} */
export function tick({ name, onChange }) {
  const input = h("input", { type: "checkbox", onchange: () => onChange(input.checked) });
  return {
    root: h("label", { class: "cnn-tick" }, input, name),
    draw: (value) => {
      input.checked = value;
    },
  };
}

/**
 * Buttons that take a row or column away from a matrix, or add one of zeros.
 * @param {{ name: string, min?: number, max: number, onChange: (matrix: Matrix) => void }} options
 */
export function sizer({ name, min = 1, max, onChange }) {
  /** @type {Matrix} */
  let matrix;
  /** @param {number} rows @param {number} columns */
  const resized = (rows, columns) => Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => matrix[r]?.[c] ?? 0));
  /** @param {number} axis @param {string} noun */
  const stepper = (axis, noun) => {
    const shown = h("span", { class: "cnn-value" });
    /** @param {number} by @param {string} sign @param {string} verb */
    const button = (by, sign, verb) =>
      h(
        "button",
        {
          type: "button",
          "aria-label": `${verb} ${noun} of the ${name.toLowerCase()}`,
          onclick: ({ currentTarget }) => {
            if (currentTarget.ariaDisabled === "true") return;
            const [height, width] = [matrix.length, matrix[0].length].map((size, at) => (at === axis ? size + by : size));
            onChange(resized(height, width));
          },
        },
        sign,
      );
    const [less, more] = [button(-1, "−", "Remove a"), button(1, "+", "Add a")];
    return {
      root: h("span", { class: "cnn-stepper" }, less, shown, more),
      /** @param {number} size */
      draw(size) {
        text(shown, String(size));
        set(less, "aria-disabled", String(size <= min));
        set(more, "aria-disabled", String(size >= max));
      },
    };
  };
  const [rows, columns] = [stepper(0, "row"), stepper(1, "column")];
  return {
    root: h("div", { class: "cnn-sizer", role: "group", "aria-label": `Size of the ${name.toLowerCase()}` }, h("span", {}, name), rows.root, "×", columns.root),
    /** @param {Matrix} value */
    draw(value) {
      matrix = value;
      rows.draw(value.length);
      columns.draw(value[0].length);
    },
  };
}

/** A list of named starting points. @param {{ names: string[], onChange: (index: number) => void }} options @returns {Control} */
export function presets({ names, onChange }) {
  const list = h(
    "select",
    { "aria-label": "Preset", onchange: () => onChange(Number(list.value)) },
    ...names.map((name, index) => h("option", { value: index }, name)),
    h("option", { value: -1, disabled: true, hidden: true }, "Your own"),
  );
  return {
    root: list,
    draw: (index) => {
      list.value = String(index);
    },
  };
}
