// Today's gradient in words of mathematics and of code, and the check by a finite difference.
import { difference, unread } from "../engine/gradients.mjs";
import { h } from "../kit/dom.mjs";
import { close } from "../kit/mistakes.mjs";
import { exact, factor, show } from "../kit/numbers.mjs";
import { g, k, n, optionsCode, pp } from "../kit/views.mjs";

const remark = (...parts) => h("p", { class: "cnn-remark" }, ...parts);
const MOST = 36; // terms of a sum that are written out
const NAME = { input: "dx", weight: "dw" };
const nameOf = ({ of }, i, j) => `${NAME[of]}[${i}, ${j}]`;

/** 1·3 + 1·2 + 1·1 + 1·0 = 6, the colours as in the picture; which products they are is the question while it is to be guessed. */
export function gradientSum(scene, i, j, known) {
  const products = scene.products[i][j];
  const [left, right] = scene.of === "weight" ? [n, g] : [g, k];
  const result = h("b", { class: "g" }, known ? show(scene.values[i][j]) : "?");
  if (!known) return [`${nameOf(scene, i, j)} = `, result];
  if (!products.length) return ["no window read this cell: ", result];
  const terms = products.map(({ x, w }) => h("span", { class: "cnn-term" }, left(factor(x)), "·", right(factor(w))));
  const parts = (terms.length > MOST ? [...terms.slice(0, 12), "…", ...terms.slice(-4)] : terms).flatMap((term, index) => [...(index ? [" + "] : []), term]);
  const sign = [scene.values[i][j], ...products.flatMap(({ x, w }) => [x, w])].every(exact) ? " = " : " ≈ ";
  return [...parts, sign, result];
}

/** Why the gradient has the size of what it belongs to. */
export function gradientSizeView(scene, known) {
  const { n: cells, k: kernel, m, s, p, of, problem } = scene;
  if (problem) return [h("p", {}, "none")];
  if (!known) {
    const rest = (sign) => (Math.max(...s) > 1 ? ` ${sign} unread = ` : " = ");
    return [h("p", {}, ...(of === "weight" ? [n("n"), " + 2·", pp("p"), " − (", g("m"), " − 1)·s", rest("−")]
      : ["(", g("m"), " − 1)·s + ", k("k"), " − 2·", pp("p"), rest("+")]), "?"),
      ...(Math.max(...s) > 1 ? [remark("unread: the cells at the end that no window reads.")] : [])];
  }
  const lost = unread(scene);
  const same = [cells, kernel, m, s, p, lost].every(([first, second]) => first === second);
  const more = (axis) => (lost[axis] ? ` + ${lost[axis]}` : "");
  const line = (axis) => h("p", {}, ...(same ? [] : [["rows ", "columns "][axis]]), ...(of === "weight"
    ? [n(cells[axis]), " + 2·", pp(p[axis]), " − (", g(m[axis]), ` − 1)·${s[axis]}${lost[axis] ? ` − ${lost[axis]}` : ""} = `, k(kernel[axis])]
    : ["(", g(m[axis]), ` − 1)·${s[axis]} + `, k(kernel[axis]), " − 2·", pp(p[axis]), `${more(axis)} = `, n(cells[axis])]));
  const names = lost.map((count, axis) => (count ? `${count === 1 ? "" : `${count} `}${["row", "column"][axis]}${count === 1 ? "" : "s"}` : ""));
  const dropped = names.filter(Boolean).join(" and ");
  return [line(0), ...(same ? [] : [line(1)]), remark(`As the ${of === "weight" ? "kernel" : "input"}, always.`),
    ...(dropped ? [remark(`No window reads the last ${dropped}${p.some(Boolean) ? " of the padded input" : ""}.`)] : [])];
}

/** The definition, with this cell's place in it. */
export function gradientFormulaView(scene, i, j) {
  const { of, way, s, p } = scene;
  const name = g(nameOf(scene, i, j));
  if (of === "weight") {
    const at = (offset, stride, letter) => `${letter}·${stride} + ${offset}`;
    return [h("p", {}, name, " = Σ", h("sub", {}, "r, c"), " ", n(`${p.some(Boolean) ? "xp" : "x"}[${at(i, s[0], "r")}, ${at(j, s[1], "c")}]`), " · ", g("g[r, c]")),
      remark(`Each window met w[${i}, ${j}] once.`)];
  }
  const at = (cell, axis, letter) => `${s[axis] > 1 ? "(" : ""}${cell}${p[axis] ? ` + ${p[axis]}` : ""} − ${letter}${s[axis] > 1 ? `)/${s[axis]}` : ""}`;
  return [h("p", {}, name, " = Σ", h("sub", {}, "a, b"), " ", g(`g[${at(i, 0, "a")}, ${at(j, 1, "b")}]`), " · ", k("w[a, b]")),
    remark(way === "windows" ? "One term for each window that read the cell." : "The minus is what turns the kernel.",
      ` Where g has no such cell, the term is 0.`)];
}

