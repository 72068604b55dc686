// The small controls that every widget uses. Each one is {root, draw(value)}: it shows what holds.
import { h, set, text } from "./dom.mjs";

/** A slider for a small whole number. */
export function slider({ name, min, max, step = 1, onChange }) {
  const input = h("input", { type: "range", "aria-label": name, min, max, step, oninput: () => onChange(Number(input.value)) });
  const shown = h("span", { class: "cnn-value" });
  return {
    root: h("label", {}, name, input, shown),
    draw(value) {
      input.value = value;
      text(shown, String(value).replace("-", "−"));
      set(input, "aria-valuetext", shown.textContent);
    },
  };
}

/** One slider for both axes, which a button parts into rows and columns. `words`: see link.mjs. */
export function pairSlider({ name, min, max, onChange }) {
  let value = min;
  let parted = false;
  const both = () => (Array.isArray(value) ? value : [value, value]);
  const send = (axis, number) => {
    const pair = parted ? both().with(axis, number) : [number, number];
    onChange(pair[0] === pair[1] ? pair[0] : pair);
  };
  const rows = slider({ name, min, max, onChange: (number) => send(0, number) });
  const columns = slider({ name: `${name}, columns`, min, max, onChange: (number) => send(1, number) });
  const part = h("button", { type: "button", class: "cnn-part", title: `${name} of rows and columns apart`, "aria-label": `${name} of rows and columns apart`,
    onclick: () => {
      parted = !parted;
      if (!parted) onChange(both()[0]);
      draw(value);
    } }, "⇅");
  const root = h("div", { class: "cnn-pair" }, rows.root, part, columns.root);
  function draw(next) {
    value = next;
    if (Array.isArray(value) && value[0] !== value[1]) parted = true;
    const number = typeof value !== "string";
    for (const element of root.querySelectorAll("input, button")) element.disabled = !number;
    set(part, "aria-pressed", String(parted));
    set(columns.root, "hidden", !parted);
    text(rows.root.firstChild, parted ? `${name}, rows` : name);
    set(rows.root.querySelector("input"), "aria-label", rows.root.firstChild.textContent);
    const [first, second] = number ? both() : [min, min];
    rows.draw(first);
    columns.draw(second);
    if (!number) text(rows.root.lastChild, value); // a word such as "same" stands for it
  }
  return { root, draw };
}

/** Two or more buttons of which one is pressed. */
export function choice({ name, options, onChange }) {
  const buttons = options.map(([value, label]) =>
    h("button", { type: "button", "data-value": value, onclick: () => onChange(value) }, label),
  );
  return {
    root: h("span", { class: "cnn-choice", role: "group", "aria-label": name }, ...buttons),
    draw: (value) => buttons.forEach((button) => set(button, "aria-pressed", String(button.dataset.value === String(value)))),
  };
}

/** A labelled list of words of which one holds. options: [[value, label]]. */
export function select({ name, options, onChange }) {
  const list = h("select", { "aria-label": name, onchange: () => onChange(list.value) },
    ...options.map(([value, label]) => h("option", { value }, label)));
  return { root: h("label", { class: "cnn-select" }, name, list), draw: (value) => { list.value = value; } };
}

/** A labelled box to tick. */
export function tick({ name, onChange }) {
  const input = h("input", { type: "checkbox", onchange: () => onChange(input.checked) });
  return { root: h("label", { class: "cnn-tick" }, input, name), draw: (value) => { input.checked = value; } };
}

/** Buttons that take a row or column away from a matrix, or add one of zeros. */
export function sizer({ name, min = 1, max, onChange }) {
  let matrix;
  const resized = (rows, columns) =>
    Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => matrix[r]?.[c] ?? 0));
  const stepper = (axis, noun) => {
    const shown = h("span", { class: "cnn-value" });
    const button = (by, sign, verb) => h("button", { type: "button", "aria-label": `${verb} ${noun} of the ${name.toLowerCase()}`,
      onclick: ({ currentTarget }) => {
        if (currentTarget.ariaDisabled === "true") return;
        const size = [matrix.length, matrix[0].length];
        onChange(resized(...size.with(axis, size[axis] + by)));
      } }, sign);
    const [less, more] = [button(-1, "−", "Remove a"), button(1, "+", "Add a")];
    return { root: h("span", { class: "cnn-stepper" }, less, shown, more), draw(size) {
      text(shown, String(size));
      set(less, "aria-disabled", String(size <= min));
      set(more, "aria-disabled", String(size >= max));
    } };
  };
  const [rows, columns] = [stepper(0, "row"), stepper(1, "column")];
  return {
    root: h("div", { class: "cnn-sizer", role: "group", "aria-label": `Size of the ${name.toLowerCase()}` }, h("span", {}, name), rows.root, "×", columns.root),
    draw(value) {
      matrix = value;
      rows.draw(value.length);
      columns.draw(value[0].length);
    },
  };
}

/** A list of named starting points. */
export function presets({ names, onChange }) {
  const list = h("select", { "aria-label": "Preset", onchange: () => onChange(Number(list.value)) },
    ...names.map((name, index) => h("option", { value: index }, name)),
    h("option", { value: -1, disabled: true, hidden: true }, "Your own"));
  return { root: list, draw: (index) => { list.value = String(index); } };
}
