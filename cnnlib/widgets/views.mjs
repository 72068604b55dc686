// The same step in words of mathematics and of code, with today's numbers filled in.
import { h } from "./dom.mjs";
import { terms, total } from "./engine.mjs";
import { exact, factor, show } from "./numbers.mjs";

const n = (value) => h("span", { class: "n" }, String(value)); // input
const k = (value) => h("span", { class: "k" }, String(value)); // kernel
const o = (value) => h("span", { class: "o" }, String(value)); // output
const pp = (value) => h("span", { class: "pp" }, String(value)); // padding

/** 0·(−1) + 2·0 + … = 5 */
export function sumLine(sliding, i, j, known) {
  const products = terms(sliding, i, j);
  const result = total(products);
  const parts = products.flatMap(({ x, w }, index) => [
    ...(index ? [" + "] : []),
    h("span", { class: "cnn-term" }, n(factor(x)), "·", k(factor(w))),
  ]);
  const sign = [result, ...products.flatMap(({ x, w }) => [x, w])].every(exact) ? " = " : " ≈ ";
  return [...parts, sign, h("b", { class: "o" }, known ? show(result) : "?")];
}

/** ⌊(5 + 2·1 − 3) / 2⌋ + 1 = 3, once if rows and columns agree; letters while it is to be guessed. */
export function sizeView(sliding, known) {
  if (!known) return [h("p", {}, "⌊(", n("n"), " + 2·", pp("p"), " − ", k("k"), ") / s⌋ + 1 = ", o("?"))];
  const { n: cells, k: kernel, s, p, d, padded, reach, size, problem } = sliding;
  const line = (axis) => h("p", {},
    ...(same ? [] : [["rows ", "columns "][axis]]),
    "⌊(", n(cells[axis]), " + 2·", pp(p[axis]), " − ",
    ...(d[axis] === 1 ? [k(kernel[axis])] : [`${d[axis]}·(`, k(kernel[axis]), " − 1) − 1"]),
    `) / ${s[axis]}⌋ + 1 = `, problem ? "none" : o(size[axis]));
  const same = [cells, kernel, s, p, d].every(([first, second]) => first === second);
  const left = [0, 1].map((axis) => (problem ? 0 : padded[axis] - reach[axis] - (size[axis] - 1) * s[axis]));
  const names = left.map((count, axis) => (count === 1 ? "" : `${count} `) + ["row", "column"][axis] + (count === 1 ? "" : "s"));
  const unread = names.filter((_, axis) => left[axis] > 0).join(" and ");
  return [line(0), ...(same ? [] : [line(1)]),
    ...(unread ? [h("p", { class: "cnn-remark" }, `The floor drops the last ${unread}.`)] : [])];
}

/** The definition, with this cell's place in it. */
export function formulaView({ s, d, p }, i, j) {
  const index = (place, stride, dilation, letter) =>
    `${place}·${stride} + ${dilation === 1 ? "" : `${dilation}·`}${letter}`;
  const padded = p[0] + p[1] > 0;
  return [h("p", {}, o(`y[${i}, ${j}]`), " = Σ", h("sub", {}, "a, b"), " ",
    n(`${padded ? "xp" : "x"}[${index(i, s[0], d[0], "a")}, ${index(j, s[1], d[1], "b")}]`), " · ", k("w[a, b]")),
    h("p", { class: "cnn-remark" }, `${padded ? "xp is the padded input. " : ""}An index is place · stride + offset, from 0.`)];
}

const asCode = (value) => (value[0] === value[1] ? String(value[0]) : `(${value.join(", ")})`);

/** One line of torch for the whole output and one of NumPy for this cell. */
export function codeView({ s, p, d, reach, problem, ...sliding }, i, j, known) {
  const options = [["stride", s, 1], ["padding", p, 0], ["dilation", d, 1]]
    .filter(([, value, usual]) => value.some((number) => number !== usual))
    .map(([name, value]) => `, ${name}=${asCode(value)}`).join("");
  const torch = `y = F.conv2d(x[None, None], w[None, None]${options})[0, 0]`;
  if (problem) return [torch, "   # torch refuses it too"];
  const range = (axis, place) => {
    const start = place * s[axis];
    return `${start}:${start + reach[axis]}${d[axis] === 1 ? "" : `:${d[axis]}`}`;
  };
  const padded = p[0] + p[1] > 0;
  const pad = padded ? `xp = np.pad(x, ${p[0] === p[1] ? p[0] : `((${p[0]}, ${p[0]}), (${p[1]}, ${p[1]}))`})\n` : "";
  const value = total(terms({ s, d, ...sliding }, i, j));
  return [`${torch}\n${pad}(${padded ? "xp" : "x"}[${range(0, i)}, ${range(1, j)}] * w).sum()   # y[${i}, ${j}] is `,
    o(known ? show(value) : "?")];
}
