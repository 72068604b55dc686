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
 * @typedef {{ text: string, fields: string[], right: number[], told: string, nudge?: string, done?: string, whole?: boolean,
 *   between?: string | string[], noun?: (index: number, value: number) => string,
 *   mistake?: (index: number, answer: number) => string | null | undefined,
 *   accepts?: (typed: string, answer: number, right: number) => boolean }} Question
 */
/** @template C @typedef {{ size?: (scene: C) => Question | null, cell: (scene: C, step: number) => Question }} Questions */

/**
 * questions: {size(scene) → question or null, cell(scene, step) → question}.
 * onRight() after each answer that reveals something; onStep(step) moves on to the next.
 * @template {{ steps: number }} C
 * @param {{ questions: Questions<C>, onRight: () => void, onStep: (step: number) => void }} options
 */
export function prediction({ questions, onRight, onStep }) {
  /** @type {C} */
  let scene;
  let step = 0;
  let current = /** @type {string | null} */ (null); // the settings that the answers belong to
  let [sized, known] = [false, /** @type {Set<number>} */ (new Set())];
  let question = /** @type {Question | null} */ (null);
  let inputs = /** @type {HTMLInputElement[]} */ ([]);

  const asked = h("span", { tabindex: "-1" });
  const fields = h("span", { class: "cnn-fields" });
  const giveUp = h("button", { type: "button", onclick: () => reveal("It is") }, "Show me");
  const check = h("button", { type: "submit", class: "cnn-check" }, "Check");
  const verdict = h("p", { class: "cnn-verdict", role: "status" });
  const form = h("form", { onsubmit: checkAnswer }, asked, " ", fields, " ", check, giveUp);
  const root = h("div", { class: "cnn-ask" }, form, verdict);

  /** @param {string} sentence @param {boolean} [right] */
  const say = (sentence, right) => {
    text(verdict, sentence);
    set(verdict, "data-right", right === undefined ? null : String(right));
  };

  /** @param {string} lead */
  function reveal(lead) {
    if (!question) return;
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
    if (next === undefined)
      asked.focus(); // the field goes, the focus stays here
    else onStep(next);
  }

  /** @param {Event} event */
  function checkAnswer(event) {
    event.preventDefault();
    if (!question) return;
    const { accepts = isRight, right, noun, mistake, nudge } = question;
    const typed = inputs.map((input) => read(input.value, Infinity));
    const bad = typed.findIndex(({ problem }) => problem);
    if (bad >= 0) {
      say(inputs[bad].value.trim() === "" ? "Type your prediction first." : (typed[bad].problem ?? ""));
      return inputs[bad].focus();
    }
    const values = typed.map(({ value }) => Number(value));
    const wrong = values.findIndex((value, index) => !accepts(inputs[index].value, value, right[index]));
    if (wrong < 0) return reveal("Yes:");
    const value = values[wrong];
    const counted = noun?.(wrong, value) ?? "";
    say(`Not ${show(value)}${counted && ` ${counted}`}. ${mistake?.(wrong, value) ?? nudge}`, false);
  }

  /** @param {Question} next */
  function pose(next) {
    if (JSON.stringify(next.fields) !== JSON.stringify(question?.fields) || !inputs.length) {
      const had = fields.contains(document.activeElement);
      inputs = next.fields.map((label) =>
        h("input", { "aria-label": label, autocomplete: "off", maxlength: 12, inputmode: next.whole ? "numeric" : null, enterkeyhint: "done" }),
      );
      const gaps = [next.between ?? " × "].flat(); // one for all, or one each
      fields.replaceChildren(...inputs.flatMap((input, index) => (index ? [gaps[index - 1] ?? gaps[0], input] : [input])));
      if (had) inputs[0].focus();
    }
    question = next;
  }

  /** @param {boolean} active @param {C} newScene @param {number} newStep @param {string} settings */
  function draw(active, newScene, newStep, settings) {
    [scene, step] = [newScene, newStep];
    if (settings !== current) {
      [current, sized, known, question, inputs] = [settings, false, new Set(), null, []];
      say("");
    }
    set(root, "hidden", !active);
    if (!active) return;
    const size = sized ? null : (questions.size?.(scene) ?? null);
    sized = size === null;
    const next = size ?? questions.cell(scene, step);
    pose(next);
    const done = sized && known.has(step);
    for (const part of [fields, check, giveUp]) set(part, "hidden", done);
    text(asked, done ? (next.done ?? "") : next.text);
  }

  const restart = () => {
    current = null;
  };

  return { root, draw, restart, sized: () => sized, known: (/** @type {number} */ index) => known.has(index) };
}
