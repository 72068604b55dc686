// The account of a logit as bars: what speaks for it, against it, the biases, and what is left.
import { fixed } from "./answers.mjs";
import { ledger, rounded } from "./chase.mjs";
import { h, set, text } from "../kit/dom.mjs";

export function ledgerBars() {
  const rows = [["for", ""], ["against", "cnn-down"], ["biases", "cnn-bias"], ["logit", ""]].map(([name, kind]) => {
    const [bar, number] = [h("i", { class: kind || null, "aria-hidden": "true" }), h("b")];
    return { parts: [h("span", {}, name), bar, number], bar, number };
  });
  const bars = h("div", { class: "cnn-ledger" }, ...rows.flatMap(({ parts }) => parts));
  const note = h("p", {}, "Where does it come from? Choose an answer, or step forward.");
  const root = h("div", { class: "cnn-account" }, bars, note);

  /** part: what a layer's cells owe, as engine/network.mjs's chase tells it, or null; hidden: no room for it. */
  function draw(part, hidden) {
    set(root, "hidden", hidden);
    set(bars, "data-quiet", !part);
    set(note, "hidden", Boolean(part));
    if (!part) return;
    const { speaks, against, biases } = ledger(part);
    const ends = [0, speaks, speaks + against, speaks + against + biases];
    const [least, most] = [Math.min(...ends), Math.max(...ends)];
    const shown = rounded([speaks, against, biases]);
    rows.forEach(({ bar, number }, index) => {
      const [from, to] = index < 3 ? [ends[index], ends[index + 1]] : [0, ends[3]];
      bar.style.setProperty("--from", (Math.min(from, to) - least) / (most - least || 1));
      bar.style.setProperty("--long", Math.abs(to - from) / (most - least || 1));
      text(number, fixed(shown[index] ?? ends[3]));
    });
  }
  return { root, draw };
}
