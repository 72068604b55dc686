// A move in words, of mathematics and of code, with today's numbers filled in.
import { h } from "../kit/dom.mjs";
import { show } from "../kit/numbers.mjs";
import { n, o, optionsCode } from "../kit/views.mjs";
/** @import { Pair } from "../engine/tables.mjs" */
/** @import { Pieces } from "../kit/views.mjs" */
/** @import { Scene } from "./shift_lab.mjs" */

/** @param {Pair} numbers */
export const by = (numbers) => numbers.join("\u00a0×\u00a0");

/** 3 right, 1 up @param {Pair} by */
export function moveOf([down, right], noun = "") {
  /** @param {number} pixels @param {string[]} words */
  const part = (pixels, [less, more]) =>
    pixels ? [`${Math.abs(pixels)} ${noun && `${noun}${Math.abs(pixels) === 1 ? "" : "s"} `}${pixels < 0 ? less : more}`] : [];
  const parts = [...part(right, ["left", "right"]), ...part(down, ["up", "down"])];
  return parts.length ? `moved ${parts.join(", ")}` : "not moved";
}

/** What is asked, and how many cells the map would have to move. @param {Scene} scene @param {boolean} sized */
export function equationOf({ shift, last, compare }, sized) {
  const left = [o("f"), "(", n(`digit ${moveOf(shift)}`), ") = ", o("f"), "(", n("digit"), ")"];
  if (compare === "unchanged") return [h("p", {}, ...left, " ?"), h("p", { class: "cnn-remark" }, "Where that holds for every move, f is invariant.")];
  if (!sized) return [h("p", {}, ...left, " moved along ?"), h("p", { class: "cnn-remark" }, "Where that holds for every move, f is equivariant.")];
  const odd = shift.filter((pixels) => last.stride && pixels % last.stride);
  const says = !last.stride
    ? "A single cell can’t move."
    : odd.length
      ? `${odd.map((pixels) => `${show(pixels)} / ${last.stride} = ${show(pixels / last.stride)}`).join(" and ")}, but only whole cells can move.`
      : last.stride > 1
        ? `${last.stride} pixels are one cell.`
        : "";
  return [
    h("p", {}, ...left, ` ${moveOf(last.steps)} ?`),
    h("p", { class: "cnn-remark" }, `${says} Where that holds for every move, f is equivariant.`.trim()),
  ];
}

/** One cell of both maps. @param {Scene} scene @param {Pair} place @param {boolean} known */
export function placesOf({ last }, [r, c], known) {
  const at = r * last.here.size[1] + c;
  /** @param {"here" | "other"} map */
  const value = (map) => o(known ? show(last[map].values[at]) : "?");
  return [
    h("p", {}, o(`y[${r}, ${c}]`), " is ", value("here"), " in the new map, ", value("other"), " in the old"),
    h(
      "p",
      { class: "cnn-remark" },
      known ? `Difference ${show(last.gap.values[at])}. The frame in the digit is what this cell sees.` : "The frame in the digit is what this cell sees.",
    ),
  ];
}

/** Both maps and their comparison in torch; the move in NumPy. @param {Scene} scene @param {boolean} known @returns {Pieces} */
export function codeOf({ shift, last, compare, state }, known) {
  const { padding, stride, pool } = state;
  const conv = `F.conv2d(x, w${optionsCode([
    ["stride", stride, 1],
    ["padding", padding, 0],
  ])})`;
  const f = { none: conv, max: `F.max_pool2d(${conv}, 2)`, average: `F.avg_pool2d(${conv}, 2)`, "global max": `F.adaptive_max_pool2d(${conv}, 1)` }[pool];
  const other = compare === "unchanged" || last.steps.every((cells) => cells === 0) ? "f(x)" : `move(f(x), ${last.steps.join(", ")})`;
  const [before, after] = [shift.map((pixels) => Math.max(pixels, 0)), shift.map((pixels) => Math.max(-pixels, 0))];
  const cut = after.map((pixels) => `${pixels || ""}:${pixels + 28}`).join(", ");
  return [
    "# x is (1, 1, 28, 28), w is (1, 1, kH, kW)\n",
    `def f(x): return ${f}\n`,
    "def move(x, down, right): return F.pad(x, (right, -right, down, -down))\n",
    `(f(move(x, ${shift.join(", ")})) != ${other}).sum()   # `,
    o(known ? last.differ : "?"),
    ` of ${last.cells}\n`,
    `np.pad(digit, ((${before[0]}, ${after[0]}), (${before[1]}, ${after[1]})))[${cut}]   # the moved digit`,
  ];
}
