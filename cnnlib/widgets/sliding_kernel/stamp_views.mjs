// The step of a transposed convolution in words of mathematics and of code, with today's numbers filled in.

import { by } from "../board/cells.mjs";
import { total } from "../engine/convolution.mjs";
import { focus, inOutput, isCut, kept, placeOf, sizeBack, soFar, startOf } from "../engine/scenes.mjs";
import { h } from "../kit/dom.mjs";
import { show } from "../kit/numbers.mjs";
import { asCode, k, n, o, optionsCode, pp, sumOf } from "../kit/views.mjs";
/** @import { StampScene } from "../engine/scenes.mjs" */
/** @import { Pieces } from "../kit/views.mjs" */
/** @import { Here } from "./stamping.mjs" */

/** @param {StampScene} scene @param {number} step @param {boolean} known @returns {Pieces} */
export function stampSum(scene, step, known) {
  const spot = focus(scene, step);
  const name = kept(scene, spot) ? `y[${inOutput(scene, spot).join(", ")}]` : `full[${spot.join(", ")}], cut off`;
  return [`${name} = `, ...sumOf(soFar(scene, spot, step + 1), known)];
}

/** (2 − 1)·2 − 2·0 + (3 − 1) + 1 = 5 @param {StampScene} scene @param {boolean} known */
export function stampSize(scene, known) {
  const { n: cells, k: kernel, s, p, d, extra, size, problem } = scene;
  const word = extra.some(Boolean) ? [" + output padding"] : [];
  if (!known) return [h("p", {}, "(", n("n"), " − 1)·s − 2·", pp("p"), " + d·(", k("k"), " − 1)", ...word, " + 1 = ", o("?"))];
  /** @param {number} axis */
  const line = (axis) =>
    h(
      "p",
      {},
      ...(same ? [] : [["rows ", "columns "][axis]]),
      "(",
      n(cells[axis]),
      ` − 1)·${s[axis]} − 2·`,
      pp(p[axis]),
      d[axis] === 1 ? " + (" : ` + ${d[axis]}·(`,
      k(kernel[axis]),
      " − 1)",
      ...(extra[axis] ? [` + ${extra[axis]}`] : []),
      " + 1 = ",
      problem ? "none" : o(size[axis]),
    );
  const same = [cells, kernel, s, p, d, extra].every(([first, second]) => first === second);
  const back = problem ? null : [0, 1].map((axis) => sizeBack(scene, axis));
  return [
    line(0),
    ...(same ? [] : [line(1)]),
    ...(back
      ? [
          h(
            "p",
            { class: "cnn-remark" },
            `conv2d with these settings makes ${by(back)} of it${
              String(back) === String(cells)
                ? " again: the size comes back, the numbers do not."
                : `, not ${by(cells)}: the output padding is as large as a stride.`
            }`,
          ),
        ]
      : []),
  ];
}

/** @param {StampScene} scene @param {number} step */
export function stampFormula(scene, step) {
  const { s, d } = scene;
  const place = placeOf(scene, step);
  /** @param {number} axis @param {string} letter */
  const index = (axis, letter) => `${place[axis]}·${s[axis]} + ${d[axis] === 1 ? "" : `${d[axis]}·`}${letter}`;
  const name = isCut(scene) ? "full" : "y";
  return [
    h("p", {}, o(`${name}[${index(0, "a")}, ${index(1, "b")}]`), " += ", n(`x[${place.join(", ")}]`), " · ", k("w[a, b]")),
    h("p", { class: "cnn-remark" }, `For all a and b, from 0: one stamp.${isCut(scene) ? " full is the output before it is cut." : ""}`),
  ];
}

/** One line of torch for the whole output; NumPy for all stamps, and what today's stamp does. @param {Here} now @returns {Pieces} */
export function stampCode({ scene, step, known, sized, state: { padding, padding_mode: mode } }) {
  const { n: cells, k: kernel, s, p, d, extra, full, reach, cut, problem, pictured } = scene;
  const options = optionsCode([
    ["stride", s, 1],
    ["padding", typeof padding === "string" ? padding : p, 0],
    ["output_padding", extra, 0],
    ["dilation", d, 1],
  ]);
  const torch = `y = F.conv_transpose2d(x[None, None], w[None, None]${options})[0, 0]`;
  if (mode !== "zeros") return [`torch.nn.ConvTranspose2d(1, 1, ${asCode(kernel)}, padding_mode="${mode}")   # torch refuses it too`];
  if (problem) return [torch, ...(pictured ? ["   # torch refuses it too"] : [])];
  if (!sized) return [torch]; // the rest gives the size away
  const name = isCut(scene) ? "full" : "y";
  /** @param {number} axis */
  const jump = (axis) => (d[axis] === 1 ? "" : `:${d[axis]}`);
  /** @param {number} axis @param {string} letter */
  const general = (axis, letter) => {
    const from = s[axis] === 1 ? letter : `${letter}*${s[axis]}`;
    return `${from}:${from}+${reach[axis]}${jump(axis)}`;
  };
  /** @param {number} axis @param {number} from */
  const today = (axis, from) => `${from}:${from + reach[axis]}${jump(axis)}`;
  const place = placeOf(scene, step);
  const [top, left] = startOf(scene, place);
  const spot = focus(scene, step);
  return [
    `${torch}\n${name} = np.zeros((${full.join(", ")}))\n` +
      `for i, j in np.ndindex(${cells.join(", ")}): ${name}[${general(0, "i")}, ${general(1, "j")}] += x[i, j] * w\n` +
      (isCut(scene) ? `y = full[${cut.map((ends) => ends.join(":")).join(", ")}]\n` : "") +
      `# step ${step + 1}: ${name}[${today(0, top)}, ${today(1, left)}] += x[${place.join(", ")}] * w, so ${name}[${spot.join(", ")}] is `,
    o(known ? show(total(soFar(scene, spot, step + 1))) : "?"),
  ];
}
