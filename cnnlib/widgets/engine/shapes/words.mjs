// How shapes, counts and layers are written.

const GROUPED = new Intl.NumberFormat("en");
export const thousands = (number) => GROUPED.format(number);
export const by = (shape) => shape.map(thousands).join(" × ");
export const times = (factors) => factors.reduce((a, b) => a * b, 1);
export const once = (values) => (values.every((value) => value === values[0]) ? String(values[0]) : values.join(", "));
export const count = (number, noun) => `${thousands(number)} ${noun}${number === 1 ? "" : "s"}`;

/** The layer as it is written, in one line; `changes` are other values for some arguments. */
export function written({ pieces }, changes = {}) {
  const missing = Object.entries(changes).filter(([name]) => !pieces.some((piece) => piece[1] === name));
  const text = pieces.map(([piece, name]) => (Object.hasOwn(changes, name) ? changes[name] : piece)).join("");
  return missing.reduce((call, [name, value]) => call.replace(/,?\)$/, `, ${name}=${value})`), text);
}
