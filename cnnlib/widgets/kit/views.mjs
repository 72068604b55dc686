// The same step in words of mathematics and of code, with today's numbers filled in.
import { h } from "./dom.mjs";
import { terms, total } from "../engine/convolution.mjs";
import { exact, factor, show } from "./numbers.mjs";

const coloured = (kind) => (value) => h("span", { class: kind }, String(value));
export const n = coloured("n"); // input
export const k = coloured("k"); // kernel
export const o = coloured("o"); // output
export const pp = coloured("pp"); // padding
export const g = coloured("g"); // gradient

/** 0·(−1) + 2·0 + … = 5, for products as engine/ gives them. */
export function sumOf(products, known) {
  const result = total(products);
  const parts = products.flatMap(({ x, w }, index) => [
    ...(index ? [" + "] : []),
    h("span", { class: "cnn-term" }, n(factor(x)), "·", k(factor(w))),
  ]);
  const sign = [result, ...products.flatMap(({ x, w }) => [x, w])].every(exact) ? " = " : " ≈ ";
  return [...parts, sign, h("b", { class: "o" }, known ? show(result) : "?")];
}

export const sumLine = (sliding, i, j, known) => sumOf(terms(sliding, i, j), known);

/** n + 2·p − k, the cells that are left to jump over, in letters; the formula as these settings need it. */
export const roomInLetters = (d, uneven = false) => [n("n"), ...(uneven ? [" + ", pp("p₁"), " + ", pp("p₂")] : [" + 2·", pp("p")]),
  " − ", ...(Math.max(...d) > 1 ? ["d·(", k("k"), " − 1) − 1"] : [k("k")])];

/** ⌊(5 + 2·1 − 3) / 2⌋ + 1 = 3, once if rows and columns agree; letters while it is to be guessed. */
export function sizeView(sliding, known) {
  const { n: cells, k: kernel, s, d, sides, padded, reach, size, problem } = sliding;
  if (!known) {
    const uneven = sides.some(([before, after]) => before !== after);
    return [h("p", {}, "⌊(", ...roomInLetters(d, uneven), ") / s⌋ + 1 = ", o("?")),
      ...(uneven ? [h("p", { class: "cnn-remark" }, "The padding is p₁ before, p₂ behind.")] : [])];
  }
  const around = ([before, after]) => (before === after ? ["2·", pp(before)] : [pp(before), " + ", pp(after)]);
  const line = (axis) => h("p", {},
    ...(same ? [] : [["rows ", "columns "][axis]]),
    "⌊(", n(cells[axis]), " + ", ...around(sides[axis]), " − ",
    ...(d[axis] === 1 ? [k(kernel[axis])] : [`${d[axis]}·(`, k(kernel[axis]), " − 1) − 1"]),
    `) / ${s[axis]}⌋ + 1 = `, problem ? "none" : o(size[axis]));
  const same = [cells, kernel, s, d, sides.map(String)].every(([first, second]) => first === second);
  const left = [0, 1].map((axis) => (problem ? 0 : padded[axis] - reach[axis] - (size[axis] - 1) * s[axis]));
  const names = left.map((count, axis) => (count === 1 ? "" : `${count} `) + ["row", "column"][axis] + (count === 1 ? "" : "s"));
  const unread = names.filter((_, axis) => left[axis] > 0).join(" and ");
  return [line(0), ...(same ? [] : [line(1)]),
    ...(unread ? [h("p", { class: "cnn-remark" }, `The floor drops the last ${unread}.`)] : [])];
}

const isPadded = ({ sides }) => sides.flat().some(Boolean);

/** The definition, with this cell's place in it. A scene that is `turned` is a convolution. */
export function formulaView(sliding, i, j) {
  const { s, d, k: kernel, turned } = sliding;
  const index = (place, stride, dilation, letter) =>
    `${place}·${stride} + ${dilation === 1 ? "" : `${dilation}·`}${letter}`;
  const padded = isPadded(sliding);
  return [h("p", {}, o(`y[${i}, ${j}]`), " = Σ", h("sub", {}, "a, b"), " ",
    n(`${padded ? "xp" : "x"}[${index(i, s[0], d[0], "a")}, ${index(j, s[1], d[1], "b")}]`), " · ",
    k(turned ? `w[${kernel[0] - 1} − a, ${kernel[1] - 1} − b]` : "w[a, b]")),
    h("p", { class: "cnn-remark" }, `${padded ? "xp is the padded input. " : ""}An index is place · stride + offset, from 0.`)];
}

/** A pair as Python writes it, one number where both are equal. */
export const asCode = (value) => (value[0] === value[1] ? String(value[0]) : `(${value.join(", ")})`);

/** The options of a call that are not the usual ones: ", stride=2, padding=(1, 0)". */
export const optionsCode = (options) => options
  .filter(([, value, usual]) => [value].flat().some((number) => number !== usual))
  .map(([name, value]) => `, ${name}=${Array.isArray(value) ? asCode(value) : typeof value === "string" ? `"${value}"` : value}`).join("");

const NUMPY = { zeros: "", reflect: ', mode="reflect"', replicate: ', mode="edge"', circular: ', mode="wrap"' };

/** One line of torch for the whole output and one of NumPy for this cell. */
export function codeView(sliding, i, j, known) {
  const { s, d, p, sides, padding, paddingMode, reach, problem, turned } = sliding;
  const [padded, mirrored] = [isPadded(sliding), paddingMode !== "zeros" && isPadded(sliding)];
  const options = optionsCode([["stride", s, 1], ["padding", mirrored ? 0 : padding === "same" ? "same" : p, 0], ["dilation", d, 1]]);
  const flat = sides.toReversed().flat(); // torch names the last axis first
  const torch = (mirrored ? `xp = F.pad(x[None, None], (${flat.join(", ")}), mode="${paddingMode}")\n` : "") +
    `y = F.conv2d(${mirrored ? "xp" : "x[None, None]"}, ${turned ? "w.flip(0, 1)" : "w"}[None, None]${options})[0, 0]`;
  if (problem) return [torch, "   # torch refuses it too"];
  const range = (axis, place) => {
    const start = place * s[axis];
    return `${start}:${start + reach[axis]}${d[axis] === 1 ? "" : `:${d[axis]}`}`;
  };
  const even = sides.flat().every((side) => side === sides[0][0]);
  const width = even ? sides[0][0] : `((${sides[0].join(", ")}), (${sides[1].join(", ")}))`;
  const pad = padded ? `xp = np.pad(x, ${width}${NUMPY[paddingMode]})\n` : "";
  const x = padded ? "xp" : "x";
  const jumps = s.some((jump) => jump > 1) ? `[${s.map((jump) => (jump > 1 ? `::${jump}` : ":")).join(", ")}]` : "";
  const scipy = turned && d.every((gap) => gap === 1) ? `y = scipy.signal.convolve2d(${x}, w, mode="valid")${jumps}\n` : "";
  return [`${torch}\n${pad}${scipy}(${x}[${range(0, i)}, ${range(1, j)}] * ${turned ? "w[::-1, ::-1]" : "w"}).sum()   # y[${i}, ${j}] is `,
    o(known ? show(total(terms(sliding, i, j))) : "?")];
}
