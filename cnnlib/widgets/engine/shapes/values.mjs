// The values in a call, as Python writes them: numbers, words, tuples, and sums and products of whole numbers.

import { CONSTANTS } from "./layers.mjs";
import { cut } from "./tokens.mjs";

/** @import { Reader, Token } from "./tokens.mjs" */

const LARGEST = 1e6;
const WORDS = ["same", "valid", "zeros", "reflect", "replicate", "circular", "none", "tanh"]; // print() leaves the quotes out

/**
 * A function that reads the next value. `r`: a reader of tokens.mjs; path() reads a dotted name.
 * @param {Reader} r @param {() => [string, Token]} path @returns {() => any}
 */
export function valuesOf(r, path) {
  const { fail } = r;
  /** @param {number} value @param {Token} token */
  const number = (value, token) => {
    if (Math.abs(value) > LARGEST) fail(token, `${cut(token.text)} leads to a number above 1,000,000, which is too large here.`);
    return value + 0; // no minus zero
  };
  /** @param {string} sign @param {any} a @param {any} b @param {Token} token */
  function reckon(sign, a, b, token) {
    if (!Number.isInteger(a) || !Number.isInteger(b)) fail(token, `“${sign}” can only stand between whole numbers here.`);
    if (sign === "//" && b === 0) fail(token, "nothing can be divided by 0.");
    return number({ "+": a + b, "-": a - b, "*": a * b, "//": Math.floor(a / b) }[sign], token);
  }
  /** @param {string[]} signs @param {() => any} part */
  function chain(signs, part) {
    let value = part();
    while (r.is(...signs)) {
      const token = r.take();
      value = reckon(token.text, value, part(), token);
    }
    return value;
  }
  const sum = () => chain(["+", "-"], product);
  const product = () => chain(["*", "//"], signed);
  /** @returns {any} */
  function signed() {
    if (!r.is("+", "-")) return atom();
    const token = r.take();
    const value = r.inside(token, signed);
    const sign = token.text === "-" ? -1 : 1;
    if (value?.float !== undefined) return { float: sign * value.float };
    if (!Number.isInteger(value)) fail(token, `“${token.text}” can only stand before a number.`);
    return number(sign * value, token);
  }
  /** @returns {any} */
  function atom() {
    const token = r.peek();
    if (r.is("(", "[")) {
      const values = r.list(sum);
      return token.text === "(" && values.length === 1 && !values.comma ? values[0] : [...values]; // (3) is 3, (3,) a tuple
    }
    r.take();
    if (token.kind === "string") return token.text.slice(1, -1);
    if (token.kind === "number") {
      if (/^0[\d_]*[1-9]/.test(token.text) && !/[.eE]/.test(token.text)) fail(token, `${cut(token.text)} begins with a 0.`);
      const value = number(Number(token.text.replaceAll("_", "")), token);
      return /[.eE]/.test(token.text) ? { float: value } : value; // 3.0 is no whole number, as in Python
    }
    if (token.kind !== "name") fail(token, `a number or a word is expected, not ${r.quoted(token)}.`);
    if (Object.hasOwn(CONSTANTS, token.text)) return CONSTANTS[token.text];
    if (token.text === "torch" && r.accept(".")) return `torch.${path()[0]}`; // dtype=torch.float32
    if (!WORDS.includes(token.text)) fail(token, `what “${cut(token.text)}” stands for is not known here: write the number itself.`);
    return token.text;
  }
  return sum;
}
