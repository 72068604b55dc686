// One kernel over a photograph, or over the reader's own picture; each pixel can be looked into.

import { placeName } from "../board/cells.mjs";
import { grid } from "../board/grid.mjs";
import { picture } from "../board/picture.mjs";
import { terms, total } from "../engine/convolution.mjs";
import { extent, greyOf } from "../engine/raster.mjs";
import { pair } from "../engine/tables.mjs";
import { open } from "../kit/card.mjs";
import { select, sizer } from "../kit/controls.mjs";
import { h } from "../kit/dom.mjs";
import { show, spoken } from "../kit/numbers.mjs";
import { filter } from "./filter.mjs";
import { by, drawGrids } from "./grids.mjs";
import { decode, ownPicture } from "./own_picture.mjs";
import { filterQuestions } from "./questions.mjs";
import { filterCode, filterFormula, flatView, pixelSum } from "./views.mjs";

/** @import { Pair } from "../engine/tables.mjs" */
/** @import { Context, Controls } from "../types.mjs" */
/** @import { Here, Made, State } from "./filter.mjs" */
/** @import { Picture } from "./own_picture.mjs" */

const BANDS = 32; // steps in which the answer is revealed
/** @type {[value: string, label: string][]} */
const DISPLAY_NAMES = [
  ["clipped", "0 as black"],
  ["signed", "0 as grey"],
  ["absolute", "without sign"],
];

