// A stack of layers in torch's own syntax, read and never evaluated.
//
//   parse("nn.Conv2d(1, 8, 3),") → [{ name: "Conv2d", args: { in_channels: 1, …, bias: true }, line: 1,
//     pieces: [["nn.Conv2d(", null], ["1", "in_channels"], …] }]
//
// Text to tokens, tokens to layers, each layer's values bound to torch's arguments. What can't be
// read is a RangeError: one sentence with the line and what was found there. Whether the values make
// sense is the business of trace.mjs.

import { CONSTANTS, SIGNATURES, bind } from "./torch_layers.mjs";

const [LETTERS, LAYERS, LARGEST, DEEPEST] = [4000, 100, 1e6, 20];

const WORDS = ["same", "valid", "zeros", "reflect", "replicate", "circular", "none", "tanh"]; // print() leaves the quotes out
const STATEMENTS = ["class", "def", "return", "super", "for", "if", "while", "with", "lambda", "async", "await", "del", "assert"];

const TOKEN = /([^\S\n]+|#[^\n]*|\\\n)|(\n)|([A-Za-z_]\w*)|(\d+(?:_\d+)*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|("[^"\\\n]*"|'[^'\\\n]*')|(\/\/|[()[\],=.:;*+-])/y;
const KINDS = ["space", "newline", "name", "number", "string", "sign"];

const cut = (text) => (text.length > 24 ? `${text.slice(0, 24)}…` : text);

function tokenize(text) {
  const tokens = [];
  let line = 1;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) throw new RangeError(`Line ${line}: “${String.fromCodePoint(text.codePointAt(at))}” can’t stand in a stack of layers.`);
    const kind = KINDS[found.slice(1).findIndex((part) => part !== undefined)];
    if (kind !== "space") tokens.push({ kind, text: found[0], line, from: at, to: TOKEN.lastIndex });
    line += found[0].split("\n").length - 1;
  }
  return [...tokens, { kind: "end", text: "the end", line, from: text.length, to: text.length }];
}

