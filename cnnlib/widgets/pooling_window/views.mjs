// Today's pooling in words of mathematics and of code.
import { pooled } from "../engine/pooling.mjs";
import { h } from "../kit/dom.mjs";
import { exact, factor, show } from "../kit/numbers.mjs";
import { dropped, isMax, windowOf } from "../engine/pooling.mjs";
import { asCode, k, n, o, optionsCode, pp, roomInLetters } from "../kit/views.mjs";

const MOST = 36; // terms of a sum that are written out
const ROOT = ["", "", "√", "∛", "∜"];
const POWER = ["", "", "²", "³", "⁴"];
const isGlobal = ({ kind }) => kind.startsWith("global");

const joined = (parts, sign) => parts.flatMap((part, index) => (index ? [sign, part] : [part]));

/** max(1, 3, 4, 2) = 4, (1 + 3 + 4 + 2) / 4 = 2.5 or √(3² + 4²) = 5, as the kind has it. */
export function poolSum(scene, i, j, known) {
  const { kind, norm, k: sides, countIncludePad } = scene;
  const { value, winner, divisor } = pooled(scene, i, j);
  const seen = windowOf(scene, i, j).filter(({ where }) => where === "input" || (where === "padding" && (isMax(scene) || (known && countIncludePad))));
  const terms = seen.map(({ r, c, x }) => {
    if (x === null) return pp(isMax(scene) ? "−∞" : "0");
    const won = known && winner?.r === r && winner.c === c;
    return h("span", { class: won ? "n cnn-won" : "n" }, (isMax(scene) ? show(x) : factor(x)) + (kind === "lp" ? POWER[norm] : ""));
  });
  const list = terms.length > MOST ? [...terms.slice(0, 12), "…", ...terms.slice(-4)] : terms;
  const numbers = [value, ...seen.map(({ x }) => x ?? 0)].filter(Number.isFinite);
  const end = [numbers.every(exact) ? " = " : " ≈ ", h("b", { class: "o" }, known ? show(value) : "?")];
  if (isMax(scene)) return ["max(", ...joined(list, ", "), ")", ...end];
  const sum = joined(list, " + ");
  const bracketed = list.length > 1 ? ["(", ...sum, ")"] : sum;
  if (kind !== "lp") return [...bracketed, " / ", h("b", { class: "k" }, known ? String(divisor) : "?"), ...end];
  const counted = seen.length === sides[0] * sides[1] ? [] : [" · ", h("b", { class: "k" }, known ? `${sides[0] * sides[1]}/${seen.length}` : "?")];
  const inside = counted.length ? [...bracketed, ...counted] : sum;
  return [...(norm === 1 ? inside : [ROOT[norm], "(", ...inside, ")"]), ...end];
}

const many = (count, noun) => `${count === 1 ? "" : `${count} `}${noun}${count === 1 ? "" : "s"}`;

/** "last row and 2 columns", of what is never read; "" for nothing. */
export function droppedWords(scene, key = "input") {
  const names = dropped(scene).map((count, axis) => (count[key] ? many(count[key], ["row", "column"][axis]) : ""));
  return names.filter(Boolean).join(" and ");
}

/** ⌊(5 + 2·1 − 3) / 2⌋ + 1 = 3, once if rows and columns agree; letters while it is to be guessed. */
export function poolSizeView(scene, known) {
  const { n: cells, k: kernel, s, p, d, hang, size, problem, ceilMode, padded, reach } = scene;
  const [open, shut] = ceilMode ? "⌈⌉" : "⌊⌋";
  if (isGlobal(scene)) return [h("p", {}, "One number for the whole map: ", o(known ? "1 × 1" : "?"))];
  const remark = (sentence) => h("p", { class: "cnn-remark" }, sentence);
  if (!known) return [h("p", {}, `${open}(`, ...roomInLetters(d), `) / s${shut} + 1 = `, o("?")),
    ...(ceilMode ? [remark("One less if the last window would begin behind the input.")] : [])];
  const less = [0, 1].map((axis) => !problem && Math.ceil((padded[axis] - reach[axis]) / s[axis]) + 1 > size[axis]);
  const same = [cells, kernel, s, p, d, size].every(([first, second]) => first === second);
  const line = (axis) => h("p", {}, ...(same ? [] : [["rows ", "columns "][axis]]),
    `${open}(`, n(cells[axis]), " + 2·", pp(p[axis]), " − ",
    ...(d[axis] === 1 ? [k(kernel[axis])] : [`${d[axis]}·(`, k(kernel[axis]), " − 1) − 1"]),
    `) / ${s[axis]}${shut} + 1`, ceilMode && less[axis] ? " − 1 = " : " = ", problem ? "none" : o(size[axis]));
  const [lost, unread] = [droppedWords(scene), droppedWords(scene, "all")];
  return [line(0), ...(same ? [] : [line(1)]),
    ...(problem ? [] : ceilMode && less.some(Boolean) ? [remark("One less: a last window that begins behind the input is dropped.")]
      : hang.some(Boolean) ? [remark("Rounded up: the last window hangs over the edge.")]
        : lost ? [remark(`The ${ceilMode ? "stride" : "floor"} drops the last ${lost}.`)]
          : unread ? [remark(`The floor leaves the last ${unread} of padding unread.`)] : []),
    ...(problem ? [] : [remark(`Each channel alone: ${["C", ...cells].join("\u00a0×\u00a0")} gives ${["C", ...size].join("\u00a0×\u00a0")}.`)])];
}

