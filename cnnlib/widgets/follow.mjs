// What each class of torch.nn makes of a shape, and why it can't take what it gets.
//
// Refused is what torch refuses, and three things more: a size of 0, a layer that mixes the batch
// with the rest, and a number or a true-or-false of another kind than the argument's.
import { unread } from "./seen.mjs";
import { by, count, once, thousands, times, written } from "./shape_words.mjs";
import { SIGNATURES, ints, isWhole, refuse, shown, whole } from "./torch_layers.mjs";

const SHAPES = { 1: "(features)", 2: "(C, L)", 3: "(C, H, W)" };
function takes({ name }, shape, allowed) {
  if (allowed.includes(shape.length)) return;
  const other = name.replace(/[12]d$/, (axes) => (axes === "1d" ? "2d" : "1d"));
  const fits = Object.hasOwn(SIGNATURES, other) && (other.endsWith("2d") ? shape.length === 3 : shape.length === 2 || other === "BatchNorm1d");
  refuse(`${name} takes ${allowed.map((axes) => SHAPES[axes]).join(" or ")} and gets ${by(shape)}: ` +
    (fits ? `use nn.${other}.` : shape.length < Math.min(...allowed) ? "put it before the flattening." : "use a layer for as many axes."));
}

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

function channels(layer, name, gets, noun = "channel") {
  const wanted = whole(layer.args, name, 1);
  if (wanted === gets) return;
  const groups = layer.args.groups ?? 1;
  refuse(`${layer.name} takes ${count(wanted, noun)} and gets ${gets}: ` +
    (gets % groups ? `change a layer before it.` : `write ${written(layer, { [name]: gets })}.`));
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

/** Each class of torch.nn, without its 1d or 2d: what it makes of (layer, shape). */
export const FOLLOW = {
  Conv(layer, shape) {
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
  },
  ConvTranspose(layer, shape) {
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
  },
  MaxPool: pool,
  AvgPool: pool,
  LPPool: pool,
  AdaptiveAvgPool: adaptive,
  AdaptiveMaxPool: adaptive,
  Flatten({ args }, shape) {
    const axes = shape.length + 1;
    const [start, end] = ["start_dim", "end_dim"].map((name) => {
      const dim = whole(args, name, -Infinity);
      if (dim < -axes || dim >= axes) refuse(`${name} ${shown(dim).replace("-", "−")} is not one of the ${axes} axes, counted with the batch as 0: ${axes === 2 ? "take 1" : `take one from 1 to ${axes - 1}`}.`);
      return (dim + axes) % axes;
    });
    if (end < start) refuse(`start_dim ${start} comes behind end_dim ${end}: exchange them.`);
    if (start === 0 && end > 0) refuse("start_dim 0 would join the batch to the rest: take start_dim 1.");
    const joined = end === 0 ? [] : shape.slice(start - 1, end);
    const made = end === 0 ? shape : [...shape.slice(0, start - 1), times(joined), ...shape.slice(end)];
    return { kind: "flatten", shape: made, joined, note: "" };
  },
  Linear(layer, shape) {
    const [wanted, to] = [whole(layer.args, "in_features", 1), whole(layer.args, "out_features", 1)];
    const gets = shape.at(-1);
    const all = times(shape);
    if (wanted !== gets && shape.length > 1)
      refuse(wanted === all ? `Linear takes ${count(wanted, "feature")} and gets ${by(shape)}, of which it sees the last axis alone: put nn.Flatten() before it.`
        : `Linear takes ${count(wanted, "feature")} and gets ${by(shape)}: put nn.Flatten() before it and write ${written(layer, { in_features: all })}.`);
    if (wanted !== gets) {
      const made = layer.made ? ` = ${layer.made}` : "";
      refuse(`Linear takes ${count(wanted, "feature")} and gets ${thousands(gets)}${made}: write ${written(layer, { in_features: gets })}.`);
    }
    const note = shape.length > 1 ? `Works along the last axis alone: put nn.Flatten() before it to join all ${thousands(all)}.` : "";
    return { kind: "linear", shape: [...shape.slice(0, -1), to], cost: { kind: "linear", inputs: gets, outputs: to, bias: layer.args.bias }, note };
  },
  BatchNorm(layer, shape) {
    const { affine, bias, track_running_stats: tracks } = layer.args;
    takes(layer, shape, layer.name.endsWith("2d") ? [3] : [1, 2]);
    if (affine || tracks) channels(layer, "num_features", shape[0], shape.length === 1 ? "feature" : "channel");
    else whole(layer.args, "num_features", 0);
    return { kind: "same", shape, cost: affine ? { kind: "norm", channels: shape[0], bias } : null, note: "" };
  },
};

function grouped(layer) {
  const [from, to, groups] = ["in_channels", "out_channels", "groups"].map((name) => whole(layer.args, name, 1));
  for (const [name, value] of [["in_channels", from], ["out_channels", to]])
    if (value % groups) refuse(`${name} ${value} does not divide into ${count(groups, "group")}: take a number of groups that divides it.`);
  return [from, to, groups];
}
function pool(layer, shape) {
  const axesCount = layer.name.endsWith("2d") ? 2 : 1;
  takes(layer, shape, [axesCount + 1, axesCount]);
  const axes = slide(layer, slideOf(layer, shape));
  const batch = shape.length === axesCount;
  const note = `${lost(axes)}${batch ? " Without an axis for channels, torch takes the batch for one." : ""}`.trim();
  return { kind: "slide", shape: [...(batch ? [] : [shape[0]]), ...axes.map(({ out }) => out)], axes, note, batch };
}
function adaptive(layer, shape) {
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
/** A layer that changes no shape: every number by itself, or along one axis. */
export function pointwise({ args }, shape) {
  const axes = shape.length + 1;
  const { dim = null } = args;
  if (dim !== null && (whole(args, "dim", -Infinity) < -axes || dim >= axes))
    refuse(`dim ${shown(dim).replace("-", "−")} is not one of the ${axes} axes, counted with the batch as 0: ${axes === 2 ? "take 1" : `take one from 1 to ${axes - 1}`}.`);
  return { kind: "same", shape, note: dim === 0 || dim === -axes ? "dim 0 is the batch: the inputs would share one sum. Take dim 1." : "" };
}