/** @param {Context} context */
async function render({ model, el }) {
  const photograph = { ...(await decode(new Blob([model.get("_photograph")]))), name: "Photograph" };
  const card = open({
    model,
    el,
    name: "ImageFilter",
    heading: "Image filter",
    settings: ["kernel", "divisor", "padding", "display"],
    place: ["pixel"],
    start: BANDS - 1,
  });
  const { complain, point, edit, put, change } = card;
  let shownPicture = /** @type {Picture & { name: string }} */ (photograph);
  /** @type {Made} */
  let made; // the filter of the last drawing, and what it was made of
  /** @type {Pair} */
  let chosen; // the pixel, [row, column]
  const questions = filterQuestions(() => chosen);

  /** @param {number} r @param {number} c */
  const pick = (r, c) => put({ pixel: [r, c] });
  const pictures = {
    input: picture({ kind: "input", onPoint: point("picture"), onPick: pick }),
    output: picture({ kind: "output", onPoint: point("picture"), onPick: pick }),
  };
  const board = {
    near: grid({ kind: "input", onPoint: point("near") }),
    kernel: grid({ kind: "kernel", complain, onPoint: point("near"), onEdit: edit("kernel") }),
    products: grid({ kind: "output", onPoint: point("near") }),
    divisor: grid({
      kind: "kernel",
      complain,
      onEdit: (_r, _c, value) => {
        const [least, most] = card.limits.divisor.whole;
        if (Number.isInteger(value) && value >= least && value <= most) put({ divisor: value });
        else complain(`The divisor is a whole number from ${least} to ${most}: the old one stays.`);
      },
    }),
  };
  const caption = () => h("p", { class: "cnn-caption" });
  const captions = { input: caption(), output: caption(), near: caption(), kernel: caption(), products: caption() };
  const stage = h("div", { class: "cnn-filter" });
  const own = ownPicture({
    complain,
    catcher: stage,
    onPicture: (given, name) => {
      shownPicture = given ? { ...given, name } : photograph;
      put({ pixel: shownPicture.size.map((cells) => Math.floor(cells / 2)) });
      card.redraw();
    },
  });
  /** @param {string} sign */
  const operator = (sign) => h("span", { class: "cnn-operator", "aria-hidden": "true" }, sign);
  /** @param {"near" | "kernel" | "products"} name @param {Node[]} more */
  const matrix = (name, ...more) => h("div", { class: "cnn-matrix" }, board[name].root, ...more, captions[name]);
  const divide = h("span", { class: "cnn-divide" }, h("span", { "aria-hidden": "true" }, "/"), board.divisor.root);
  const rightSide = h("div", { class: "cnn-right" }, matrix("products"));
  const small = h("div", { class: "cnn-stage" }, matrix("near"), operator("·"), matrix("kernel", divide), operator("="), rightSide);
  stage.append(
    h(
      "div",
      { class: "cnn-pictures" },
      h("div", {}, h("div", { class: "cnn-photo" }, pictures.input.root, own.video), captions.input),
      h("div", {}, h("div", { class: "cnn-photo" }, pictures.output.root), captions.output),
    ),
    own.root,
    small,
  );
  const sum = h("p", { class: "cnn-sum" });
  const views = { flat: h("div"), formula: h("div"), code: h("code") };
  /** @type {Controls} */
  const controls = [
    ["display", select({ name: "Show", options: DISPLAY_NAMES, onChange: (display) => put({ display }) })],
    [
      "padding",
      select({
        name: "Padding",
        options: [
          ["replicate", "Edge repeated"],
          ["zeros", "Zeros"],
        ],
        onChange: (padding) => put({ padding }),
      }),
    ],
    ["kernel", sizer({ name: "Kernel", max: card.limits.kernel.matrix, onChange: (kernel) => change({ kernel }) })],
  ];

  /** @param {State} state */
  function scene(state) {
    const key = JSON.stringify([state.kernel, state.divisor, state.padding]);
    if (made?.of !== shownPicture || made.key !== key) made = { ...filter(shownPicture, state), of: shownPicture, key, extents: {} };
    made.extents[state.display] ??= extent(made.answer, state.display);
    chosen = pair(state.pixel).map((at, axis) => Math.min(at, made.size[axis] - 1));
    if (!state.predict) questions.forget();
    return { ...made, display: state.display, steps: state.predict ? 1 : BANDS };
  }

  /** @param {Here} now @param {Pair} place */
  function drawPictures({ state, step, known }, [r, c]) {
    const { size, k, p, answer, extents } = made;
    const { least, most, beyond } = extents[state.display];
    const rows = !known ? 0 : state.predict ? size[0] : Math.ceil((size[0] * (step + 1)) / BANDS);
    const value = answer[r * size[1] + c];
    const there = r < rows;
    const common = { size, place: chosen };
    pictures.input.draw({
      ...common,
      values: shownPicture.pixels,
      display: "clipped",
      rows: size[0],
      window: [r - p[0], c - p[1], ...k],
      label: `${shownPicture.name}, ${size.join(" by ")} pixels. ${placeName(r, c)}: ${spoken(shownPicture.pixels[r * size[1] + c])}`,
    });
    pictures.output.draw({
      ...common,
      values: answer,
      display: state.display,
      rows,
      window: [r, c, 1, 1],
      label: `Output, ${size.join(" by ")} pixels. ${placeName(r, c)}: ${there ? spoken(value) : "not there yet"}`,
    });
    own.draw(shownPicture !== photograph);
    captions.input.replaceChildren(h("b", { class: "n" }, shownPicture.name), ` ${by(size)}`);
    captions.output.replaceChildren(
      h("b", { class: "o" }, "Output"),
      ...(known
        ? [` ${show(least, 4)} to ${show(most, 4)}`, ...(beyond ? [`, ${show((100 * beyond) / answer.length, 2)}\u00a0%\u00a0cut\u00a0off`] : [])]
        : [" ?"]),
    );
    return there;
  }

  /** @param {Here} now */
  function draw(now) {
    const { pointed, state } = now;
    const place = pointed?.kind === "picture" ? [pointed.r, pointed.c] : chosen;
    const there = drawPictures(now, place);
    drawGrids(board, captions, now, place, there);
    const [rows, columns] = made.k;
    const room = { rows, abreast: 3 * columns, across: columns > 5 ? columns + 2 : 2 * columns }; // for the size of a cell
    for (const [name, value] of Object.entries(room)) small.style.setProperty(`--${name}`, String(value));
    const result = total(terms(made, place[0], place[1])) / made.divisor;
    sum.replaceChildren(...pixelSum(made, place, there, greyOf(result, state.display)));
    views.flat.replaceChildren(...flatView(made, now.sized));
    views.formula.replaceChildren(...filterFormula(made, place));
    views.code.replaceChildren(...filterCode(made, place, there));
  }

  /** @param {Here} now */
  function sentence({ state, step, known }) {
    const [r, c] = chosen;
    const rows = Math.ceil((made.size[0] * (step + 1)) / BANDS);
    const band = state.predict || step === BANDS - 1 ? "" : `${rows} of ${made.size[0]} rows are there. `;
    return `${band}Output ${placeName(r, c)}${known && r < rows ? `: ${sum.textContent}` : ""}`;
  }

  const close = card.show({
    stage,
    sum,
    controls,
    scene,
    draw,
    sentence,
    questions,
    views: [
      ["A flat patch", views.flat],
      ["This pixel", views.formula],
      ["Code", h("pre", { tabindex: "0", "aria-label": "Code" }, views.code), true],
    ],
    hint: "Point at a pixel, or use the arrow keys. Orange cells can be changed.",
  });
  return () => {
    own.end();
    close();
  };
}

export default { render };
