// The map that is shown large, and the cell of it that is looked into.
import { LAYERS } from "../engine/network.mjs";
import { h, set } from "../kit/dom.mjs";
import { show } from "../kit/numbers.mjs";
import { reached } from "./answering.mjs";
import { fixed } from "./answers.mjs";
import { loudest } from "./chase.mjs";
import { GREYS } from "./colours.mjs";
import { large, NAMES } from "./maps.mjs";
/** @import { Point } from "../board/grid.mjs" */
/** @import { Pair } from "../engine/tables.mjs" */
/** @import { Pointed } from "../types.mjs" */
/** @import { Looked, Scene } from "./answering.mjs" */

/** @param {{ onPoint: Point, onPick: (r: number, c: number) => void }} options */
export function detail({ onPoint, onPick }) {
  const events = { onPoint, onPick, keys: "Arrow keys move the cell, with Shift by 8." };
  const input = large({ kind: "input", colours: GREYS, ...events });
  const output = large({ kind: "output", ...events });
  const caption = h("p", { class: "cnn-caption" });

  /**
   * own: the cell that was clicked, if it stands in this map. Returns what views.mjs's cellOf tells of.
   * @param {Scene} scene @param {Looked} looked @param {Pointed | null} pointed @param {Pair | null} own
   */
  function draw(scene, { layer, map }, pointed, own) {
    const [count, side] = LAYERS[layer];
    const part = reached(scene, layer);
    /** @param {Float64Array} values */
    const slice = (values) => values.subarray(map * side * side, (map + 1) * side * side);
    const [values, owed] = [slice(scene.maps[layer]), part && slice(part.values)];
    const place = pointed?.kind === "detail" ? [pointed.r, pointed.c].map((at) => Math.min(at, side - 1)) : (own ?? loudest(owed ?? values, [1, side]).cell);
    const at = place[0] * side + place[1];
    const name = layer === "picture" ? "Input" : `${NAMES[layer]}, map ${map + 1} of ${count}`;
    const shown = layer === "picture" ? input : output;
    for (const one of [input, output]) set(one.root, "hidden", one !== shown);
    shown.draw({
      values,
      side,
      most: layer === "picture" ? 1 : Math.max(...scene.maps[layer]),
      owed,
      mostOwed: part && Math.max(...part.values.map(Math.abs)),
      cell: place,
      marked: true,
      label: `${name}, ${side} by ${side}. Row ${place[0] + 1}, column ${place[1] + 1}: ${show(values[at], 4)}${owed ? `, adds ${show(owed[at], 4)}`.replace("−", "minus ") : ""}`,
    });
    caption.replaceChildren(
      h("b", { class: layer === "picture" ? "n" : "o" }, name),
      h("br"),
      owed ? `adds ${fixed(owed.reduce((all, value) => all + value, 0))} to the logit of ${scene.digit}` : `largest ${fixed(Math.max(...values))}`,
    );
    return { name, value: values[at], gradient: part ? part.gradient[map * side * side + at] : null, layer, place };
  }
  return { parts: [input.root, output.root, caption], draw };
}
