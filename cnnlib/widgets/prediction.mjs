// Predict, then reveal: first the size of the output, then cell after cell.
import { h, set, text } from "./dom.mjs";
import { terms, total } from "./engine.mjs";
import { cellMistake, isRight, sizeMistake } from "./mistakes.mjs";
import { read, show } from "./numbers.mjs";

/** onRight() after each answer that reveals something; onStep(step) moves on to the next cell. */
export function prediction({ onRight, onStep }) {
  let sliding = null;
  let step = 0;
  let current = ""; // the settings that the answers belong to
  let sized = false;
  let known = new Set();

  const field = (label) => h("input", { "aria-label": label, autocomplete: "off", maxlength: 12 });
  const question = h("span", { tabindex: "-1" });
  const rows = field("Rows of the output");
  const columns = field("Columns of the output");
  const value = field("Your prediction");
  const size = h("span", { class: "cnn-fields" }, rows, " × ", columns);
  const answer = h("span", { class: "cnn-fields" }, value);
  const giveUp = h("button", { type: "button", onclick: () => (sized ? reveal("It is") : revealSize("It is")) }, "Show me");
  const check = h("button", { type: "submit", class: "cnn-check" }, "Check");
  const verdict = h("p", { class: "cnn-verdict", role: "status" });
  const form = h("form", { onsubmit: (event) => (event.preventDefault(), sized ? checkCell() : checkSize()) },
    question, " ", size, answer, " ", check, giveUp);
  const root = h("div", { class: "cnn-ask" }, form, verdict);

  const say = (sentence, right) => {
    text(verdict, sentence);
    set(verdict, "data-right", right === undefined ? null : String(right));
  };

  function revealSize(lead) {
    sized = true;
    say(`${lead} ${sliding.size.join(" × ")}. Now the cells.`, true);
    onRight();
    value.focus();
  }

  function reveal(lead) {
    const [i, j] = at();
    const count = sliding.size[0] * sliding.size[1];
    known.add(step);
    say(`${lead} ${show(total(terms(sliding, i, j)))}.${known.size === count ? " That was the last cell." : ""}`, true);
    value.value = "";
    onRight();
    const ahead = Array.from({ length: count }, (_, index) => (step + 1 + index) % count);
    const next = ahead.find((index) => !known.has(index));
    if (next === undefined) question.focus(); // the field goes, the focus stays here
    else onStep(next);
  }

  const at = () => [Math.floor(step / sliding.size[1]), step % sliding.size[1]];

  function numbers(fields) {
    const typed = fields.map((input) => read(input.value, Infinity));
    const bad = typed.findIndex(({ problem }) => problem);
    if (bad < 0) return typed.map(({ value: number }) => number);
    say(fields[bad].value.trim() === "" ? "Type your prediction first." : typed[bad].problem);
    fields[bad].focus();
    return null;
  }

  function checkSize() {
    const given = numbers([rows, columns]);
    if (!given) return;
    const wrong = given.findIndex((number, axis) => number !== sliding.size[axis]);
    if (wrong < 0) return revealSize("Yes:");
    const why = sizeMistake(sliding, wrong, given[wrong]);
    const noun = ["row", "column"][wrong] + (given[wrong] === 1 ? "" : "s");
    say(`Not ${show(given[wrong])} ${noun}. ${why ?? "Count the places where the kernel can stand."}`, false);
  }

  function checkCell() {
    const given = numbers([value]);
    if (!given) return;
    const [i, j] = at();
    if (isRight(value.value, given[0], total(terms(sliding, i, j)))) return reveal("Yes:");
    const why = cellMistake(sliding, i, j, given[0]);
    say(`Not ${show(given[0])}. ${why ?? "Multiply each pair, then add the products."}`, false);
  }

  function draw(active, newSliding, newStep) {
    const { xp, w, s, p, d } = newSliding;
    const settings = JSON.stringify([active, xp, w, s, p, d]);
    if (settings !== current) {
      [current, sized, known] = [settings, false, new Set()];
      for (const input of [rows, columns, value]) input.value = "";
      say("");
    }
    [sliding, step] = [newSliding, newStep];
    const done = active && sized && known.has(step);
    set(root, "hidden", !active);
    set(size, "hidden", sized);
    set(answer, "hidden", !sized || done);
    for (const part of [check, giveUp]) set(part, "hidden", done);
    const [i, j] = at();
    text(question, !sized ? "Before it slides: how many rows and columns will the output have?"
      : done ? `Row ${i + 1}, column ${j + 1} is there.`
      : `Before it lands: what goes into row ${i + 1}, column ${j + 1}, that is y[${i}, ${j}]?`);
  }

  const restart = () => { current = ""; };

  return { root, draw, restart, sized: () => sized, known: (index) => known.has(index) };
}
