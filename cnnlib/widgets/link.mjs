// The state of a widget in the page's address: #SlidingKernel-1?input=1,2;3,4&stride=2
// What stands there may come from anyone, so it is checked like typed text.
const matrix = (rows) => rows.map((row) => row.join(",")).join(";");

export function write(id, { input, kernel, ...numbers }) {
  const parts = [["input", matrix(input)], ["kernel", matrix(kernel)], ...Object.entries(numbers)];
  return `#${id}?${parts.map(([name, value]) => `${name}=${value}`).join("&")}`;
}

function parseMatrix(name, text, most) {
  const number = (part) => (/^-?\d*\.?\d+(e[+-]?\d+)?$/i.test(part) ? Number(part) : NaN);
  const rows = text.split(";").map((row) => row.split(",").map(number));
  const whole = rows.every((row) => row.length === rows[0].length && row.every(Number.isFinite));
  if (!whole || rows.length > most || rows[0].length > most)
    throw new RangeError(`The ${name} in this link is not a matrix of numbers of at most ${most} × ${most}`);
  return rows;
}

function parseNumber(name, text, [least, most]) {
  const good = (["step", "predict"].includes(name) ? /^\d{1,4}$/ : /^\d{1,4}(,\d{1,4})?$/).test(text);
  const values = text.split(",").map(Number);
  if (!good || values.some((value) => value < least || value > most))
    throw new RangeError(`The ${name} in this link is not a whole number from ${least} to ${most}`);
  return values.length === 1 ? values[0] : values;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RangeError("This link is damaged");
  }
}

/** The traits that an address gives to the widget `id`, null if none; throws one clear sentence. */
export function parse(hash, id, limits) {
  if (!hash.startsWith(`#${id}?`)) return null;
  const traits = {};
  for (const part of hash.slice(id.length + 2).split("&")) {
    const [name, text = ""] = part.split("=").map(decoded);
    if (!Object.hasOwn(limits, name)) continue;
    const limit = limits[name];
    traits[name] = Array.isArray(limit) ? parseNumber(name, text, limit) : parseMatrix(name, text, limit);
  }
  return traits;
}
