// A stack of layers in torch's own syntax, read and never evaluated.
//
//   parse("nn.Conv2d(1, 8, 3),") → [{ name: "Conv2d", args: { in_channels: 1, …, bias: true }, line: 1,
//     pieces: [["nn.Conv2d(", null], ["1", "in_channels"], …] }]
//
// Text to tokens, tokens to layers, each layer's values bound to torch's arguments. What can't be
// read is a RangeError: one sentence with the line and what was found there. Whether the values make
// sense is the business of trace.mjs.
import { cut, reader } from "./tokens.mjs";
import { valuesOf } from "./values.mjs";
import { SIGNATURES, bind } from "./layers.mjs";

const [LETTERS, LAYERS] = [4000, 100];
const STATEMENTS = ["class", "def", "return", "super", "for", "if", "while", "with", "lambda", "async", "await", "del", "assert"];

/** The layer as it is written, in one line: texts, each with the argument whose value it is. */
function piecesOf(tokens, first, end, values) {
  const found = [];
  let before = null;
  for (let index = first; index < end; index += 1) {
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

export function parse(text) {
  if (text.length > LETTERS)
    throw new RangeError(`The stack has ${text.length} letters, and at most ${LETTERS} fit.`);
  const r = reader(text);
  const { tokens, fail, quoted, peek, take, is, accept } = r;
  const layers = [];
  const onward = (kinds = ["newline", "end"]) => !kinds.includes(tokens[r.at].kind);

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
  const sum = valuesOf(r, path);

  /** Whether "(conv1): " begins this line, as print() writes it. */
  function isNumbered() {
    r.skip();
    const [a, b, c, d, next] = tokens.slice(r.at, r.at + 5);
    if (r.at > 0 && tokens[r.at - 1].kind !== "newline") return false;
    return next?.kind === "name" && a.text === "(" && /^\w+$/.test(b?.text) && c?.text === ")" && d?.text === ":";
  }
  function item() {
    if (isNumbered()) r.at += 4;
    if (is("(", "[")) return r.list(item, isNumbered);
    const first = r.at;
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
    if (isStack) return r.list(item, isNumbered);
    const values = r.list(value, isNumbered);
    if (layers.length === LAYERS) fail(start, `more than ${LAYERS} layers don’t fit.`);
    return layers.push({ name, line: start.line, args: bind(name, values, start, fail), pieces: piecesOf(tokens, first, r.at, values) });
  }
  /** One value in a call: {name, named, value, from, to}, from and to being tokens. */
  function value() {
    const token = peek();
    const here = r.at;
    const named = token.kind === "name" && (take(), accept("="));
    if (!named) r.at = here;
    r.skip();
    const from = r.at;
    return { token, named, name: token.text, value: sum(), from, to: r.at };
  }
  /** conv1 = …, self.conv1 = …: the name is of no matter. */
  function target() {
    const back = r.at;
    if (tokens[r.at].kind !== "name" || STATEMENTS.includes(tokens[r.at].text)) return;
    path();
    if (!accept("=")) r.at = back;
  }

  while (onward(["end"])) {
    if (!onward()) r.at += 1;
    else if (["import", "from"].includes(tokens[r.at].text)) while (onward()) r.at += 1;
    else {
      target();
      do item(); while (accept(",") && onward() && !is(";"));
      if (!accept(";") && onward()) fail(tokens[r.at], `a comma is missing before ${quoted(tokens[r.at])}.`);
    }
  }
  if (layers.length === 0) throw new RangeError("There is no layer to read: write one, such as nn.Conv2d(1, 8, 3).");
  return layers;
}
