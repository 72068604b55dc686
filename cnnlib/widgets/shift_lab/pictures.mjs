// Four pictures: the digit as it moves, the new map, the old one that it is held against, and their difference.
import { picture } from "../board/picture.mjs";
import { moved } from "../engine/shift.mjs";
import { pair } from "../engine/tables.mjs";
import { h } from "../kit/dom.mjs";
import { show, spoken } from "../kit/numbers.mjs";
import { by, moveOf } from "./views.mjs";
/** @import { Point } from "../board/grid.mjs" */
/** @import { Shader } from "../board/picture.mjs" */
/** @import { Plane } from "../engine/shift.mjs" */
/** @import { Pair } from "../engine/tables.mjs" */
/** @import { Now } from "../types.mjs" */
/** @import { Scene, State } from "./shift_lab.mjs" */

export const SIDE = 28;

/** Differences as opaque as they are large, so that they show on any ground. @type {Shader} */
function gapShader(values, _, bytes) {
  const most = Math.max(...values);
  for (const [index, value] of values.entries()) bytes.set([213, 94, 0, value ? 70 + (185 * value) / most : 0], 4 * index);
}

/** @param {Plane} plane @param {number} most */
const scaled = ({ values }, most) => values.map((value) => (255 * value) / most);

/**
 * shift() is what holds when a drag begins; onMove([down, right]) asks for another.
 * @param {HTMLElement} root @param {() => Pair} shift @param {(to: Pair) => void} onMove
 */
function drag(root, shift, onMove) {
  let grip = /** @type {{ y: number, x: number, from: Pair } | null} */ (null);
  root.addEventListener("pointerdown", (event) => {
    grip = { y: event.clientY, x: event.clientX, from: shift() };
    root.setPointerCapture(event.pointerId);
  });
  root.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const pixel = root.clientWidth / SIDE;
    const { y, x, from } = grip;
    const to = [event.clientY - y, event.clientX - x].map((distance, axis) => from[axis] + Math.round(distance / pixel));
    if (String(to) !== String(shift())) onMove(to);
  });
  for (const type of ["pointerup", "pointercancel"])
    root.addEventListener(type, () => {
      grip = null;
    });
}

/**
 * onMove([down, right]): another move is asked for; onLook(r, c): a cell of the maps.
 * @param {{ point: (kind: string) => Point, onMove: (to: Pair) => void, onLook: (r: number, c: number) => void }} options
 */
export function shiftPictures({ point, onMove, onLook }) {
  /** @type {Scene} */
  let scene; // of the last drawing
  /** @param {Shader} [shader] */
  const map = (shader) => picture({ kind: "output", onPoint: point("map"), onPick: onLook, shader, keys: "Arrow keys move the cell, with Shift by 8." });
  const pictures = {
    digit: picture({
      kind: "input",
      onPoint: point("digit"),
      keys: "Arrow keys move the digit.",
      onArrow: (down, right) => {
        onMove([scene.shift[0] + Math.sign(down), scene.shift[1] + Math.sign(right)]);
      },
    }),
    here: map(),
    other: map(),
    gap: map(gapShader),
  };
  drag(pictures.digit.root, () => scene.shift, onMove);
  const captions = Object.fromEntries(Object.keys(pictures).map((name) => [name, h("p", { class: "cnn-caption" })]));
  const root = h("div", { class: "cnn-four" }, ...Object.entries(pictures).map(([name, one]) => h("div", {}, one.root, captions[name])));

  /** Returns the place in the map that the views tell of. @param {Now<Scene, State>} now */
  function draw({ scene: made, pointed, known, sized }) {
    scene = made;
    const { last, shift, digit, compare, state } = scene;
    const { size } = last.here;
    const reach = last.stride ? last.reach : [SIDE, SIDE];
    /** @param {Pair} at */
    const first = (at) => at.map((index) => index * last.stride - last.before * Math.sign(last.stride));
    let place = pair(state.cell).map((at, axis) => Math.min(at, size[axis] - 1));
    if (pointed?.kind === "map") place = [pointed.r, pointed.c];
    let [seen, cells] = [
      [...first(place), ...reach],
      [...place, 1, 1],
    ];
    if (pointed?.kind === "digit") {
      // all cells that see this pixel
      const spot = [pointed.r, pointed.c];
      const range = spot.map((at, axis) =>
        last.stride
          ? [Math.max(0, Math.ceil((at + last.before - reach[axis] + 1) / last.stride)), Math.min(size[axis] - 1, Math.floor((at + last.before) / last.stride))]
          : [0, 0],
      );
      seen = [...spot, 1, 1];
      cells = [range[0][0], range[1][0], ...range.map(([from, to]) => Math.max(0, to - from + 1))];
    }
    pictures.digit.draw({
      ...moved(digit, shift),
      display: "clipped",
      rows: SIDE,
      place: [0, 0],
      window: seen,
      label: `Digit ${state.digit}, ${moveOf(shift)}`,
    });
    const most = Math.max(...[...last.here.values, ...last.other.values].map(Math.abs)) || 1;
    const at = place[0] * size[1] + place[1];
    /** @param {"here" | "other" | "gap"} name @param {Float64Array} values @param {boolean} there @param {string} label */
    const paint = (name, values, there, label) =>
      pictures[name].draw({
        values,
        size,
        display: "signed",
        rows: there ? size[0] : 0,
        place,
        window: cells,
        label: `${label}, ${size.join(" by ")}. Row ${place[0] + 1}, column ${place[1] + 1}: ${there ? spoken(last[name].values[at]) : "not there yet"}`,
      });
    paint("here", scaled(last.here, most), known, "New map");
    paint("other", scaled(last.other, most), sized, compare === "moved" ? "Old map, moved along" : "Old map as it was");
    paint("gap", last.gap.values, known, "Difference");
    captions.digit.replaceChildren(h("b", { class: "n" }, "Digit"), ` ${moveOf(shift)}`);
    captions.here.replaceChildren(h("b", { class: "o" }, "New map"), last.cells === 1 && known ? `: ${show(last.here.values[0])}` : ` ${by(size)}`);
    captions.other.replaceChildren(
      h("b", { class: "o" }, "Old map"),
      last.cells === 1 && sized ? `: ${show(last.other.values[0])}` : compare === "unchanged" ? " as it was" : sized ? ` ${moveOf(last.steps, "cell")}` : " ?",
    );
    captions.gap.replaceChildren(h("b", {}, "Difference"), known ? ` in ${last.differ || "no"} cell${last.differ === 1 ? "" : "s"}` : " ?");
    return place;
  }
  return { root, draw };
}
