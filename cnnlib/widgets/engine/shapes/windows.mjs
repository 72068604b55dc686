// The layers of torch.nn whose window slides: how many places it has, which cells it never reads, and why
// it may have no place at all.
import { channels, grouped, takes } from "./inputs.mjs";
import { unread } from "./seen.mjs";
import { by, once, written } from "./words.mjs";
import { ints, isWhole, refuse, shown } from "./layers.mjs";

/** Places along one axis; `ceil` rounds up, but no window starts behind the input and its first padding. */
function along({ n, k, s, d, before, after, ceil = false }) {
  const room = n + before + after - d * (k - 1) - 1;
  const size = (ceil ? Math.ceil(room / s) : Math.floor(room / s)) + 1;
  return ceil && (size - 1) * s >= n + before ? size - 1 : size;
}

/** Why some cells are never read, in words; '' if all are. */
function lost(axes) {
  const names = axes.length === 1 ? ["cell"] : ["row", "column"];
  const notes = new Map(); // sentence with a gap: the axes that it holds for
  axes.forEach((axis, index) => {
    const { n, k, s, d, before, after, out, ceil } = axis;
    const span = d * (k - 1) + 1;
    axis.unread = unread(axis);
    const end = (out - 1) * s + span - before;
    const dropped = axis.unread.filter((cell) => cell >= end).length;
    const others = axis.unread.length - dropped;
    const note = (what, why, number) => {
      const key = `${what}|${why}`;
      notes.set(key, [...(notes.get(key) ?? []), names[index] + (number === 1 ? "" : "s")]);
    };
    const room = before + after ? `${n} + ${before + after} − ${span}` : `${n} − ${span}`;
    if (dropped) note(`Drops the last ${dropped === 1 ? "" : `${dropped} `}`, ceil ? "the next window would start behind the input"
      : `(${room})/${s} = ${Number(((n + before + after - span) / s).toPrecision(4))} is rounded down`, dropped);
    const skipped = s - new Set(Array.from({ length: Math.min(k, s) }, (_, a) => (a * d) % s)).size;
    if (others && skipped) note(`Skips ${skipped} of every ${s} `, s > span ? `stride ${s} is longer than the kernel’s ${span}`
      : `stride ${s} and dilation ${d} always meet the same ones`, 2);
    else if (others) note(`Never reads ${others} of the ${n} `, `the kernel’s cells are ${d} apart`, 2);
  });
  return [...notes].map(([key, which]) => `${key.split("|")[0]}${which.join(" and ")}: ${key.split("|")[1]}.`).join(" ");
}

const slideOf = (layer, shape) => (layer.name.endsWith("2d") ? shape.slice(-2) : shape.slice(-1));

/** The axes of a layer whose window slides, all that a formula needs; refuses a window without room. */
function slide(layer, cells) {
  const { args } = layer;
  const N = cells.length;
  const [isConv, isLp] = [layer.name.startsWith("Conv"), layer.name.startsWith("LP")];
  const k = ints(args, "kernel_size", N, 1, N === 1 || !(isConv || isLp));
  const s = args.stride === null ? k : ints(args, "stride", N, 1);
  const d = args.dilation === undefined ? new Array(N).fill(1) : ints(args, "dilation", N, 1);
  const mode = args.padding_mode ?? "zeros";
  let sides = new Array(N).fill([0, 0]);
  if (isConv && args.padding === "same") {
    if (Math.max(...s) > 1)
      refuse(`padding="same" needs stride 1, and torch refuses it with stride ${once(s)}: write the padding as a number, ${written(layer, { padding: once(k.map((size, a) => Math.floor((d[a] * (size - 1)) / 2))) })}.`);
    sides = k.map((size, a) => [Math.floor((d[a] * (size - 1)) / 2), Math.ceil((d[a] * (size - 1)) / 2)]);
  } else if (!(isConv && args.padding === "valid") && args.padding !== undefined) {
    if (isConv && typeof args.padding === "string") refuse(`padding must be "same", "valid" or whole numbers, not ${shown(args.padding)}.`);
    sides = ints(args, "padding", N, 0, N === 1 || mode === "zeros").map((p) => [p, p]);
  }
  const axes = cells.map((n, a) => ({ n, k: k[a], s: s[a], d: d[a], before: sides[a][0], after: sides[a][1], mode, ceil: args.ceil_mode ?? false }));
  const each = (value) => once(axes.map(value));
  if (!isConv && axes.some((axis) => axis.before > Math.floor(axis.k / 2)))
    refuse(`padding ${each(({ before }) => before)} is more than half the window of ${by(k)}, and torch refuses it: write ${written(layer, { padding: each((axis) => Math.floor(axis.k / 2)).replace(/(.*,.*)/, "($1)") })}.`);
  const room = { reflect: -1, circular: 0 }[mode];
  if (room !== undefined && axes.some(({ n, before, after }) => Math.max(before, after) > n + room))
    refuse(`${mode} padding of ${each(({ after }) => after)} needs more cells than the ${by(cells)} it gets: use less padding.`);
  for (const axis of axes) axis.out = along(axis);
  if (axes.some(({ out }) => out < 1)) {
    const spans = axes.map((axis) => axis.d * (axis.k - 1) + 1);
    const padded = axes.some(({ before, after }) => before + after > 0);
    const needed = axes.map(({ n }, a) => Math.max(0, Math.ceil((spans[a] - n) / 2)));
    const remedy = !isConv ? "a smaller window" : mode !== "zeros" || args.padding === "valid" ? "a smaller kernel" : `a smaller kernel, or padding=${Math.max(...needed)}`;
    refuse(`The ${isConv ? "kernel" : "window"} spans ${by(spans)} cells, and there are only ${by(axes.map(({ n, before, after }) => n + before + after))}${padded ? ", padding included" : ""}: use ${remedy}, or shrink less before.`);
  }
  return axes;
}

