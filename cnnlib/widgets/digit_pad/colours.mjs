// How a map is painted: its numbers as colours, or what a logit owes to each cell as squares. Full ones
// speak for the answer, hollow ones against it.
import { set } from "../kit/dom.mjs";

const SVG = "http://www.w3.org/2000/svg";

/** 256 colours from the first over the second to the last, as whole pixels: opaque, blue, green, red. */
const ramp = (first, second, last) => Uint32Array.from({ length: 256 }, (_, grey) => {
  const [from, to, share] = grey < 140 ? [first, second, grey / 140] : [second, last, (grey - 140) / 115];
  const [red, green, blue] = from.map((value, channel) => Math.round(value + (to[channel] - value) * share));
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
});
export const GREENS = ramp([12, 17, 22], [0, 140, 105], [226, 255, 242]); // the output's colour
export const GREYS = ramp([12, 17, 22], [145, 148, 150], [255, 255, 255]);

/** Numbers from 0 to `most` as colours. */
export function shadeOf(values, most, colours, bytes) {
  const pixels = new Uint32Array(bytes.buffer);
  const scale = 255 / (most || 1);
  for (let i = 0; i < values.length; i += 1) pixels[i] = colours[Math.min(Math.max(Math.round(values[i] * scale), 0), 255)];
}

/** The two kinds of squares: as large in area as what they stand for, of `most`. */
export function squares() {
  const [speaks, against] = ["cnn-for", "cnn-against"].map((name) => {
    const path = document.createElementNS(SVG, "path");
    set(path, "class", name);
    return path;
  });
  const root = document.createElementNS(SVG, "svg");
  set(root, "aria-hidden", "true");
  set(root, "class", "cnn-squares");
  root.append(speaks, against);
  function draw(values, side, most) {
    let [full, hollow] = ["", ""];
    values.forEach((value, index) => {
      const size = Math.sqrt(Math.abs(value) / (most || 1));
      if (size < 0.06) return;
      const square = (length) => {
        const at = (1 - length) / 2;
        return `M${((index % side) + at).toFixed(3)} ${(Math.floor(index / side) + at).toFixed(3)}h${length.toFixed(3)}v${length.toFixed(3)}h${(-length).toFixed(3)}z`;
      };
      if (value > 0) full += square(size);
      else hollow += square(size) + square(size * 0.45);
    });
    set(root, "viewBox", `0 0 ${side} ${side}`);
    set(speaks, "d", full);
    set(against, "d", hollow);
  }
  return { root, draw };
}
