// What is true of what stands on the pad: what the network makes of it, and what a chase has reached.
import { lines, seen } from "../engine/ink.mjs";
import { forward, softmax } from "../engine/network.mjs";
import { sure } from "./answers.mjs";
import { STEPS } from "./chase.mjs";
/** @import { Line } from "../engine/ink.mjs" */
/** @import { LayerName, Maps, Owed, Weights } from "../engine/network.mjs" */
/** @import { Questions } from "../kit/prediction.mjs" */
/** @import { Step } from "./chase.mjs" */

/**
 * @typedef {{ digit: string, strokes: number[] }} Pad what stands on the pad
 * @typedef {Pad & { centred: boolean }} Drawn
 * @typedef {Drawn & { logit: string, step: number, predict: boolean }} State
 * @typedef {{ key: string, picture: Float64Array | null, drawn: Line[], maps: Maps, logits: number[], shares: number[], winner: number,
 *   owed: Record<number, Owed[]> }} Answer
 * @typedef {{ layer: LayerName, map: number }} Looked the map that is shown large
 * @typedef {Omit<Answer, "owed"> & { digit: number, step: number, layer: Step, owed: Owed[] | null, steps: number, problem: null,
 *   standing: string, looked?: Looked }} Scene
 */

/**
 * Everything about what stands on the pad; kept while it stays the same.
 * @param {Weights} weights @param {Record<string, Float64Array>} digits @returns {(drawn: Drawn) => Answer}
 */
export function answering(weights, digits) {
  let made = /** @type {Answer} */ ({});
  return ({ digit, strokes, centred }) => {
    const key = JSON.stringify([digit, strokes, centred]);
    if (made.key === key) return made;
    const picture = digits[digit] ?? null;
    const maps = forward(seen(picture, strokes, centred), weights);
    const shares = softmax(maps.logits);
    const winner = shares.indexOf(Math.max(...shares));
    made = { key, picture, drawn: lines(strokes), maps, logits: Array.from(maps.logits), shares, winner, owed: {} };
    return made;
  };
}

/** Of a layer that the chase has reached, what the logit owes to it. @param {Scene} scene @param {Step} layer */
export const reached = ({ step, owed }, layer) => (STEPS.indexOf(layer) <= step ? (owed?.[STEPS.indexOf(layer) - 1] ?? null) : null);

/** What stands on the pad, in words. @param {Scene} scene */
export function called({ picture, drawn, standing }) {
  if (picture) return `test digit ${standing}${drawn.length ? ", drawn on" : ""}`;
  return drawn.length ? `${drawn.length} stroke${drawn.length === 1 ? "" : "s"}` : "empty";
}

/** @type {Questions<Scene>} */
export const questions = {
  cell: ({ winner, shares }) => ({
    text: "Which digit will the network answer?",
    fields: ["Digit"],
    right: [winner],
    told: `${winner}, with ${sure(shares[winner])}`,
    done: "Choose another test digit, or draw one, and it asks again.",
    nudge: "Look at what it sees.",
    mistake: (_, guess) =>
      Number.isInteger(guess) && guess >= 0 && guess <= 9
        ? `It gives ${guess} less than another digit. Read the strokes as if for the first time.`
        : "It always answers one of the digits 0 to 9.",
  }),
};
