// The small controls that every widget uses: a labelled slider, a choice of two, a list of presets.
import { h, set, text } from "./dom.mjs";

/** A slider for a small whole number. */
export function slider({ name, min, max, onChange }) {
  const input = h("input", { type: "range", "aria-label": name, min, max, oninput: () => onChange(Number(input.value)) });
  const shown = h("span", { class: "cnn-value" });
  const root = h("label", {}, name, input, shown);
  return {
    root,
    draw(value) {
      const same = !Array.isArray(value) || value[0] === value[1];
      input.value = Array.isArray(value) ? value[0] : value;
      text(shown, same ? input.value : value.join(", ")); // a pair comes from Python or the URL
      set(input, "aria-valuetext", shown.textContent);
    },
  };
}

/** Two or more buttons of which one is pressed. */
export function choice({ name, options, onChange }) {
  const buttons = options.map(([value, label]) =>
    h("button", { type: "button", "data-value": value, onclick: () => onChange(value) }, label),
  );
  return {
    root: h("span", { class: "cnn-choice", role: "group", "aria-label": name }, ...buttons),
    draw: (value) => buttons.forEach((button) => set(button, "aria-pressed", String(button.dataset.value === value))),
  };
}

/** A list of named starting points. */
export function presets({ names, onChange }) {
  const list = h("select", { "aria-label": "Preset", onchange: () => onChange(Number(list.value)) },
    ...names.map((name, index) => h("option", { value: index }, name)),
    h("option", { value: -1, disabled: true, hidden: true }, "Your own"));
  return { root: list, draw: (index) => { list.value = String(index); } };
}
