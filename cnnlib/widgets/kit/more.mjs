// Settings that are needed less often: folded away, and the fold says what is set in them.
import { h, text } from "./dom.mjs";
/** @import { Control, Controls } from "../types.mjs" */

/**
 * controls: [[trait, {root, draw}]], as card.show takes them. says(state) → what is not as usual, in
 * words; inside: what there is to set, told as long as all is as usual.
 * @param {{ controls: Controls, says: (state: any) => (string | false)[], inside: string }} options @returns {Control}
 */
export function more({ controls, says, inside }) {
  const told = h("span");
  return {
    root: h(
      "details",
      { class: "cnn-more" },
      h("summary", {}, "More settings", told),
      h("div", { class: "cnn-settings" }, ...controls.map(([, control]) => control.root)),
    ),
    draw(_, state) {
      for (const [trait, control] of controls) control.draw(state[trait], state);
      text(told, says(state).filter(Boolean).join(", ") || inside);
    },
  };
}
