// Several channels, several kernels: what each channel gives, their sum, the bias, the activation.
import { open } from "./card.mjs";
import { channelControls } from "./channel_controls.mjs";
import { channelProducts, channelFormula, channelSum, channelCode, parametersView, shapesView } from "./channel_views.mjs";
import { channelQuestions } from "./channel_questions.mjs";
import { activate, channelName, layer, partial, placeOf } from "./channels.mjs";
import { h, set, text } from "./dom.mjs";
import { shapeOf } from "./engine.mjs";
import { frame } from "./frame.mjs";
import { grid } from "./grid.mjs";
import { cell, show, spoken } from "./numbers.mjs";

const classes = (...names) => names.filter(Boolean).join(" ");
const long = (value) => cell(value).length > 3 && "long";
const placeName = (r, c) => `row ${r + 1}, column ${c + 1}`;
const range = (count) => Array.from({ length: count }, (_, index) => index);

/** A copy of nested lists with one number changed. */
const replaced = (nested, [first, ...rest], value) => nested.with(first, rest.length ? replaced(nested[first], rest, value) : value);

const SETTINGS = ["input", "kernels", "bias", "stride", "padding", "activation", "off"];

function render({ model, el }) {
  const card = open({ model, el, name: "ChannelStack", heading: "Channel stack", settings: SETTINGS });
  const { complain, point, put, change, limits } = card;
  const [[mostChannels], [mostKernels]] = [limits.input.tensor, limits.kernels.kernels];
  let made; // the scene of the last drawing
  let place = [0, 0, 0]; // the cell of the last drawing: kernel, row, column
  let asked = 0; // the channel whose products are written out
  let hidden = false; // there are none, or the size is still to be guessed

  const edit = (trait, pathOf) => (r, c, value) => put({ [trait]: replaced(model.get(trait), pathOf(r, c), value) });
  const stepOf = (o, i, j) => (o * made.size[0] + i) * made.size[1] + j;
  const moveTo = (o, i, j) => put({ step: stepOf(o, i, j) });

  const rows = range(mostChannels).map((channel) => {
    const input = grid({ kind: "input", complain, onPoint: point(`input ${channel}`),
      onEdit: edit("input", (r, c) => [channel, r - made.slides[0][0].p[0], c - made.slides[0][0].p[1]]) });
    const kernel = grid({ kind: "kernel", complain, onPoint: point(`kernel ${channel}`),
      onEdit: edit("kernels", (r, c) => [place[0], channel, r, c]) });
    const box = h("input", { type: "checkbox", onchange: () => {
      const others = model.get("off").filter((c) => c !== channel);
      put({ off: box.checked ? others : [...others, channel].sort() });
    } });
    const name = h("span");
    const ask = () => { asked = channel; if (made) drawProducts(); };
    const part = h("button", { type: "button", class: "cnn-part-sum", onclick: ask, onpointerenter: ask, onfocus: ask });
    return { input, kernel, box, name, part, window_: frame({ board: input, onGrab: card.stop, onMove: ([i, j]) => moveTo(place[0], i, j) }),
      root: h("div", { class: "cnn-channel" }, h("label", { class: "cnn-channel-name" }, box, name), h("div", {}, input.root),
        sign("⋆"), h("div", {}, kernel.root), sign("="), part) };
  });
  const bias = grid({ kind: "kernel", complain, onPoint: point("bias"), onEdit: edit("bias", () => [place[0]]) });
  const adder = h("span", { class: "cnn-adder", "aria-hidden": "true" });
  const biasPart = h("span", { class: "cnn-part-sum" });
  const [inputLabel, kernelLabel, biasLabel] = ["input", "kernel", "bias"].map((of) => h("p", { class: `cnn-caption cnn-${of}-name` }));
  const ledger = h("div", { class: "cnn-ledger" },
    inputLabel, kernelLabel, ...rows.map((row) => row.root),
    h("div", { class: "cnn-channel" }, biasLabel, h("div", {}, bias.root), sign("="), biasPart),
    adder);
  const maps = range(mostKernels).map((o) => {
    const board = grid({ kind: "output", onPoint: point(`output ${o}`), onPick: (i, j) => moveTo(o, i, j) });
    const caption = h("p", { class: "cnn-caption" }, h("b", { class: "o" }, "Map"), ` of kernel ${o + 1}`);
    return { board, root: h("div", { class: "cnn-matrix" }, board.root, caption) };
  });
  const problem = h("p", { class: "cnn-caption cnn-problem" });
  const stage = h("div", { class: "cnn-stage cnn-layer" }, ledger, h("div", { class: "cnn-maps" }, ...maps.map((map) => map.root), problem));
  const [line, products] = [h("span"), h("span", { class: "cnn-products" })];
  const sum = h("p", { class: "cnn-sum" }, line, products);
  const views = { shapes: h("div"), parameters: h("div"), formula: h("div"), code: h("code") };

  let last = { key: [] };
  const scene = (state) => { // a step alone changes nothing of it
    const key = SETTINGS.map((trait) => state[trait]);
    if (key.some((value, index) => value !== last.key[index])) last = { key, made: layer(state.input, state.kernels, state.bias, state) };
    return last.made;
  };

  /** The kernel cell that lies on padded cell (r, c) when the window stands at (i, j), or null. */
  function under(r, c, [, i, j]) {
    const { s, k } = made.slides[0][0];
    const a = r - i * s[0];
    const b = c - j * s[1];
    return !made.problem && a >= 0 && a < k[0] && b >= 0 && b < k[1] ? [a, b] : null;
  }

  function drawChannel(c, { pointed, sized }) {
    const { slides, off, kernels: all, channels } = made;
    const [o, i, j] = place;
    const row = rows[c];
    set(row.root, "hidden", c >= channels);
    if (c >= channels) return;
    const { xp, w, n, p, size, padded } = slides[o][c];
    const name = channelName(c, channels);
    const silent = off.includes(c);
    const [kind, which] = pointed?.kind.split(" ") ?? [];
    const at = [pointed?.r, pointed?.c];
    const here = Number(which) === c;
    text(row.name, name);
    set(row.box, "aria-label", `${name} counts`);
    row.box.checked = !silent;
    row.input.draw(...shapeOf(xp), `Input, ${name}, ${n.join(" by ")}`, (r, column) => {
      const inside = r >= p[0] && column >= p[1] && r < p[0] + n[0] && column < p[1] + n[1];
      const on = under(r, column, place);
      const value = xp[r][column];
      const lit = kind === "output" ? under(r, column, [0, ...at]) : kind === "kernel" && here && on && String(on) === String(at);
      return {
        text: cell(value), edit: inside ? String(value) : undefined,
        class: classes(silent ? "off" : on && "on", !inside && "pad", !value && "zero", long(value), lit && "partner"),
        label: (inside ? `${placeName(r - p[0], column - p[1])}: ${spoken(value)}` : `padding: ${spoken(value)}`) +
          (on ? `, under the kernel, times ${spoken(w[on[0]][on[1]])}` : ""),
      };
    });
    const missing = c >= all[o].length;
    set(row.kernel.root, "hidden", missing);
    if (!missing) row.kernel.draw(...shapeOf(w), `Kernel ${o + 1}, ${name}, ${shapeOf(w).join(" by ")}`, (r, column) => {
      const lit = kind === "input" && here && String(under(...at, place)) === String([r, column]);
      return { text: cell(w[r][column]), edit: String(w[r][column]), label: `${placeName(r, column)}: ${spoken(w[r][column])}`,
        class: classes(silent && "off", long(w[r][column]), lit && "partner") };
    });
    row.window_.draw(made.problem ? null : { place: [i, j], stride: slides[o][c].s, reach: shapeOf(w), size, across: padded[1] });
    const value = made.problem ? "" : sized ? show(partial(made, o, c, i, j), 4) : "?";
    set(row.part, "hidden", value === "");
    text(row.part, value);
    set(row.part, "aria-disabled", String(!sized));
    set(row.part, "aria-label", sized ? `${value}: what ${name} gives. Write its products` : `What ${name} gives is not there yet`);
    set(row.part, "data-off", silent);
  }

  function drawMaps({ shown, pointed }) {
    const { maps: count, size, sums, activation } = made;
    const [kind] = pointed?.kind.split(" ") ?? [];
    maps.forEach(({ root, board }, o) => {
      set(root, "hidden", hidden || o >= count);
      if (hidden || o >= count) return;
      board.draw(...size, `Output, map ${o + 1}, ${size.join(" by ")}`, (i, j) => {
        const there = shown(stepOf(o, i, j));
        const now = o === place[0] && i === place[1] && j === place[2];
        const value = activate(activation, sums[o][i][j]);
        const lit = kind === "input" && under(pointed.r, pointed.c, [o, i, j]);
        return { text: there ? cell(value) : now ? "?" : "", label: `${placeName(i, j)}: ${there ? spoken(value) : "not there yet"}`,
          class: classes(now && "now", !there && "todo", there && long(value), lit && "partner") };
      });
    });
  }

  function drawProducts() {
    asked = Math.min(asked, made.channels - 1);
    rows.forEach((row, c) => set(row.part, "aria-pressed", String(!hidden && c === asked)));
    products.replaceChildren(...(hidden ? [] : channelProducts(made, place, asked)));
  }

  function draw(now) {
    made = now.scene;
    place = placeOf(made, now.step);
    const { known, sized, pointed } = now;
    const [o] = place;
    hidden = Boolean(made.problem) || !sized;
    const { n, k, channels, maps: count, size, bias: all, slides } = made;
    const { padded, p } = slides[0][0];
    if (/^(input|kernel) /.test(pointed?.kind ?? "")) asked = Number(pointed.kind.split(" ")[1]);
    inputLabel.replaceChildren(h("b", { class: "n" }, "Input"), ` ${n.join(" × ")}`,
      ...(p[0] + p[1] ? [", ", h("span", { class: "pp" }, `padding ${p[0] === p[1] ? p[0] : p.join(", ")}`)] : []));
    kernelLabel.replaceChildren(h("b", { class: "k" }, "Kernel"), ` ${o + 1}`);
    biasLabel.replaceChildren(h("b", { class: "k" }, "bias"), ` of kernel ${o + 1}`);
    text(problem, made.problem ?? "");
    set(problem, "hidden", !made.problem);
    set(adder, "hidden", Boolean(made.problem));
    range(mostChannels).forEach((c) => drawChannel(c, now));
    bias.draw(1, 1, `Bias of kernel ${o + 1}`, () => ({ text: cell(all[o] ?? 0), edit: String(all[o] ?? 0), label: `bias: ${spoken(all[o] ?? 0)}`, class: long(all[o] ?? 0) || "" }));
    text(biasPart, made.problem ? "" : sized ? show(all[o], 4) : "?");
    const values = { wide: padded[1] + k[1], map: size[1] || 1, tall: channels * padded[0], lines: channels + 1, "more-lines": 2 * channels + 1 };
    set(stage, "data-below", channels === 1 || count > 2 || values.wide + values.map > 15); // maps under the ledger, not beside it
    for (const [name, value] of Object.entries(values)) stage.style.setProperty(`--${name}`, value);
    drawMaps(now);
    line.replaceChildren(...(hidden ? [] : channelSum(made, place, known)));
    drawProducts();
    views.shapes.replaceChildren(...shapesView(made, sized));
    views.parameters.replaceChildren(...parametersView(made, sized));
    views.formula.replaceChildren(...channelFormula(made, place));
    views.code.replaceChildren(...channelCode(made, place, known));
  }

  const sentence = ({ step, known }) => {
    const [o, i, j] = place;
    const there = `Step ${step + 1} of ${made.steps}: map ${o + 1}, ${placeName(i, j)}`;
    return known ? `${there}: ${line.textContent}` : there;
  };

  return card.show({
    stage, sum, controls: channelControls({ model, change, limits }), scene, draw, sentence, questions: channelQuestions,
    views: [["Shapes", views.shapes], ["Parameters", views.parameters], ["This cell", views.formula, true],
      ["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, views.code), true]],
    hint: "Blue and orange cells can be changed. Untick a channel to silence it.",
  });
}

const sign = (text_) => h("span", { class: "cnn-sign", "aria-hidden": "true" }, text_);

export default { render };
