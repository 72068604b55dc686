// The ledger of a layer with channels: a row for each, its input, the kernel's plane over it and what
// that gives; below them the bias. A brace adds the ends up.

import { classes, long, placeName } from "../board/cells.mjs";
import { frame } from "../board/frame.mjs";
import { grid } from "../board/grid.mjs";
import { channelName, partial } from "../engine/channels.mjs";
import { shapeOf } from "../engine/tables.mjs";
import { h, set, text } from "../kit/dom.mjs";
import { cell, show, spoken } from "../kit/numbers.mjs";
import { channelProducts } from "./views.mjs";
/** @import { Layer } from "../engine/channels.mjs" */
/** @import { Card } from "../kit/card.mjs" */
/** @import { Model } from "../types.mjs" */
/** @import { Here } from "./channel_stack.mjs" */

/** @param {number} count */
export const range = (count) => Array.from({ length: count }, (_, index) => index);

/** A copy of nested lists with one number changed. @param {any[]} nested @param {number[]} path @param {number} value @returns {any[]} */
const replaced = (nested, [first, ...rest], value) => nested.with(first, rest.length ? replaced(nested[first], rest, value) : value);

/**
 * The kernel cell that lies on padded cell (r, c) when the window stands at (i, j), or null.
 * @param {Layer} layer @param {number} r @param {number} c @param {number[]} place
 */
export function under({ slides, problem }, r, c, [, i, j]) {
  const { s, k } = slides[0][0];
  const [a, b] = [r - i * s[0], c - j * s[1]];
  return !problem && a >= 0 && a < k[0] && b >= 0 && b < k[1] ? [a, b] : null;
}

/** @param {string} mark */
const sign = (mark) => h("span", { class: "cnn-sign", "aria-hidden": "true" }, mark);

/**
 * card: as card.mjs opens it; onMove(kernel, row, column): another cell of a map is asked for.
 * @param {{ model: Model, card: Card, onMove: (o: number, i: number, j: number) => void }} options
 */
