// The state of a widget in the page's address: #SlidingKernel-1?input=1,2;3,4&stride=2
// What stands there may come from anyone, so it is checked like typed text. `limits` says, for each
// trait, what it may be: {vector: most}, {matrix: most}, {tensor: [most planes, most side]},
// {kernels: [most, most planes, most side]}, {subset: how many there are}, {pair: [least, most]},
// {whole: [least, most]}, {number: [least, most]}, {choice: [...]}, {flag: true} or {text: length};
// `words` beside a pair are words that may stand there instead.

/** @import { Matrix } from "../engine/tables.mjs" */

/**
 * @typedef {{ vector?: number, matrix?: number, tensor?: number[], kernels?: number[], subset?: number, pair?: number[], whole?: number[],
 *   number?: number[], choice?: string[], words?: string[], flag?: boolean, text?: number }} Limit
 */

/** @param {Matrix} rows */
const matrix = (rows) => rows.map((row) => row.join(",")).join(";");

/** @param {Matrix[]} planes */
const tensorText = (planes) => planes.map(matrix).join("|");

/** @param {any} value @param {Limit} limit @returns {string} */
const written = (value, { vector, subset, matrix: isMatrix, tensor, kernels, flag }) => {
  if (vector || subset) return value.join(",");
  if (isMatrix) return matrix(value);
  if (tensor) return tensorText(value);
  if (kernels) return value.map(tensorText).join("/");
  return encodeURIComponent(flag ? Number(value) : value);
};

/** @param {string} id @param {Record<string, unknown>} state @param {Record<string, Limit>} limits */
export function write(id, state, limits) {
  const parts = Object.entries(state).filter(([name]) => limits[name]);
  return `#${id}?${parts.map(([name, value]) => `${name}=${written(value, limits[name])}`).join("&")}`;
}

/** @param {string} part */
const number = (part) => (/^-?\d*\.?\d+(e[+-]?\d+)?$/i.test(part) ? Number(part) : NaN);

/** @param {string} name @param {string} text @param {number} most */
function readMatrix(name, text, most) {
  const rows = text.split(";").map((row) => row.split(",").map(number));
  const whole = rows.every((row) => row.length === rows[0].length && row.every(Number.isFinite));
  if (!whole || rows.length > most || rows[0].length > most)
    throw new RangeError(`The ${name} in this link is not a matrix of numbers of at most ${most} × ${most}`);
  return rows;
}

/** @param {string} name @param {string} text @param {number} most */
function readVector(name, text, most) {
  const values = text.split(",").map(number);
  if (values.length > most || !values.every(Number.isFinite)) throw new RangeError(`The ${name} in this link is not a list of at most ${most} numbers`);
  return values;
}

/** @param {string} name @param {string} text @param {number[]} limits */
function readTensor(name, text, [most, side]) {
  const planes = text.split("|").map((plane) => readMatrix(name, plane, side));
  const [rows, columns] = [planes[0].length, planes[0][0].length];
  if (planes.length > most || planes.some((plane) => plane.length !== rows || plane[0].length !== columns))
    throw new RangeError(`The ${name} in this link is not a stack of at most ${most} matrices of one size`);
  return planes;
}

/** @param {string} name @param {string} text @param {number[]} limits */
function readKernels(name, text, [most, ...limits]) {
  const kernels = text.split("/").map((kernel) => readTensor(name, kernel, limits));
  /** @param {Matrix[]} kernel */
  const shape = (kernel) => String([kernel.length, kernel[0].length, kernel[0][0].length]);
  if (kernels.length > most || kernels.some((kernel) => shape(kernel) !== shape(kernels[0])))
    throw new RangeError(`The ${name} in this link are not at most ${most} of one shape`);
  return kernels;
}

/** @param {string} name @param {string} text @param {number} most */
function readSubset(name, text, most) {
  const members = text === "" ? [] : text.split(",").map(number);
  if (members.some((member, index) => !Number.isInteger(member) || member < 0 || member >= most || members.indexOf(member) < index))
    throw new RangeError(`What is ${name} in this link is not some of 0 to ${most - 1}`);
  return members.sort();
}

/** @param {string} name @param {string} text @param {number[]} range @param {RegExp} form @param {string} kind */
function readNumbers(name, text, [least, most], form, kind) {
  const values = text.split(",").map(number);
  if (!form.test(text) || values.some((value) => !(value >= least && value <= most)))
    throw new RangeError(`The ${name} in this link is not a ${kind} from ${least} to ${most}`);
  return values.length === 1 ? values[0] : values;
}

/** @param {string} name @param {string} text @param {Limit} limit */
function readOne(name, text, limit) {
  const { vector, matrix: most, tensor, kernels, subset, pair, whole, number: range, choice, words = [], flag, text: length } = limit;
  if (words.includes(text)) return text;
  if (vector) return readVector(name, text, vector);
  if (most) return readMatrix(name, text, most);
  if (tensor) return readTensor(name, text, tensor);
  if (kernels) return readKernels(name, text, kernels);
  if (subset) return readSubset(name, text, subset);
  if (pair) return readNumbers(name, text, pair, /^\d{1,4}(,\d{1,4})?$/, "whole number");
  if (whole) return readNumbers(name, text, whole, /^-?\d{1,5}$/, "whole number");
  if (range) return readNumbers(name, text, range, /^[^,]{1,20}$/, "number");
  if (flag && /^[01]$/.test(text)) return text === "1";
  if (choice?.includes(text) || text.length <= (length ?? -1)) return text;
  throw new RangeError(`The ${name} in this link is not ${choice ? `one of ${choice.join(", ")}` : flag ? "0 or 1" : `a text of at most ${length} letters`}`);
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RangeError("This link is damaged");
  }
}

/**
 * The traits that an address gives to the widget `id`, null if none; throws one clear sentence.
 * @param {string} hash @param {string} id @param {Record<string, Limit>} limits
 */
export function parse(hash, id, limits) {
  if (!hash.startsWith(`#${id}?`)) return null;
  const traits = /** @type {Record<string, unknown>} */ ({});
  for (const part of hash.slice(id.length + 2).split("&")) {
    const [name, ...rest] = part.split("=");
    if (Object.hasOwn(limits, name)) traits[name] = readOne(name, decoded(rest.join("=")), limits[name]);
  }
  return traits;
}
