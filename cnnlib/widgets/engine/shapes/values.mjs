// The values in a call, as Python writes them: numbers, words, tuples, and sums and products of whole numbers.
import { cut } from "./tokens.mjs";
import { CONSTANTS } from "./layers.mjs";

const LARGEST = 1e6;
const WORDS = ["same", "valid", "zeros", "reflect", "replicate", "circular", "none", "tanh"]; // print() leaves the quotes out

/** A function that reads the next value. `r`: a reader of stack_tokens.mjs; path() reads a dotted name. */
export function valuesOf(r, path) {
  const { fail } = r;
  const number = (value, token) => {
    if (Math.abs(value) > LARGEST) fail(token, `${cut(token.text)} leads to a number above 1,000,000, which is too large here.`);
    return value + 0; // no minus zero
  };
  function reckon(sign, a, b, token) {
    if (!Number.isInteger(a) || !Number.isInteger(b)) fail(token, `“${sign}” can only stand between whole numbers here.`);
    if (sign === "//" && b === 0) fail(token, "nothing can be divided by 0.");
    return number({ "+": a + b, "-": a - b, "*": a * b, "//": Math.floor(a / b) }[sign], token);
  }
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
  function signed() {
    if (!r.is("+", "-")) return atom();
    const token = r.take();
    const value = r.inside(token, signed);
    const sign = token.text === "-" ? -1 : 1;
    if (value?.float !== undefined) return { float: sign * value.float };
    if (!Number.isInteger(value)) fail(token, `“${token.text}” can only stand before a number.`);
    return number(sign * value, token);
  }
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
    if (token.text === "torch" && r.is(".")) return `torch.${(r.take(), path()[0])}`; // dtype=torch.float32
    if (!WORDS.includes(token.text)) fail(token, `what “${cut(token.text)}” stands for is not known here: write the number itself.`);
    return token.text;
  }
  return sum;
}