/** The definition, with this cell's place in it, and what decides its number. */
export function poolFormulaView(scene, i, j, known) {
  const { kind, norm, s, p, d, k: sides, hang } = scene;
  const padded = p.some(Boolean);
  const place = (start, stride, dilation, letter) => `${start}·${stride} + ${dilation === 1 ? "" : `${dilation}·`}${letter}`;
  const cell = n(isGlobal(scene) ? "x[a, b]" : `${padded ? "xp" : "x"}[${place(i, s[0], d[0], "a")}, ${place(j, s[1], d[1], "b")}]`);
  const over = h("sub", {}, "a, b");
  const { winner, cells, divisor } = pooled(scene, i, j);
  const formula = isMax(scene) ? ["max", over, " ", cell]
    : kind === "lp" ? (norm === 1 ? ["Σ", over, " ", cell] : ["(Σ", over, " ", cell, h("sup", {}, String(norm)), ")", h("sup", {}, `1/${norm}`)])
      : ["Σ", over, " ", cell, " / ", k(known ? divisor : "?")];
  const ties = winner ? cells.filter(({ x }) => x === winner.x).length : 0;
  const beyond = hang.some(Boolean) && windowOf(scene, i, j).some(({ where }) => where === "beyond");
  const padding = windowOf(scene, i, j).some(({ where }) => where === "padding");
  const says = !known ? "" : isMax(scene)
    ? (winner ? `The winner is x[${winner.r}, ${winner.c}]${ties > 1 ? `, the first of ${ties} equal ones` : ""}: torch’s index ${winner.r * scene.n[1] + winner.c}, counted row by row.` : "The window sees padding only.")
    : kind === "lp" ? (beyond ? `Scaled from ${cells.length} cells to the window’s ${sides[0] * sides[1]}, as torch does.` : norm % 2 && cells.some(({ x }) => x < 0) ? "torch does not take |x| first, so signs can cancel." : "")
      : beyond ? `${divisor} cells count: what hangs over never does.` : padding ? `${divisor} cells count: padding ${scene.countIncludePad ? "does" : "does not"}.` : "";
  return [h("p", {}, o(`y[${i}, ${j}]`), " = ", ...formula),
    ...(says ? [h("p", { class: "cnn-remark" }, says)] : []),
    ...(padded ? [h("p", { class: "cnn-remark" }, `xp is the padded input, ${isMax(scene) ? "−∞" : "0"} all round.`)] : [])];
}

/** One line of torch for the whole output and one of NumPy for this cell. */
export function poolCodeView(scene, state, i, j, known) {
  const { kind, norm, n: cells, k: kernel, s, p, d, ceilMode, countIncludePad, problem } = scene;
  const kept = state.stride === "window" || String(s) === String(kernel);
  const stride = kept ? "" : `, stride=${asCode(s)}`;
  const torch = {
    max: () => `max_pool2d(x[None], ${asCode(kernel)}${stride}${optionsCode([["padding", p, 0], ["dilation", d, 1]])}`,
    average: () => `avg_pool2d(x[None], ${asCode(kernel)}${stride}${optionsCode([["padding", p, 0]])}`,
    lp: () => `lp_pool2d(x[None], ${norm}, ${asCode(kernel)}${stride}`,
    "global max": () => "adaptive_max_pool2d(x[None], 1",
    "global average": () => "adaptive_avg_pool2d(x[None], 1",
  }[kind]() + (ceilMode && !isGlobal(scene) ? ", ceil_mode=True" : "") +
    (kind === "average" && !countIncludePad && p.some(Boolean) ? ", count_include_pad=False" : "");
  const line = `y = F.${torch})[0]`;
  if (problem) return [line, "   # torch refuses it too"];
  const padded = p.some(Boolean) && (kind === "max" || countIncludePad);
  const around = p[0] === p[1] ? p[0] : `((${p[0]}, ${p[0]}), (${p[1]}, ${p[1]}))`;
  const pad = padded ? `xp = np.pad(x, ${around}${kind === "max" ? ", constant_values=-np.inf" : ""})\n` : "";
  const seen = windowOf(scene, i, j);
  const inside = seen.filter(({ x }) => x !== null).length;
  const range = (axis) => { // of the padded input, or of the input: what is left of the window there
    const from = [i, j][axis] * s[axis] - (padded ? 0 : p[axis]);
    const end = Math.min(from + d[axis] * (kernel[axis] - 1) + 1, cells[axis] + (padded ? 2 * p[axis] : 0));
    return `${Math.max(from, 0)}:${end}${d[axis] === 1 ? "" : `:${d[axis]}`}`;
  };
  const cut = isGlobal(scene) ? "x" : `${padded ? "xp" : "x"}[${range(0)}, ${range(1)}]`;
  const whole = kernel[0] * kernel[1];
  const power = norm === 1 ? cut : `(${cut} ** ${norm})`;
  const sum = inside === whole ? `${power}.sum()` : `(${power}.mean() * ${whole})`;
  const numpy = isMax(scene) ? `${cut}.max()` : kind === "lp" ? (norm === 1 ? sum : `${sum} ** (1 / ${norm})`) : `${cut}.mean()`;
  return [`${line}\n${pad}${numpy}   # y[${i}, ${j}] is `, o(known ? show(pooled(scene, i, j).value) : "?")];
}
