// Test digits to start from: a row of small pictures, one tab stop, arrows to walk.
import { h, set } from "../kit/dom.mjs";

/** names: [[number in the test set, what people call it]]; bytes: their 784 greys each. */
export function samples({ names, bytes, onPick }) {
  const buttons = names.map(([number, called], index) => {
    const canvas = h("canvas", { width: 28, height: 28 });
    const image = new ImageData(28, 28);
    for (let i = 0; i < 784; i += 1) image.data.set([255, 255, 255, bytes[784 * index + i]], 4 * i);
    canvas.getContext("2d").putImageData(image, 0, 0);
    return h("button", { type: "button", class: "cnn-sample", "data-digit": number, tabindex: index ? "-1" : "0",
      "aria-label": `Test digit ${number}, a ${called}`, onclick: () => (walk(index), onPick(number)) }, canvas);
  });
  let here = 0;
  function walk(to) {
    set(buttons[here], "tabindex", "-1");
    here = to;
    set(buttons[here], "tabindex", "0");
  }
  const root = h("div", { class: "cnn-samples", role: "group", "aria-label": "Test digits" }, ...buttons);
  root.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    walk((here + by + buttons.length) % buttons.length);
    buttons[here].focus();
  });
  return { root, draw: (number) => { for (const button of buttons) set(button, "aria-pressed", String(button.dataset.digit === number)); } };
}
