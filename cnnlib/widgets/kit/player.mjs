// Step back, play, step forward, scrub: one bar for every widget that walks through steps.
import { h, icon, set, text } from "./dom.mjs";

const PERIOD = 900; // milliseconds a step at speed 1

/** onStep(number) is asked for each new step; draw() shows the one that holds. */
export function player({ onStep, onPlaying }) {
  let [step, steps, timer, speed] = [0, 1, null, 1];

  const go = (to) => onStep(Math.min(Math.max(to, 0), steps - 1));
  const stop = () => {
    clearInterval(timer);
    timer = null;
    show();
  };
  const start = () => {
    if (step >= steps - 1) go(0);
    timer = setInterval(() => (step < steps - 1 ? go(step + 1) : stop()), PERIOD / speed);
    show();
  };
  const nudge = (by) => ({ currentTarget }) => {
    stop();
    if (currentTarget.ariaDisabled !== "true") go(step + by);
  };

  const back = h("button", { type: "button", "aria-label": "Step back", onclick: nudge(-1) }, icon("back"));
  const play = h("button", { type: "button", class: "cnn-play", onclick: () => (timer === null ? start() : stop()) });
  const forward = h("button", { type: "button", "aria-label": "Step forward", onclick: nudge(1) }, icon("forward"));
  const range = h("input", { type: "range", min: 0, "aria-label": "Step", oninput: () => (stop(), go(Number(range.value))) });
  const count = h("span", { class: "cnn-count" });
  const pace = h("select", { "aria-label": "Speed", onchange: () => {
    speed = Number(pace.value);
    if (timer !== null) (stop(), start());
  } }, ...[0.5, 1, 2, 4].map((times) => h("option", { value: times, selected: times === 1 }, `${times}×`)));
  const root = h("div", { class: "cnn-player" }, back, play, forward, range, count, pace);

  function show() {
    const playing = timer !== null;
    if (play.dataset.playing !== String(playing)) {
      play.dataset.playing = playing;
      play.replaceChildren(icon(playing ? "pause" : "play"));
      set(play, "aria-label", playing ? "Pause" : "Play");
      onPlaying?.(playing);
    }
  }

  /** secret: the number of steps is not to be given away yet. */
  function draw(newStep, newSteps, label, secret = false) {
    [step, steps] = [newStep, Math.max(newSteps, 1)];
    set(range, "max", steps - 1);
    range.value = step;
    set(range, "aria-valuetext", label);
    text(count, newSteps && !secret ? `${step + 1} of ${steps}` : "");
    // Not `disabled`: that would throw the keyboard's focus off the page.
    set(back, "aria-disabled", String(secret || step === 0));
    set(forward, "aria-disabled", String(secret || step >= steps - 1));
    play.disabled = range.disabled = secret || newSteps < 2;
    show();
  }

  return { root, draw, stop };
}
