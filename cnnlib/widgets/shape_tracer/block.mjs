// One shape drawn to scale. Squares keep the proportions of rows and columns; sheets stand for channels
// and bars for features, both by their logarithm.
import { h, set } from "../kit/dom.mjs";

const percent = (part, all) => `${(100 * part) / all}%`;

/** [2, 3, 7] to [[2, 4], [7, 8]]: cells that follow each other, as from and to. */
function runs(cells) {
  const found = [];
  for (const cell of cells) {
    if (found.at(-1)?.[1] === cell) found.at(-1)[1] += 1;
    else found.push([cell, cell + 1]);
  }
  return found;
}

/** scale: the largest side, length and number of features, each drawn as wide as there is room. */
export function block(shape, { side, length, features }) {
  const [channels, ...cells] = shape.length === 1 ? [1] : shape;
  const sheets = Math.min(6, Math.floor(Math.log2(channels)));
  const frame = h("span", { class: "cnn-cone", hidden: true });
  const face = h("span", { class: "cnn-face" }, frame);
  const root = h("span", { class: `cnn-block cnn-axes-${shape.length}` },
    ...Array.from({ length: sheets }, (_, index) => h("span", { class: "cnn-sheet", style: `--sheet: ${sheets - index}` })), face);
  const [tall, wide] = cells.length === 2 ? cells.map((n) => n / side) : [0, cells.length ? cells[0] / length : Math.log2(shape[0] + 1) / Math.log2(features + 1)];
  for (const [name, value] of [["--tall", tall], ["--wide", wide], ["--sheets", sheets]]) root.style.setProperty(name, value);
  /** Mark cells, [[row, …], [column, …]] or null for all; false: none. */
  const mark = (found, own) => {
    const none = found === false || found?.some((along) => along.length === 0); // it sees padding alone
    set(frame, "hidden", none);
    if (none) return;
    const spans = found === null ? cells.map((n) => [0, n]) : found.map((along) => [along[0], along.at(-1) + 1]);
    const one = found === null ? [0, 9] : [4, 5]; // of features: all, or the one in the middle
    const [rows, columns] = spans.length === 2 ? spans : [[0, 1], spans[0] ?? one];
    const [down, across] = cells.length === 2 ? cells : [1, cells[0] ?? 9];
    Object.assign(frame.style, { top: percent(rows[0], down), height: percent(rows[1] - rows[0], down),
      left: percent(columns[0], across), width: percent(columns[1] - columns[0], across) });
    set(frame, "data-own", own);
    set(frame, "data-all", rows[1] - rows[0] === down && columns[1] - columns[0] === across);
  };
  /** Hatch the rows and columns that the next layer never reads. */
  let hatched = null; // the axes of the last drawing
  const drop = (axes) => {
    if (axes === hatched) return;
    hatched = axes;
    for (const old of face.querySelectorAll(".cnn-lost")) old.remove();
    axes.forEach(({ unread = [], n }, axis) => {
      const [from, size] = axes.length === 2 && axis === 0 ? ["top", "height"] : ["left", "width"];
      for (const [start, end] of runs(unread).slice(0, 50))
        face.prepend(h("span", { class: "cnn-lost", style: `${from}: min(${percent(start, n)}, 100% - 3px); ${size}: max(3px, ${percent(end - start, n)})` }));
    });
  };
  return { root, mark, drop };
}
