// The text of a stack as tokens, and a reader that walks through them.
const DEEPEST = 20; // brackets inside brackets

const TOKEN = /([^\S\n]+|#[^\n]*|\\\n)|(\n)|([A-Za-z_]\w*)|(\d+(?:_\d+)*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|("[^"\\\n]*"|'[^'\\\n]*')|(\/\/|[()[\],=.:;*+-])/y;
const KINDS = ["space", "newline", "name", "number", "string", "sign"];

/** Not more than 24 letters of what was found. */
export const cut = (text) => (text.length > 24 ? `${text.slice(0, 24)}…` : text);

/** The tokens of a text, space and comments left out: [{kind, text, line, from, to}], the last of kind "end". */
export function tokenize(text) {
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

/** `at` is the token that comes next; inside brackets a line may end anywhere. */
export function reader(text) {
  const tokens = tokenize(text);
  let depth = 0;
  const r = { tokens, at: 0 };
  r.fail = (token, sentence) => { throw new RangeError(`Line ${token.line}: ${sentence}`); };
  r.quoted = (token) => (token.kind === "end" ? "the end" : token.kind === "newline" ? "the end of the line" : `“${cut(token.text)}”`);
  r.skip = () => { while (depth && tokens[r.at].kind === "newline") r.at += 1; };
  r.peek = () => (r.skip(), tokens[r.at]);
  r.take = () => (r.skip(), tokens[r.at++]);
  r.is = (...signs) => r.peek().kind === "sign" && signs.includes(r.peek().text);
  r.accept = (sign) => r.is(sign) && Boolean(r.take());
  /** What read() gives, one level deeper, begun at `token`. */
  r.inside = (token, read) => {
    depth += 1;
    if (depth > DEEPEST) r.fail(token, `brackets inside brackets, more than ${DEEPEST} deep, can’t be read.`);
    const found = read();
    depth -= 1;
    return found;
  };
  /** What stands between brackets and commas: one(), again and again, up to the closing bracket. */
  r.list = (one, goesOn = () => false) => {
    const opened = r.take();
    const closing = opened.text === "(" ? ")" : "]";
    const found = r.inside(opened, () => {
      const values = [];
      while (!r.is(closing)) {
        if (r.peek().kind === "end") r.fail(opened, `the bracket “${opened.text}” is never closed.`);
        values.push(one());
        if (r.accept(",")) values.comma = true;
        else if (!r.is(closing) && !goesOn()) {
          if (r.peek().kind === "end") r.fail(opened, `the bracket “${opened.text}” is never closed.`);
          r.fail(r.peek(), `a comma is missing before ${r.quoted(r.peek())}.`);
        }
      }
      return values;
    });
    r.at += 1; // what follows the bracket may be a new line
    return found;
  };
  return r;
}