/** L with the cell a little more, a little less, and the slope: the same number by another way. */
export function differenceView(scene, i, j, known) {
  const { of } = scene;
  const value = (of === "weight" ? scene.w : scene.x)[i][j];
  const colour = of === "weight" ? k : n;
  const { up, down, step, slope } = difference(scene, i, j);
  const name = `${of === "weight" ? "w" : "x"}[${i}, ${j}]`;
  const loss = (at, result) => h("p", {}, colour(`${name} = ${show(at)}`), ": loss ", h("b", {}, known ? show(result, 12) : "?"));
  return [loss(value + step, up), loss(value - step, down),
    h("p", {}, known ? `(${show(up, 12)} − ${down < 0 ? `(${show(down, 12)})` : show(down, 12)}) / (2·${step}) = ` : `(? − ?) / (2·${step}) = `, g(known ? show(slope) : "?"),
      ...(known ? [h("b", { class: "cnn-agrees" }, close(slope, scene.values[i][j]) ? " ✓ the same" : " ✗ not the same")] : [])),
    remark("The loss is Σ g·y. Along one cell it is a straight line, so the difference is exact.")];
}

/** g among zeros, in NumPy. */
function spreadCode({ g: gradient, k: kernel, m, s, p, spread: { values, before } }) {
  const [rows, columns] = [values.length, values[0].length];
  const tight = [rows, columns].every((cells, axis) => s[axis] === 1 && p[axis] < kernel[axis] && cells === m[axis] + 2 * before[axis]);
  if (tight && before[0] === before[1]) return before[0] ? `gp = np.pad(g, ${before[0]})` : "gp = g";
  const slices = [0, 1].map((axis) => `${before[axis]}:${before[axis] + (m[axis] - 1) * s[axis] + 1}${s[axis] > 1 ? `:${s[axis]}` : ""}`);
  return `gp = np.zeros((${rows}, ${columns})); gp[${slices.join(", ")}] = g`;
}

/** A call in one line, or in two where one would be too long. */
const call = (name, values, end) => (name.length + values.length + end.length < 74 ? `${name}(${values})${end}` : `${name}(\n    ${values})${end}`);

/** One call of torch and one of cnnlib for the whole gradient, NumPy for this cell. */
export function gradientCodeView(scene, i, j, { known, sized }) {
  const { of, way, n: cells, k: kernel, m, s, p, problem } = scene;
  const options = optionsCode([["stride", s, 1], ["padding", p, 0]]);
  const sides = (sizes) => (sized ? sizes.join(", ") : "?, ?");
  const torch = of === "weight"
    ? call("dw = torch.nn.grad.conv2d_weight", `x[None, None], (1, 1, ${sides(kernel)}), g[None, None]${options}`, "[0, 0]")
    : call("dx = torch.nn.grad.conv2d_input", `(1, 1, ${sides(cells)}), w[None, None], g[None, None]${options}`, "[0, 0]");
  if (problem) return [torch, "   # torch refuses it too"];
  const ours = call(`${NAME[of]} = cnnlib.conv2d_backward`, `g[None], x[None], w[None, None]${options}`, of === "weight" ? "[1][0, 0]" : "[0][0]");
  const padded = p.some(Boolean);
  const around = p[0] === p[1] ? p[0] : `((${p[0]}, ${p[0]}), (${p[1]}, ${p[1]}))`;
  const from = [i, j].map((at, axis) => at + (scene.spread.start[axis]));
  const numpy = {
    turned: () => `${spreadCode(scene)}\n(gp[${from.map((at, axis) => `${at}:${at + kernel[axis]}`).join(", ")}] * w[::-1, ::-1]).sum()`,
    windows: () => {
      const at = (axis, letter) => (s[axis] > 1 ? `${letter}*${s[axis]}` : letter);
      const slice = ["r", "c"].map((letter, axis) => `${at(axis, letter)}:${at(axis, letter)}+${kernel[axis]}`).join(", ");
      return `dxp = np.zeros((${sides(cells.map((size, axis) => size + 2 * p[axis]))}))\n` +
        `for r, c in np.ndindex(g.shape): dxp[${slice}] += g[r, c] * w\n` + `dxp[${i + p[0]}, ${j + p[1]}]`;
    },
    weight: () => `${padded ? `xp = np.pad(x, ${around})\n` : ""}(${padded ? "xp" : "x"}[${[i, j].map((at, axis) =>
      `${at}:${at + (m[axis] - 1) * s[axis] + 1}${s[axis] > 1 ? `:${s[axis]}` : ""}`).join(", ")}] * g).sum()`,
  }[way]();
  return [`${torch}\n${ours}\n${numpy}   # ${nameOf(scene, i, j)} is `, g(known ? show(scene.values[i][j]) : "?")];
}
