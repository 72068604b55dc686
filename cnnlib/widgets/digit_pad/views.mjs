// A step of the chase in words of mathematics and of code, with today's numbers filled in.
import { fixed, percent, sure } from "./answers.mjs";
import { ledger, rounded, STEPS } from "./chase.mjs";
import { h } from "../kit/dom.mjs";
import { factor, show } from "../kit/numbers.mjs";
import { g, k, n, o } from "../kit/views.mjs";

const sub = (text) => h("sub", {}, text);
const less = (value) => (value < 0 ? ` − ${fixed(-value)}` : ` + ${fixed(value)}`);

/** 15.88 = 17.02 for − 1.31 against + 0.17 biases */
export function sumOf(part, logit) {
  const { speaks, against, biases } = ledger(part);
  const [up, down, bias] = rounded([speaks, against, biases]);
  return [h("b", { class: "o" }, fixed(logit)), " = ", h("span", { class: "cnn-term" }, o(fixed(up)), " for"),
    " − ", h("span", { class: "cnn-term" }, g(fixed(-down)), " against"),
    bias < 0 ? " − " : " + ", h("span", { class: "cnn-term" }, k(fixed(Math.abs(bias))), " biases")];
}

/** The network's sentence: the answer, and how sure a softmax makes of it. */
export const answerOf = ({ winner, shares }) => [h("span", {}, "The network answers "), h("b", { class: "o" }, String(winner)), `, with ${sure(shares[winner])}.`];

const TELLS = {
  pool2: "Each of 784 cells gives its number times its weight.",
  conv2: "A pool passes one cell of four on: what the pooled cell gave stands on the winner. The others gave nothing.",
  pool1: "Back through ReLU and the kernels. A cell that ReLU set to 0 gives nothing, and biases of 16 kernels join in.",
  conv1: "Back to the winners of the first pool.",
  picture: "ReLU and pools only choose cells; what they chose passes through a linear network. So pixels and biases make up the logit exactly.",
};

/** The step as a formula, and what happens in it. */
export function formulaOf({ layer, part, digit, logits, shares, winner }, known) {
  const z = (index) => [o("z"), sub(index)];
  if (!known) return [h("p", {}, "p", sub("d"), " = e", h("sup", {}, "z", sub("d")), " / Σ", sub("i"), " e", h("sup", {}, "z", sub("i")))];
  if (layer === "logit") {
    const second = logits.reduce((best, logit, index) => (index !== winner && (best < 0 || logit > logits[best]) ? index : best), -1);
    const told = percent(shares[digit]);
    const other = digit === winner ? second : winner;
    return [h("p", {}, "p", sub(digit), " = e", h("sup", {}, fixed(logits[digit])), " / Σ", sub("i"), " e", h("sup", {}, "z", sub("i")), /^[<>]/.test(told) ? " " : " = ", o(told)),
      h("p", { class: "cnn-remark" }, `The logit of ${other} is ${fixed(logits[other])}. A difference of 1 makes an answer 2.7 times as likely.`)];
  }
  const cells = { pool2: "f", conv2: "c", pool1: "q", conv1: "e", picture: "x" }[layer];
  const { biases } = ledger(part);
  const given = logits[digit] - biases;
  const [a, b] = rounded([given, biases]);
  const weight = layer === "pool2" ? [k("w"), sub("i")] : ["(∂", ...z(digit), "/∂", n(cells), sub("i"), ")"];
  return [h("p", {}, ...z(digit), " = Σ", sub("i"), " ", ...weight, "·", n(cells), sub("i"), " + ", k("biases"), ` = ${fixed(a)}${less(b)} = `, o(fixed(logits[digit]))),
    h("p", { class: "cnn-remark" }, TELLS[layer])];
}

/** One cell of the map that is looked into. */
export function cellOf({ name, value, gradient, layer }, [r, c], known) {
  const place = `${name}, row ${r + 1}, column ${c + 1}`;
  if (!known || gradient === null) return [h("p", {}, n(show(value, 4))), h("p", { class: "cnn-remark" }, `${place}.`)];
  const word = layer === "pool2" ? "weight" : "gradient";
  return [h("p", {}, n(show(value, 4)), " · ", (layer === "pool2" ? k : g)(factor(Number(gradient.toPrecision(4)))), " ≈ ", o(show(value * gradient, 4))),
    h("p", { class: "cnn-remark" }, `${place}: number · ${word} = what it adds.`)];
}

/** torch for the step, then NumPy. `net` is the network, x the picture, `pad` a DigitPad in Python. */
export function codeOf({ layer, part, digit, logits, shares, winner }, known) {
  const ask = "z = net(x)[0].detach()   # x is (1, 1, 28, 28), from 0 to 1\n";
  if (!known) return [ask, "z.argmax()   # is ", o("?")];
  if (layer === "logit") return [ask, "z.argmax()   # is ", o(winner), "\n", `z.softmax(0)[${digit}]   # is `, o(show(shares[digit])), "\n",
    `np.exp(z.numpy())[${digit}] / np.exp(z.numpy()).sum()   # is `, o(show(shares[digit]))];
  const { biases } = ledger(part);
  const sum = () => ["   # is ", o(show(logits[digit] - biases, 4))];
  if (layer === "pool2") return ["f = net[:7](x)[0]   # 784 features\n", `(net[7].weight[${digit}] * f).sum()`, ...sum(), "\n",
    "w, b, f = (t.detach().numpy() for t in (net[7].weight, net[7].bias, f))\n",
    `w[${digit}] @ f + b[${digit}]   # is `, o(show(logits[digit], 4)), " in NumPy"];
  const layers = { conv2: 5, pool1: 3, conv1: 2 }[layer];
  return [layers ? `h = net[:${layers}](x)\n` : "h = x.requires_grad_()\n", layers ? `z = net[${layers}:](h)[0]\n` : "z = net(h)[0]\n",
    `(torch.autograd.grad(z[${digit}], h)[0] * h).sum()`, ...sum(), "\n",
    `pad.chase()[${STEPS.indexOf(layer) - 1}].values.sum()`, ...sum(), " in NumPy, by cnnlib"];
}
