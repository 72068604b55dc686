// Predict, then reveal: first the size of the output, then step after step.
//
// A question is {text, fields, whole, right, told, done, nudge, mistake, noun, between}: the labels of
// its fields, whether it asks for sizes and counts alone, and the right numbers; what the answer says
// in words; the sentence once it is there; what to do when no mistake is recognised;
// mistake(index, answer) names the misconception behind a wrong one;
// accepts(typed, answer, right) where more than the right number, maybe rounded, will do.
import { h, set, text } from "./dom.mjs";
import { isRight } from "./mistakes.mjs";
import { read, show } from "./numbers.mjs";

/**
 * questions: {size(scene) → question or null, cell(scene, step) → question}.
 * onRight() after each answer that reveals something; onStep(step) moves on to the next.
 */
export function prediction({ questions, onRight, onStep }) {
  let [scene, step, current] = [null, 0, null]; // current: the settings that the answers belong to
  let [sized, known] = [false, new Set()];
  let question = null;
  let inputs = [];

  const asked = h("span", { tabindex: "-1" });
  const fields = h("span", { class: "cnn-fields" });
  const giveUp = h("button", { type: "button", onclick: () => reveal("It is") }, "Show me");
  const check = h("button", { type: "submit", class: "cnn-check" }, "Check");
  const verdict = h("p", { class: "cnn-verdict", role: "status" });
  const form = h("form", { onsubmit: (event) => (event.preventDefault(), checkAnswer()) }, asked, " ", fields, " ", check, giveUp);
  const root = h("div", { class: "cnn-ask" }, form, verdict);

  const say = (sentence, right) => {
    text(verdict, sentence);
    set(verdict, "data-right", right === undefined ? null : String(right));
  };

  function reveal(lead) {
    const { told } = question;
    if (!sized) {
      sized = true;
      say(`${lead} ${told}. Now step by step.`, true);
      onRight();
      return inputs[0]?.focus();
    }
    known.add(step);
    say(`${lead} ${told}.${known.size === scene.steps ? " That was the last one." : ""}`, true);
    for (const input of inputs) input.value = "";
    onRight();
    const ahead = Array.from({ length: scene.steps }, (_, index) => (step + 1 + index) % scene.steps);
    const next = ahead.find((index) => !known.has(index));
    if (next === undefined) asked.focus(); // the field goes, the focus stays here
    else onStep(next);
  }

  function checkAnswer() {
    const typed = inputs.map((input) => read(input.value, Infinity));
    const bad = typed.findIndex(({ problem }) => problem);
    if (bad >= 0) {
      say(inputs[bad].value.trim() === "" ? "Type your prediction first." : typed[bad].problem);
      return inputs[bad].focus();
    }
    const wrong = typed.findIndex(({ value }, index) => !(question.accepts ?? isRight)(inputs[index].value, value, question.right[index]));
    if (wrong < 0) return reveal("Yes:");
    const { value } = typed[wrong];
    const noun = question.noun?.(wrong, value) ?? "";
    say(`Not ${show(value)}${noun && ` ${noun}`}. ${question.mistake?.(wrong, value) ?? question.nudge}`, false);
  }

  function pose(next) {
    if (JSON.stringify(next.fields) !== JSON.stringify(question?.fields) || !inputs.length) {
      const had = fields.contains(document.activeElement);
      inputs = next.fields.map((label) => h("input", { "aria-label": label, autocomplete: "off", maxlength: 12,
        inputmode: next.whole ? "numeric" : null, enterkeyhint: "done" }));
      const gaps = [next.between ?? " × "].flat(); // one for all, or one each
      fields.replaceChildren(...inputs.flatMap((input, index) => (index ? [gaps[index - 1] ?? gaps[0], input] : [input])));
      if (had) inputs[0].focus();
    }
    question = next;
  }

  function draw(active, newScene, newStep, settings) {
    [scene, step] = [newScene, newStep];
    if (settings !== current) {
      [current, sized, known, question, inputs] = [settings, false, new Set(), null, []];
      say("");
    }
    set(root, "hidden", !active);
    if (!active) return;
    const size = sized ? null : questions.size?.(scene) ?? null;
    sized = size === null;
    pose(size ?? questions.cell(scene, step));
    const done = sized && known.has(step);
    for (const part of [fields, check, giveUp]) set(part, "hidden", done);
    text(asked, done ? question.done : question.text);
  }

  const restart = () => { current = null; };

  return { root, draw, restart, sized: () => sized, known: (index) => known.has(index) };
}