export function conv(layer, shape) {
  const axesCount = layer.name.endsWith("2d") ? 2 : 1;
  const [from, to, groups] = grouped(layer);
  takes(layer, shape, [axesCount + 1]);
  const axes = slide(layer, slideOf(layer, shape));
  channels(layer, "in_channels", shape[0]);
  const [inputs, k] = [from / groups, axes.map((axis) => axis.k)];
  const cost = { kind: "conv", inputs, k, outputs: to, bias: layer.args.bias, groups };
  const odd = axes.find(({ before, after }) => before !== after);
  const uneven = odd ? ` An even kernel pads ${odd.before} before and ${odd.after} behind.` : "";
  return { kind: "slide", shape: [to, ...axes.map(({ out }) => out)], axes, cost, note: (lost(axes) + uneven).trim() };
}

export function transposed(layer, shape) {
  const { args } = layer;
  const [from, to, groups] = grouped(layer);
  takes(layer, shape, [3]);
  const k = ints(args, "kernel_size", 2, 1, false);
  const [s, p, extra, d] = [["stride", 1], ["padding", 0], ["output_padding", 0], ["dilation", 1]].map(([name, least]) => ints(args, name, 2, least));
  if (extra.some((cells, a) => cells >= Math.max(s[a], d[a])))
    refuse(`output_padding ${once(extra)} must be smaller than the stride ${once(s)} or the dilation ${once(d)}.`);
  const axes = shape.slice(1).map((n, a) => ({ n, k: k[a], s: s[a], d: d[a], before: p[a], after: p[a], extra: extra[a], transposed: true,
    out: (n - 1) * s[a] - 2 * p[a] + d[a] * (k[a] - 1) + extra[a] + 1 }));
  if (axes.some(({ out }) => out < 1)) refuse(`Its output would be ${by(axes.map(({ out }) => out)).replaceAll("-", "−")}: use less padding or a larger kernel.`);
  channels(layer, "in_channels", shape[0]);
  const cost = { kind: "conv", inputs: from, k, outputs: to / groups, biases: to, bias: args.bias, groups };
  return { kind: "transposed", shape: [to, ...axes.map(({ out }) => out)], axes, cost, note: "" };
}

export function pool(layer, shape) {
  const axesCount = layer.name.endsWith("2d") ? 2 : 1;
  takes(layer, shape, [axesCount + 1, axesCount]);
  const axes = slide(layer, slideOf(layer, shape));
  const batch = shape.length === axesCount;
  const note = `${lost(axes)}${batch ? " Without an axis for channels, torch takes the batch for one." : ""}`.trim();
  return { kind: "slide", shape: [...(batch ? [] : [shape[0]]), ...axes.map(({ out }) => out)], axes, note, batch };
}

export function adaptive(layer, shape) {
  const axesCount = layer.name.endsWith("2d") ? 2 : 1;
  takes(layer, shape, [axesCount + 1, axesCount]);
  const given = layer.args.output_size;
  const sizes = Array.isArray(given) ? given : new Array(axesCount).fill(given);
  const open = axesCount === 2 && Array.isArray(given); // where None keeps a size
  if (sizes.length !== axesCount || !sizes.every((size) => isWhole(size, 1) || (open && size === null)))
    refuse(`output_size must be a whole number from 1${axesCount === 2 ? ", or two of them" : ""}, not ${shown(given)}.`);
  const axes = slideOf(layer, shape).map((n, a) => ({ n, out: sizes[a] ?? n, adaptive: true }));
  const batch = shape.length === axesCount;
  return { kind: "adaptive", shape: [...(batch ? [] : [shape[0]]), ...axes.map(({ out }) => out)], axes, batch,
    note: batch ? "Without an axis for channels, torch takes the batch for one." : "" };
}
