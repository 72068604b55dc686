// What a move does to the map of each stage, measured.
import { h } from "../kit/dom.mjs";
import { show } from "../kit/numbers.mjs";
import { sample } from "./curve.mjs";
import { by } from "./views.mjs";

/** @import { Compared } from "../engine/shift.mjs" */
/** @import { Now } from "../types.mjs" */
/** @import { Scene, State } from "./shift_lab.mjs" */

/** @type {Record<string, string>} */
const STAGES = {
  convolution: "Convolution",
  stride: "Stride",
  "max pool": "Max pool 2\u00a0×\u00a02",
  "average pool": "Average pool 2\u00a0×\u00a02",
  "global max": "Global max",
};
/** @param {number} share */
export const percent = (share) => `${show(100 * share, 2)}\u00a0%`;

/** A row a stage. */
export function measures() {
  const head = ["Stage", "Map", "Cells that differ", "of these inside", "Largest", "Apart"];
  const rows = h("tbody");
  const root = h("table", {}, h("thead", {}, h("tr", {}, ...head.map((name) => h("th", { scope: "col" }, name)))), rows);
  /** @param {Now<Scene, State>} now */
  function draw({ scene, known }) {
    rows.replaceChildren(
      ...scene.stages.map((stage, index) =>
        h(
          "tr",
          {},
          h(
            "th",
            { scope: "row" },
            sample(index, index === scene.stages.length - 1),
            stage.name === "convolution" ? `Convolution ${by(stage.reach)}` : stage.name === "stride" ? `Stride ${stage.stride}` : STAGES[stage.name],
          ),
          ...[
            by(stage.here.size),
            ...(known
              ? [`${stage.differ}, ${percent(stage.differ / stage.cells)}`, String(stage.inside), show(stage.largest, 4), percent(stage.apart)]
              : ["?", "?", "?", "?"]),
          ].map((text) => h("td", {}, text)),
        ),
      ),
    );
  }
  return { root, draw };
}

/** What has been measured of the last map, in a sentence. @param {Compared} last */
export function verdict({ differ, cells, inside, largest, apart }) {
  if (!differ) return [h("b", { class: "o" }, "Equal"), cells === 1 ? " in its one cell." : ` in all ${cells} cells.`];
  const where = cells === 1 ? "" : inside === 0 ? ", all at the border" : "";
  return [h("b", { class: "o" }, `${differ} of ${cells}`), ` cells differ${where}, by ${show(largest, 4)} at most. They are ${percent(apart)} apart.`];
}
