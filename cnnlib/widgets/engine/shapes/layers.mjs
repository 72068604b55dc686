// The layers of torch.nn that can be read: their arguments, in torch's order and with its defaults, and
// what may stand there.

// One line a class, for shape_tracer/signatures.py reads them here too.
export const SIGNATURES = {
  Conv1d: "in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode=zeros, device=None, dtype=None",
  Conv2d: "in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode=zeros, device=None, dtype=None",
  ConvTranspose2d: "in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode=zeros, device=None, dtype=None",
  MaxPool1d: "kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False",
  MaxPool2d: "kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False",
  AvgPool1d: "kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True",
  AvgPool2d: "kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None",
  LPPool2d: "norm_type, kernel_size, stride=None, ceil_mode=False",
  AdaptiveAvgPool1d: "output_size",
  AdaptiveAvgPool2d: "output_size",
  AdaptiveMaxPool1d: "output_size, return_indices=False",
  AdaptiveMaxPool2d: "output_size, return_indices=False",
  Flatten: "start_dim=1, end_dim=-1",
  Linear: "in_features, out_features, bias=True, device=None, dtype=None",
  BatchNorm1d: "num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *, bias=True",
  BatchNorm2d: "num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *, bias=True",
  Dropout: "p=0.5, inplace=False",
  Dropout2d: "p=0.5, inplace=False",
  ReLU: "inplace=False",
  ReLU6: "inplace=False",
  LeakyReLU: "negative_slope=0.01, inplace=False",
  ELU: "alpha=1.0, inplace=False",
  GELU: "approximate=none",
  SiLU: "inplace=False",
  Sigmoid: "",
  Tanh: "",
  Softmax: "dim=None",
  LogSoftmax: "dim=None",
  Identity: "*args, **kwargs",
};

export const CONSTANTS = { True: true, False: false, None: null };

/** The parameters of a class: [{name, value, needed, alone}]; alone: by its name only. */
function parameters(name) {
  const parts = SIGNATURES[name].split(", ").filter(Boolean);
  const star = parts.indexOf("*");
  return parts.filter((part) => part !== "*").map((part, index) => {
    const [word, usual] = part.split("=");
    const value = usual in CONSTANTS ? CONSTANTS[usual] : Number.isNaN(Number(usual)) ? usual : Number(usual);
    return { name: word, value, needed: usual === undefined, alone: star >= 0 && index >= star };
  });
}

/**
 * The arguments of a call: {name: value}. values: [{name, named, value, token}], in their order; those
 * without a name get theirs here; fail(token, sentence) refuses, start being the token of the class.
 */
export function bind(name, values, start, fail) {
  if (name === "Identity") return {}; // takes anything, and does nothing with it
  const all = parameters(name);
  const args = Object.fromEntries(all.map((parameter) => [parameter.name, parameter.value]));
  const seen = new Set();
  values.forEach((given, index) => {
    if (!given.named && values.slice(0, index).some(({ named }) => named))
      fail(given.token, "a value without a name can’t follow one with a name.");
    const most = all.filter(({ alone }) => !alone).length;
    if (!given.named && index >= most)
      fail(given.token, `${name} takes ${most ? `at most ${most} value${most === 1 ? "" : "s"}` : "no values"}, and gets more.`);
    if (!given.named) given.name = all[index].name;
    if (!Object.hasOwn(args, given.name)) {
      const names = all.map((parameter) => parameter.name).filter((word) => !["device", "dtype"].includes(word)).join(", ");
      fail(given.token, `${name} has no argument “${given.name}”: it has ${names || "none"}.`);
    }
    if (seen.has(given.name)) fail(given.token, `${name} gets ${given.name} twice.`);
    seen.add(given.name);
    args[given.name] = given.value;
  });
  const missing = all.filter((parameter) => parameter.needed && !seen.has(parameter.name)).map((parameter) => parameter.name);
  if (missing.length) fail(start, `${name} needs ${missing.join(" and ")} too.`);
  return args;
}

// What is refused is a RangeError with one sentence.
export const refuse = (sentence) => { throw new RangeError(sentence); };
/** A value as Python writes it. */
export const shown = (value) => (value === null ? "None" : value?.float !== undefined ? String(value.float) : Array.isArray(value)
  ? `(${value.map(shown).join(", ")}${value.length === 1 ? "," : ""})` : typeof value === "boolean" ? (value ? "True" : "False") : typeof value === "string" ? `“${value}”` : String(value));
export const isWhole = (value, least) => Number.isInteger(value) && value >= least;
const asNumber = (value) => value?.float ?? (typeof value === "number" ? value : NaN);

export function whole(args, name, least) {
  if (!isWhole(args[name], least)) refuse(`${name} must be a whole number${least > -Infinity ? ` from ${least}` : ""}, not ${shown(args[name])}.`);
  return args[name];
}
/** One number for each axis; a tuple of one holds for all of them, where torch takes that. */
export function ints(args, name, axes, least, single = true) {
  const values = [args[name]].flat();
  if (!values.every((value) => isWhole(value, least)) || !(values.length === axes || (values.length === 1 && (single || !Array.isArray(args[name])))))
    refuse(`${name} must be a whole number from ${least}${axes > 1 ? `, or ${axes} of them` : ""}, not ${shown(args[name])}.`);
  return values.length === 1 ? new Array(axes).fill(values[0]) : values;
}

const FLAGS = ["bias", "ceil_mode", "count_include_pad", "return_indices", "inplace", "affine", "track_running_stats"];
const CHECKS = { // what has no say in a shape, but torch refuses
  p: [(value) => value >= 0 && value <= 1, "a number from 0 to 1"],
  eps: [(value) => value > 0, "a number above 0"],
  norm_type: [(value) => value !== 0 && !Number.isNaN(value), "a number other than 0"],
  negative_slope: [(value) => !Number.isNaN(value), "a number"],
  alpha: [(value) => !Number.isNaN(value), "a number"],
};
/** Refuse what torch would, whatever the shape is. */
export function check({ name, args }) {
  for (const flag of FLAGS)
    if (flag in args && typeof args[flag] !== "boolean") refuse(`${flag} must be True or False, not ${shown(args[flag])}.`);
  for (const [word, [fits, rule]] of Object.entries(CHECKS))
    if (word in args && !fits(asNumber(args[word]))) refuse(`${word} must be ${rule}, not ${shown(args[word])}.`);
  if (args.momentum !== undefined && args.momentum !== null && Number.isNaN(asNumber(args.momentum)))
    refuse(`momentum must be a number or None, not ${shown(args.momentum)}.`);
  if (args.divisor_override !== undefined && args.divisor_override !== null && (whole(args, "divisor_override", -Infinity) === 0))
    refuse("divisor_override must not be 0.");
  if (args.return_indices) refuse("return_indices=True gives two results, and the next layer takes one: leave it out.");
  if (args.approximate !== undefined && !["none", "tanh"].includes(args.approximate))
    refuse(`approximate must be "none" or "tanh", not ${shown(args.approximate)}.`);
  const modes = name.startsWith("ConvT") ? ["zeros"] : ["zeros", "reflect", "replicate", "circular"];
  if (args.padding_mode !== undefined && !modes.includes(args.padding_mode))
    refuse(`padding_mode must be ${modes.map((mode) => `"${mode}"`).join(" or ")}, not ${shown(args.padding_mode)}.`);
}
