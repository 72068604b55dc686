// The shell of every widget. The model's traits hold the state; draw() shows it; nothing else does.
//
//   const card = open({ model, el, name, heading, settings });       what the parts need to be made
//   return card.show({ stage, controls, views, scene, draw, … });    and the widget stands
import { address } from "./address.mjs";
import { choice, presets } from "./controls.mjs";
import { h, set, text } from "./dom.mjs";
import { player } from "./player.mjs";
import { prediction } from "./prediction.mjs";
/** @import { Point } from "../board/grid.mjs" */
/** @import { Matrix } from "../engine/tables.mjs" */
/** @import { Context, Parts, Pointed, Scene, State } from "../types.mjs" */

/** @typedef {ReturnType<typeof open>} Card */

/**
 * settings: the traits that a preset fixes and a link carries. place: those where the reader looks, in
 * a link too, but another place is still the same preset. start: the step that a change leads to.
 * @param {Context & { name: string, heading: string, settings: string[], place?: string[], start?: number }} options
 */
export function open({ model, el, name, heading, settings, place = [], start = 0 }) {
  const TRAITS = [...settings, ...place, "step", "predict", "title"];
  /** @param {string[]} names @returns {State} */
  const get = (names) => Object.fromEntries(names.map((trait) => [trait, model.get(trait)]));
  const limits = model.get("limits");
  const complaint = h("p", { class: "cnn-complaint", role: "alert" });
  /** @param {string} sentence */
  const complain = (sentence) => text(complaint, sentence);
  /** @param {State} a @param {State} b */
  const same = (a, b) => settings.every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));
  let stop = () => {};
  let repaint = () => {};
  let redraw = () => {};
  let pointed = /** @type {Pointed | null} */ (null);

  /** Set traits; the drawing follows. @param {State} changes */
  const put = (changes) => {
    complain("");
    for (const [trait, value] of Object.entries(changes)) model.set(trait, value);
    model.save_changes();
  };
  /** Set what the steps depend on: they start again, or where a preset says. @param {State} changes */
  const change = (changes) => {
    stop();
    put({ step: start, ...changes });
  };
  /** A grid's onPoint: the cell that it tells of is in draw's `pointed`. @param {string} kind @returns {Point} */
  const point = (kind) => (r, c) => {
    if (pointed === null && r === null) return;
    pointed = r === null || c === null ? null : { kind, r, c };
    repaint();
  };
  /**
   * A grid's onEdit for a trait that is a matrix; `shift` is where it begins in the grid.
   * @param {string} trait @returns {(r: number, c: number, value: number) => void}
   */
  const edit =
    (trait, shift = () => [0, 0]) =>
    (r, c, value) => {
      const [row, column] = [r - shift()[0], c - shift()[1]];
      const old = /** @type {Matrix} */ (model.get(trait));
      put({ [trait]: old.map((line, a) => line.map((was, b) => (a === row && b === column ? value : was))) });
    };

  /**
   * stage: the picture; sum: the line below it; controls: [[trait, {root, draw}]];
   * views: [[label, element, wide]]; hint: what can be done, in the foot.
   * scene(state) → all that is computed of a state: at least {steps, problem}.
   * draw(now) shows {scene, state, step, known, shown(index), sized, pointed}.
   * sentence(now) is the step in words; questions: {size(scene) or null, cell(scene, step)}.
   * @template {Scene} C @template S @param {Parts<C, S>} parts
   */
  function show({ stage, sum, controls, views, hint = "", scene: makeScene, draw: drawParts, sentence, questions }) {
    const atFirst = get(TRAITS);
    const given = /** @type {State[]} */ ([...model.get("presets")]);
    if (given.length && !given.some((preset) => same(preset, atFirst)))
      given.unshift({ name: "This example", question: atFirst.title, ...get([...settings, ...place]) });
    /** @param {State} state */
    const presetOf = (state) => {
      // two that differ in the step alone are told apart by question or step
      const fits = given.filter((preset) => same(preset, state));
      return fits.find(({ question }) => question === state.title) ?? fits.find(({ step }) => step === state.step) ?? fits[0];
    };
    /** @type {C} */
    let scene;
    let playing = false;
    let due = false; // a drawing is on its way

    const title = h("p", { class: "cnn-title" });
    const list = presets({
      names: given.map((preset) => preset.name),
      onChange: (index) => {
        const { name: _, question, ...state } = given[index];
        change({ ...state, title: question });
      },
    });
    const mode = choice({
      name: "Mode",
      options: [
        ["explore", "Explore"],
        ["predict", "Predict"],
      ],
      onChange: (value) => change({ predict: value === "predict", step: presetOf(get(TRAITS))?.step ?? start }),
    });
    const ask = prediction({ questions, onRight: () => draw(), onStep: (step) => put({ step }) });
    const bar = player({
      onStep: (step) => put({ step }),
      onPlaying: (value) => {
        playing = value;
        if (scene) later(); // says where it stopped
      },
    });
    stop = bar.stop;
    const page = address({
      el,
      name,
      limits,
      complain,
      state: () => get([...settings, ...place, "step", "predict"]),
      onLink(linked) {
        const question = presetOf({ ...get(settings), ...linked })?.question;
        put({ step: start, predict: false, ...(question ? { title: question } : {}), ...linked });
        root.scrollIntoView({ block: "center" });
      },
    });
    const reset = h("button", { type: "button", onclick: startAgain }, "Reset");
    const heard = h("p", { class: "cnn-heard", "aria-live": "polite" });
    set(list.root, "hidden", given.length === 0);
    const root = h(
      "section",
      { class: "cnn-widget", "data-cnn-widget": name, "data-lm-suppress-shortcuts": "true" },
      h("div", { class: "cnn-head" }, title, list.root, mode.root),
      stage,
      complaint,
      sum,
      ask.root,
      bar.root,
      h("div", { class: "cnn-settings" }, ...controls.map(([, control]) => control.root)),
      h("div", { class: "cnn-views" }, ...views.map(([label, element, wide]) => h("div", { class: wide ? "cnn-wide" : null }, h("p", {}, label), element))),
      h("div", { class: "cnn-foot" }, h("span", {}, hint), page.copy, reset),
      heard,
    );

    const traits = () => /** @type {S & State & { step: number, predict: boolean, title: string }} */ (get(TRAITS));

    function now() {
      const state = traits();
      const step = Math.min(state.step, Math.max(scene.steps - 1, 0));
      /** @param {number} index */
      const shown = (index) => (state.predict ? ask.known(index) : index <= step);
      return { scene, state, step, shown, known: !scene.problem && shown(step), sized: !state.predict || ask.sized(), pointed };
    }

    function draw() {
      const state = traits();
      const trait = Object.keys(limits).find((name) => limits[name].pair && outside(state[name], limits[name].pair));
      if (trait) {
        // a linked control may ask for more
        const [least, most] = limits[trait].pair;
        const values = [state[trait]].flat().map((value) => Math.min(Math.max(value, least), most));
        model.set(trait, values.length === 1 ? values[0] : values);
        return model.save_changes(); // which draws
      }
      scene = makeScene(state);
      const step = Math.min(state.step, Math.max(scene.steps - 1, 0));
      ask.draw(state.predict && !scene.problem, scene, step, JSON.stringify([state.predict, ...[...settings, ...place].map((key) => state[key])]));
      const here = now();
      text(title, state.title);
      set(root, "aria-label", `${heading}: ${state.title}`);
      list.draw(given.indexOf(presetOf(state)));
      mode.draw(state.predict ? "predict" : "explore");
      drawParts(here);
      const spoken = scene.problem ?? (here.sized ? sentence(here) : "");
      bar.draw(step, scene.problem ? 0 : scene.steps, spoken, !here.sized);
      for (const [trait, control] of controls) control.draw(state[trait], state);
      if (!playing) text(heard, spoken);
    }
    repaint = () => {
      if (scene) drawParts(now());
    };

    function later() {
      // many traits may change at once: one drawing
      if (!due)
        queueMicrotask(() => {
          due = false;
          draw();
        });
      due = true;
    }
    redraw = later;

    function startAgain() {
      stop();
      ask.restart();
      for (const [, control] of controls) control.reset?.(); // what was typed and not taken
      put(atFirst);
      draw();
      page.forget();
    }

    root.addEventListener("keydown", (event) => event.stopPropagation()); // JupyterLab's shortcuts would take them
    for (const trait of TRAITS) model.on(`change:${trait}`, later);
    el.append(root);
    draw();
    page.start();
    return () => {
      stop();
      page.stop();
      for (const trait of TRAITS) model.off(`change:${trait}`, later);
      root.remove();
    };
  }

  return { get, put, change, complain, point, edit, limits, stop: () => stop(), redraw: () => redraw(), show };
}

/** @param {any} value @param {number[]} limits */
const outside = (value, [least, most]) => [value].flat().some((number) => number < least || number > most); // words never are
