// What each class of torch.nn makes of a shape, and why it can't take what it gets.
//
// Refused is what torch refuses, and three things more: a size of 0, a layer that mixes the batch
// with the rest, and a number or a true-or-false of another kind than the argument's.
import { channels, takes } from "./inputs.mjs";
import { by, count, thousands, times, written } from "./words.mjs";
import { refuse, shown, whole } from "./layers.mjs";
import { adaptive, conv, pool, transposed } from "./windows.mjs";

/** Each class of torch.nn, without its 1d or 2d: what it makes of (layer, shape). */
export const FOLLOW = {
  Conv: conv,
  ConvTranspose: transposed,
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

/** A layer that changes no shape: every number by itself, or along one axis. */
export function pointwise({ args }, shape) {
  const axes = shape.length + 1;
  const { dim = null } = args;
  if (dim !== null && (whole(args, "dim", -Infinity) < -axes || dim >= axes))
    refuse(`dim ${shown(dim).replace("-", "−")} is not one of the ${axes} axes, counted with the batch as 0: ${axes === 2 ? "take 1" : `take one from 1 to ${axes - 1}`}.`);
  return { kind: "same", shape, note: dim === 0 || dim === -axes ? "dim 0 is the batch: the inputs would share one sum. Take dim 1." : "" };
}
