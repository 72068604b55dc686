// A picture on the page, with a mark round one of its pixels: hovered, clicked, or walked by arrows.
import { h, set } from "../kit/dom.mjs";
import { shade } from "../engine/raster.mjs";

const LEAP = 8; // pixels that an arrow key jumps with Shift

/**
 * onPoint(r, c): the pixel under the pointer, nulls when it leaves; onPick(r, c): the one that is
 * chosen; onArrow(down, right): what arrow keys do instead; shader: see engine/raster.mjs's shade;
 * keys: the keys in words.
 */
export function picture({ kind, onPoint, onPick, onArrow, shader = shade, keys = "Arrow keys move the pixel, with Shift by 8." }) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const mark = h("span", { class: "cnn-mark", "aria-hidden": "true" });
  const root = h("div", { class: `cnn-picture cnn-${kind}`, role: "application", tabindex: "0",
    "aria-roledescription": "picture", "aria-description": keys }, canvas, mark);
  const context = canvas.getContext("2d");
  let size = [1, 1];
  let here = [0, 0];
  let painted = []; // what the canvas shows: values, display, rows

  const within = (place) => place.map((at, axis) => Math.min(Math.max(at, 0), size[axis] - 1));
  const under = (event) => {
    const box = canvas.getBoundingClientRect();
    return within([Math.floor(((event.clientY - box.top) / box.height) * size[0]), Math.floor(((event.clientX - box.left) / box.width) * size[1])]);
  };
  root.addEventListener("pointermove", (event) => { if (event.pointerType !== "touch") onPoint(...under(event)); });
  root.addEventListener("pointerleave", () => onPoint(null, null));
  root.addEventListener("click", (event) => onPick?.(...under(event)));
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = event.shiftKey ? LEAP : 1;
    const move = { ArrowUp: [-by, 0], ArrowDown: [by, 0], ArrowLeft: [0, -by], ArrowRight: [0, by] }[event.key];
    if (!move) return;
    event.preventDefault();
    if (onArrow) onArrow(...move);
    else onPick(...within(here.map((at, axis) => at + move[axis])));
  });

  /** The first `rows` rows of the values, as greys. */
  function paint(values, display, rows) {
    if (painted[0] === values && painted[1] === display && painted[2] === rows) return;
    painted = [values, display, rows];
    if (canvas.width !== size[1] || canvas.height !== size[0]) [canvas.height, canvas.width] = size;
    const image = context.createImageData(size[1], size[0]);
    shader(rows === size[0] ? values : values.subarray(0, rows * size[1]), display, image.data);
    context.putImageData(image, 0, 0);
  }

  /**
   * values: size[0] · size[1] numbers, of which the first `rows` rows are there; place: the chosen
   * pixel; window: [row, column, rows, columns] of the mark, which may be another pixel's.
   */
  function draw({ values, size: newSize, display, rows, place, window, label }) {
    [size, here] = [newSize, place];
    paint(values, display, rows);
    const [r, c, height, width] = window;
    const share = { top: (r + height / 2) / size[0], left: (c + width / 2) / size[1], height: height / size[0], width: width / size[1] };
    for (const [name, part] of Object.entries(share)) mark.style[name] = `${100 * part}%`;
    set(root, "aria-label", label);
    root.style.setProperty("--shape", `${size[1]} / ${size[0]}`);
  }

  return { root, draw };
}
