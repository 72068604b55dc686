// The shell of every widget. The model's traits hold the state; draw() shows it; nothing else does.
//
//   const card = open({ model, el, name, heading, settings });       what the parts need to be made
//   return card.show({ stage, controls, views, scene, draw, … });    and the widget stands
import { choice, presets } from "./controls.mjs";
import { h, set, text } from "./dom.mjs";
import { parse, write } from "./link.mjs";
import { player } from "./player.mjs";
import { prediction } from "./prediction.mjs";

/**
 * settings: the traits that a preset fixes and a link carries. place: those where the reader looks, in
 * a link too, but another place is still the same preset. start: the step that a change leads to.
 */
export function open({ model, el, name, heading, settings, place = [], start = 0 }) {
  const TRAITS = [...settings, ...place, "step", "predict", "title"];
  const get = (names) => Object.fromEntries(names.map((trait) => [trait, model.get(trait)]));
  const limits = model.get("limits");
  const complaint = h("p", { class: "cnn-complaint", role: "alert" });
  const complain = (sentence) => text(complaint, sentence);
  const same = (a, b) => settings.every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));
  let stop = () => {};
  let repaint = () => {};
  let redraw = () => {};
  let pointed = null; // {kind, r, c}: the cell under the pointer or focus

  /** Set traits; the drawing follows. */
  const put = (changes) => {
    complain("");
    for (const [trait, value] of Object.entries(changes)) model.set(trait, value);
    model.save_changes();
  };
  /** Set what the steps depend on: they start again, or where a preset says. */
  const change = (changes) => {
    stop();
    put({ step: start, ...changes });
  };
  /** A grid's onPoint: the cell that it tells of is in draw's `pointed`. */
  const point = (kind) => (r, c) => {
    if (pointed === null && r === null) return;
    pointed = r === null ? null : { kind, r, c };
    repaint();
  };
  /** A grid's onEdit for a trait that is a matrix; `shift` is where it begins in the grid. */
  const edit = (trait, shift = () => [0, 0]) => (r, c, value) => {
    const [row, column] = [r - shift()[0], c - shift()[1]];
    put({ [trait]: model.get(trait).map((old, a) => old.map((was, b) => (a === row && b === column ? value : was))) });
  };

  /**
   * stage: the picture; sum: the line below it; controls: [[trait, {root, draw}]];
   * views: [[label, element, wide]]; hint: what can be done, in the foot.
   * scene(state) → all that is computed of a state: at least {steps, problem}.
   * draw(now) shows {scene, state, step, known, shown(index), sized, pointed}.
   * sentence(now) is the step in words; questions: {size(scene) or null, cell(scene, step)}.
   */
  function show({ stage, sum, controls, views, hint = "", scene: makeScene, draw: drawParts, sentence, questions }) {
    const atFirst = get(TRAITS);
    const given = [...model.get("presets")];
    if (given.length && !given.some((preset) => same(preset, atFirst)))
      given.unshift({ name: "This example", question: atFirst.title, ...get([...settings, ...place]) });
    const presetOf = (state) => { // two that differ in the step alone are told apart by question or step
      const fits = given.filter((preset) => same(preset, state));
      return fits.find(({ question }) => question === state.title) ?? fits.find(({ step }) => step === state.step) ?? fits[0];
    };
    let scene;
    let playing = false;
    let due = false; // a drawing is on its way

    const title = h("p", { class: "cnn-title" });
    const list = presets({ names: given.map((preset) => preset.name), onChange: (index) => {
      const { name: _, question, ...state } = given[index];
      change({ ...state, title: question });
    } });
    const mode = choice({ name: "Mode", options: [["explore", "Explore"], ["predict", "Predict"]],
      onChange: (value) => change({ predict: value === "predict", step: presetOf(get(TRAITS))?.step ?? start }) });
    const ask = prediction({ questions, onRight: () => draw(), onStep: (step) => put({ step }) });
    const bar = player({ onStep: (step) => put({ step }), onPlaying: (value) => {
      playing = value;
      if (scene) later(); // says where it stopped
    } });
    stop = bar.stop;
    const copy = h("button", { type: "button", onclick: copyLink }, "Copy link");
    const reset = h("button", { type: "button", onclick: startAgain }, "Reset");
    const heard = h("p", { class: "cnn-heard", "aria-live": "polite" });
    set(list.root, "hidden", given.length === 0);
    const root = h("section", { class: "cnn-widget", "data-cnn-widget": name, "data-lm-suppress-shortcuts": "true" },
      h("div", { class: "cnn-head" }, title, list.root, mode.root), stage, complaint, sum, ask.root, bar.root,
      h("div", { class: "cnn-settings" }, ...controls.map(([, control]) => control.root)),
      h("div", { class: "cnn-views" }, ...views.map(([label, element, wide]) =>
        h("div", { class: wide ? "cnn-wide" : null }, h("p", {}, label), element))),
      h("div", { class: "cnn-foot" }, h("span", {}, hint), copy, reset), heard);

    function now() {
      const state = get(TRAITS);
      const step = Math.min(state.step, Math.max(scene.steps - 1, 0));
      const shown = (index) => (state.predict ? ask.known(index) : index <= step);
      return { scene, state, step, shown, known: !scene.problem && shown(step), sized: !state.predict || ask.sized(), pointed };
    }

    function draw() {
      const state = get(TRAITS);
      const bounded = Object.entries(limits).find(([trait, { pair }]) => pair && outside(state[trait], pair));
      if (bounded) { // a linked control may ask for more
        const [trait, { pair: [least, most] }] = bounded;
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
    repaint = () => { if (scene) drawParts(now()); };

    function later() { // many traits may change at once: one drawing
      if (!due) queueMicrotask(() => { due = false; draw(); });
      due = true;
    }
    redraw = later;

    // The published page keeps its state in the address; a notebook has the traits.
    const spot = el.closest("[data-model]"); // these stand in the page before any widget does
    const published = spot !== null;
    set(copy, "hidden", !published);
    const id = () => `${name}-${[...document.querySelectorAll("[data-model]")].indexOf(spot) + 1}`;
    function startAgain() {
      stop();
      ask.restart();
      for (const [, control] of controls) control.reset?.(); // what was typed and not taken
      put(atFirst);
      draw();
      if (published && location.hash.startsWith(`#${id()}?`))
        history.replaceState(null, "", location.pathname + location.search);
    }
    async function copyLink() {
      history.replaceState(null, "", write(id(), get([...settings, ...place, "step", "predict"]), limits));
      try {
        await navigator.clipboard.writeText(location.href);
        text(copy, "Link copied");
      } catch {
        text(copy, "Link is in the address bar");
      }
    }
    function followLink() {
      try {
        const linked = parse(location.hash, id(), limits);
        if (!linked) return;
        const question = presetOf({ ...get(settings), ...linked })?.question;
        put({ step: start, predict: false, ...(question ? { title: question } : {}), ...linked });
        root.scrollIntoView({ block: "center" });
      } catch (error) {
        complain(`${error.message}: the page’s own numbers stay.`);
      }
    }

    root.addEventListener("keydown", (event) => event.stopPropagation()); // JupyterLab's shortcuts would take them
    for (const trait of TRAITS) model.on(`change:${trait}`, later);
    el.append(root);
    draw();
    if (published) {
      followLink();
      addEventListener("hashchange", followLink);
    }
    return () => {
      stop();
      removeEventListener("hashchange", followLink);
      for (const trait of TRAITS) model.off(`change:${trait}`, later);
      root.remove();
    };
  }

  return { get, put, change, complain, point, edit, limits, stop: () => stop(), redraw: () => redraw(), show };
}

const outside = (value, [least, most]) => [value].flat().some((number) => number < least || number > most); // words never are