export function parse(text) {
  if (text.length > LETTERS)
    throw new RangeError(`The stack has ${text.length} letters, and at most ${LETTERS} fit.`);
  const tokens = tokenize(text);
  const layers = [];
  let [at, depth] = [0, 0]; // inside brackets a line may end anywhere

  const fail = (token, sentence) => { throw new RangeError(`Line ${token.line}: ${sentence}`); };
  const quoted = (token) => (token.kind === "end" ? "the end" : token.kind === "newline" ? "the end of the line" : `“${cut(token.text)}”`);
  const skip = () => { while (depth && tokens[at].kind === "newline") at += 1; };
  const peek = () => (skip(), tokens[at]);
  const take = () => (skip(), tokens[at++]);
  const is = (...signs) => peek().kind === "sign" && signs.includes(peek().text);
  const accept = (sign) => is(sign) && Boolean(take());
  const open = (token) => {
    depth += 1;
    if (depth > DEEPEST) fail(token, `brackets inside brackets, more than ${DEEPEST} deep, can’t be read.`);
  };
  const shut = () => { depth -= 1; };

  /** What stands between brackets and commas: one(), again and again, up to the closing bracket. */
  function list(closing, one) {
    const opened = take();
    open(opened);
    const found = [];
    while (!is(closing)) {
      if (peek().kind === "end") fail(opened, `the bracket “${opened.text}” is never closed.`);
      found.push(one());
      if (accept(",")) found.comma = true;
      else if (!is(closing) && !isNumbered()) {
        if (peek().kind === "end") fail(opened, `the bracket “${opened.text}” is never closed.`);
        fail(peek(), `a comma is missing before ${quoted(peek())}.`);
      }
    }
    shut(); // what follows the bracket may be a new line
    at += 1;
    return found;
  }

  // numbers, words and tuples
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
    while (is(...signs)) {
      const token = take();
      value = reckon(token.text, value, part(), token);
    }
    return value;
  }
  const sum = () => chain(["+", "-"], product);
  const product = () => chain(["*", "//"], signed);
  function signed() {
    if (!is("+", "-")) return atom();
    const token = take();
    open(token);
    const value = signed();
    shut();
    const sign = token.text === "-" ? -1 : 1;
    if (value?.float !== undefined) return { float: sign * value.float };
    if (!Number.isInteger(value)) fail(token, `“${token.text}” can only stand before a number.`);
    return number(sign * value, token);
  }
  function atom() {
    const token = peek();
    if (is("(") || is("[")) {
      const values = list(is("(") ? ")" : "]", sum);
      return token.text === "(" && values.length === 1 && !values.comma ? values[0] : [...values]; // (3) is 3, (3,) a tuple
    }
    take();
    if (token.kind === "string") return token.text.slice(1, -1);
    if (token.kind === "number") {
      if (/^0[\d_]*[1-9]/.test(token.text) && !/[.eE]/.test(token.text)) fail(token, `${cut(token.text)} begins with a 0.`);
      const value = number(Number(token.text.replaceAll("_", "")), token);
      return /[.eE]/.test(token.text) ? { float: value } : value; // 3.0 is no whole number, as in Python
    }
    if (token.kind !== "name") fail(token, `a number or a word is expected, not ${quoted(token)}.`);
    if (token.text in CONSTANTS) return CONSTANTS[token.text];
    if (token.text === "torch" && is(".")) return `torch.${(take(), path()[0])}`; // dtype=torch.float32
    if (!WORDS.includes(token.text)) fail(token, `what “${cut(token.text)}” stands for is not known here: write the number itself.`);
    return token.text;
  }

  // layers
  function path() {
    const start = take();
    if (start.kind !== "name") fail(start, `a layer such as nn.ReLU() is expected, not ${quoted(start)}.`);
    if (STATEMENTS.includes(start.text))
      fail(start, `“${start.text}” can’t be read: give only the layers, in the order in which the input meets them.`);
    let words = start.text;
    while (accept(".")) {
      const word = take();
      if (word.kind !== "name") fail(word, `a name is expected after the point, not ${quoted(word)}.`);
      words += `.${word.text}`;
    }
    return [words, start];
  }
  /** Whether "(conv1): " begins this line, as print() writes it. */
  function isNumbered() {
    skip();
    const [a, b, c, d, next] = tokens.slice(at, at + 5);
    if (at > 0 && tokens[at - 1].kind !== "newline") return false;
    return next?.kind === "name" && a.text === "(" && /^\w+$/.test(b?.text) && c?.text === ")" && d?.text === ":";
  }
  function item() {
    if (isNumbered()) at += 4;
    if (is("(") || is("[")) return list(is("(") ? ")" : "]", item);
    const first = at;
    const [words, start] = path();
    const name = words.split(".").at(-1);
    const home = words.slice(0, -name.length);
    const alike = Object.keys(SIGNATURES).find((other) => other.toLowerCase() === name.toLowerCase());
    if (!["", "nn.", "torch.nn."].includes(home))
      fail(start, `“${cut(words)}” is no layer of torch.nn${alike ? `: write nn.${alike}()` : ""}.`);
    const isStack = name === "Sequential";
    if (!isStack && !Object.hasOwn(SIGNATURES, name))
      fail(start, `“${cut(words)}” is no layer that is known here${alike ? `: did you mean nn.${alike}?` : "."}`);
    if (!is("(")) fail(start, `“${words}” needs brackets behind it: ${words}(${isStack ? "…" : ""}).`);
    if (isStack) return list(")", item);
    const values = list(")", value);
    if (layers.length === LAYERS) fail(start, `more than ${LAYERS} layers don’t fit.`);
    return layers.push({ name, line: start.line, args: bind(name, values, start, fail), pieces: pieces(first, values) });
  }
  /** One value in a call: {name, named, value, from, to}, from and to being tokens. */
  function value() {
    const token = peek();
    const here = at;
    const named = token.kind === "name" && (take(), accept("="));
    if (!named) at = here;
    skip();
    const from = at;
    return { token, named, name: token.text, value: sum(), from, to: at };
  }

  /** The layer as it is written, in one line: texts, each with the argument whose value it is. */
  function pieces(first, values) {
    const found = [];
    let before = null;
    for (let index = first; index < at; index += 1) {
      const token = tokens[index];
      if (token.kind === "newline") continue;
      const tight = before === null || /^[([]$/.test(before.text) || /^[)\],]$/.test(token.text);
      const space = !tight && (before.text === "," || token.from > before.to) ? " " : "";
      const name = values.find(({ from, to }) => index >= from && index < to)?.name ?? null;
      const last = found.at(-1);
      if (last && last[1] === name) last[0] += space + token.text;
      else {
        if (space) last[0] += space;
        found.push([token.text, name]);
      }
      before = token;
    }
    return found;
  }

  /** conv1 = …, self.conv1 = …: the name is of no matter. */
  function target() {
    const back = at;
    if (tokens[at].kind !== "name" || STATEMENTS.includes(tokens[at].text)) return;
    path();
    if (!accept("=")) at = back;
  }
  while (tokens[at].kind !== "end") {
    if (tokens[at].kind === "newline") at += 1;
    else if (["import", "from"].includes(tokens[at].text)) while (!["newline", "end"].includes(tokens[at].kind)) at += 1;
    else {
      target();
      do item(); while (accept(",") && !["newline", "end"].includes(tokens[at].kind) && !is(";"));
      if (!accept(";") && !["newline", "end"].includes(tokens[at].kind)) fail(tokens[at], `a comma is missing before ${quoted(tokens[at])}.`);
    }
  }
  if (layers.length === 0) throw new RangeError("There is no layer to read: write one, such as nn.Conv2d(1, 8, 3).");
  return layers;
}
