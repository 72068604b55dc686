// What a layer takes, and the sentence that refuses anything else.
import { by, count, written } from "./words.mjs";
import { SIGNATURES, refuse, whole } from "./layers.mjs";

const SHAPES = { 1: "(features)", 2: "(C, L)", 3: "(C, H, W)" };
/** Refuse a shape of another number of axes than those allowed. */
export function takes({ name }, shape, allowed) {
  if (allowed.includes(shape.length)) return;
  const other = name.replace(/[12]d$/, (axes) => (axes === "1d" ? "2d" : "1d"));
  const fits = Object.hasOwn(SIGNATURES, other) && (other.endsWith("2d") ? shape.length === 3 : shape.length === 2 || other === "BatchNorm1d");
  refuse(`${name} takes ${allowed.map((axes) => SHAPES[axes]).join(" or ")} and gets ${by(shape)}: ` +
    (fits ? `use nn.${other}.` : shape.length < Math.min(...allowed) ? "put it before the flattening." : "use a layer for as many axes."));
}

/** Refuse another number of channels, or features, than the layer was made for. */
export function channels(layer, name, gets, noun = "channel") {
  const wanted = whole(layer.args, name, 1);
  if (wanted === gets) return;
  const groups = layer.args.groups ?? 1;
  refuse(`${layer.name} takes ${count(wanted, noun)} and gets ${gets}: ` +
    (gets % groups ? `change a layer before it.` : `write ${written(layer, { [name]: gets })}.`));
}

/** in_channels, out_channels and groups; refuses groups that do not divide them. */
export function grouped(layer) {
  const [from, to, groups] = ["in_channels", "out_channels", "groups"].map((name) => whole(layer.args, name, 1));
  for (const [name, value] of [["in_channels", from], ["out_channels", to]])
    if (value % groups) refuse(`${name} ${value} does not divide into ${count(groups, "group")}: take a number of groups that divides it.`);
  return [from, to, groups];
}