export function ledger({ model, card, onMove }) {
  const { complain, point, put, limits } = card;
  /** @type {Layer} */
  let made;
  let [place, hidden] = [[0, 0, 0], false]; // of the last drawing; hidden: there are no sums, or not yet
  let asked = 0; // the channel whose products are written out
  /** @param {string} trait @param {(r: number, c: number) => number[]} pathOf @returns {(r: number, c: number, value: number) => void} */
  const edit = (trait, pathOf) => (r, c, value) => put({ [trait]: replaced(model.get(trait), pathOf(r, c), value) });

  const rows = range(limits.input.tensor[0]).map((channel) => {
    const input = grid({
      kind: "input",
      complain,
      onPoint: point(`input ${channel}`),
      onEdit: edit("input", (r, c) => [channel, r - made.slides[0][0].p[0], c - made.slides[0][0].p[1]]),
    });
    const kernel = grid({ kind: "kernel", complain, onPoint: point(`kernel ${channel}`), onEdit: edit("kernels", (r, c) => [place[0], channel, r, c]) });
    const box = h("input", {
      type: "checkbox",
      onchange: () => {
        const others = /** @type {number[]} */ (model.get("off")).filter((c) => c !== channel);
        put({ off: box.checked ? others : [...others, channel].sort() });
      },
    });
    const name = h("span");
    const ask = () => {
      asked = channel;
      if (made) drawProducts();
    };
    const part = h("button", { type: "button", class: "cnn-part-sum", onclick: ask, onpointerenter: ask, onfocus: ask });
    return {
      input,
      kernel,
      box,
      name,
      part,
      window_: frame({ board: input, onGrab: card.stop, onMove: ([i, j]) => onMove(place[0], i, j) }),
      root: h(
        "div",
        { class: "cnn-channel" },
        h("label", { class: "cnn-channel-name" }, box, name),
        h("div", {}, input.root),
        sign("⋆"),
        h("div", {}, kernel.root),
        sign("="),
        part,
      ),
    };
  });
  const bias = grid({ kind: "kernel", complain, onPoint: point("bias"), onEdit: edit("bias", () => [place[0]]) });
  const biasPart = h("span", { class: "cnn-part-sum" });
  const adder = h("span", { class: "cnn-adder", "aria-hidden": "true" });
  const [inputLabel, kernelLabel, biasLabel] = ["input", "kernel", "bias"].map((of) => h("p", { class: `cnn-caption cnn-${of}-name` }));
  const products = h("span", { class: "cnn-products" });
  const root = h(
    "div",
    { class: "cnn-ledger" },
    inputLabel,
    kernelLabel,
    ...rows.map((row) => row.root),
    h("div", { class: "cnn-channel" }, biasLabel, h("div", {}, bias.root), sign("="), biasPart),
    adder,
  );

  /** @param {typeof rows[number]} row @param {number} c @param {Here["pointed"]} pointed */
  function drawRow(row, c, pointed) {
    const { slides, off, kernels, channels, problem } = made;
    const [o, i, j] = place;
    set(row.root, "hidden", c >= channels);
    if (c >= channels) return;
    const { xp, w, n, p, s, size, padded } = slides[o][c];
    const name = channelName(c, channels);
    const silent = off.includes(c);
    const [kind, which] = pointed?.kind.split(" ") ?? [];
    const at = pointed ? [pointed.r, pointed.c] : [-1, -1];
    const here = Number(which) === c;
    text(row.name, name);
    set(row.box, "aria-label", `${name} counts`);
    row.box.checked = !silent;
    row.input.draw(shapeOf(xp), `Input, ${name}, ${n.join(" by ")}`, (r, column) => {
      const inside = r >= p[0] && column >= p[1] && r < p[0] + n[0] && column < p[1] + n[1];
      const on = under(made, r, column, place);
      const value = xp[r][column];
      const lit = kind === "output" ? under(made, r, column, [0, ...at]) : kind === "kernel" && here && on && String(on) === String(at);
      return {
        text: cell(value),
        edit: inside ? String(value) : undefined,
        class: classes(silent ? "off" : on && "on", !inside && "pad", !value && "zero", long(value), lit && "partner"),
        label:
          (inside ? `${placeName(r - p[0], column - p[1])}: ${spoken(value)}` : `padding: ${spoken(value)}`) +
          (on ? `, under the kernel, times ${spoken(w[on[0]][on[1]])}` : ""),
      };
    });
    const missing = c >= kernels[o].length;
    set(row.kernel.root, "hidden", missing);
    if (!missing)
      row.kernel.draw(shapeOf(w), `Kernel ${o + 1}, ${name}, ${shapeOf(w).join(" by ")}`, (r, column) => {
        const value = w[r][column];
        const lit = kind === "input" && here && String(under(made, at[0], at[1], place)) === String([r, column]);
        return {
          text: cell(value),
          edit: String(value),
          label: `${placeName(r, column)}: ${spoken(value)}`,
          class: classes(silent && "off", long(value), lit && "partner"),
        };
      });
    row.window_.draw(problem ? null : { place: [i, j], stride: s, reach: shapeOf(w), size, across: padded[1] });
    const value = hidden ? "?" : show(partial(made, o, c, i, j), 4);
    set(row.part, "hidden", Boolean(problem));
    text(row.part, value);
    set(row.part, "aria-disabled", String(hidden));
    set(row.part, "aria-label", hidden ? `What ${name} gives is not there yet` : `${value}: what ${name} gives. Write its products`);
    set(row.part, "data-off", silent);
  }

  function drawProducts() {
    asked = Math.min(asked, made.channels - 1);
    for (const [c, row] of rows.entries()) set(row.part, "aria-pressed", String(!hidden && c === asked));
    products.replaceChildren(...(hidden ? [] : channelProducts(made, place, asked)));
  }

  /** now: as card.mjs gives it; at: the cell of a map that is shown, [kernel, row, column]. @param {Here} now @param {number[]} at */
  function draw({ scene, sized, pointed }, at) {
    made = scene;
    [place, hidden] = [at, Boolean(scene.problem) || !sized];
    const [o] = place;
    const { n, p } = made.slides[0][0];
    const value = made.bias[o] ?? 0;
    if (pointed && /^(input|kernel) /.test(pointed.kind)) asked = Number(pointed.kind.split(" ")[1]);
    inputLabel.replaceChildren(
      h("b", { class: "n" }, "Input"),
      ` ${n.join(" × ")}`,
      ...(p[0] + p[1] ? [", ", h("span", { class: "pp" }, `padding ${p[0] === p[1] ? p[0] : p.join(", ")}`)] : []),
    );
    kernelLabel.replaceChildren(h("b", { class: "k" }, "Kernel"), ` ${o + 1}`);
    biasLabel.replaceChildren(h("b", { class: "k" }, "bias"), ` of kernel ${o + 1}`);
    for (const [c, row] of rows.entries()) drawRow(row, c, pointed);
    bias.draw([1, 1], `Bias of kernel ${o + 1}`, () => ({
      text: cell(value),
      edit: String(value),
      label: `bias: ${spoken(value)}`,
      class: classes(long(value)),
    }));
    set(biasPart, "hidden", Boolean(made.problem));
    text(biasPart, hidden ? "?" : show(value, 4));
    set(adder, "hidden", Boolean(made.problem));
    drawProducts();
  }

  return { root, products, draw };
}
