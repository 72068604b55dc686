// What is drawn on a pad becomes a picture as MNIST's are: the twin of digit_pad/ink.py. No DOM.
// tests/widgets/digit_pad/ink_cases.py holds it equal to torch and NumPy.

export const PAD = 280; // units along a side of the pad: ten for each of the 28 pixels
export const CELLS = 112; // the ink is first laid down on 112 × 112 cells, four for each pixel
export const PEN = 4.6; // radius of the pen, in cells
export const SIDE = 28;
const BOX = 20;

/** Strokes are x, y, x, y, …, with −1 between two of them: here as lists of points [x, y]. */
export function lines(strokes) {
  const all = [];
  let held = [];
  for (const number of [...strokes, -1]) {
    if (number >= 0) {
      held.push(Math.min(number, PAD));
      continue;
    }
    const points = Array.from({ length: Math.floor(held.length / 2) }, (_, index) => [held[2 * index], held[2 * index + 1]]);
    if (points.length) all.push(points);
    held = [];
  }
  return all;
}

/** The same the other way; a pad with nothing on it is one −1. */
export const strokesOf = (drawn) => drawn.flatMap((points, index) => [...(index ? [-1] : []), ...points.flat()]).concat(drawn.length ? [] : [-1]);

/** Draw one straight piece: a cell is full within the pen's radius, and grey at its rim. */
function lay(ink, [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const long = dx * dx + dy * dy;
  const [from, to] = [Math.min, Math.max].map((pick, end) => [[x0, x1], [y0, y1]].map((ends) =>
    Math.min(Math.max(Math.floor(pick(...ends) + (end ? 1 : -1) * (PEN + 2)), 0), CELLS - 1)));
  for (let r = from[1]; r <= to[1]; r += 1)
    for (let c = from[0]; c <= to[0]; c += 1) {
      let [x, y] = [c + 0.5 - x0, r + 0.5 - y0];
      const along = long ? Math.min(Math.max((x * dx + y * dy) / long, 0), 1) : 0;
      x -= along * dx;
      y -= along * dy;
      const grey = Math.min(Math.max(PEN + 0.5 - Math.sqrt(x * x + y * y), 0), 1);
      if (grey > ink[r * CELLS + c]) ink[r * CELLS + c] = grey;
    }
}

/** Draw lines over a picture of 28 × 28, if there is one; 112 × 112 numbers from 0 to 1. */
export function inkOf(drawn, picture = null) {
  const ink = new Float64Array(CELLS * CELLS);
  const each = CELLS / SIDE;
  if (picture) ink.forEach((_, i) => { ink[i] = picture[Math.floor(i / CELLS / each) * SIDE + Math.floor((i % CELLS) / each)]; });
  for (const line of drawn) {
    const points = line.map((point) => point.map((at) => (at * CELLS) / PAD));
    points.slice(0, Math.max(points.length - 1, 1)).forEach((point, index) => lay(ink, point, points[index + 1] ?? point));
  }
  return ink;
}

/** Resize a picture of `width` columns: each new pixel is the mean of what it covers. */
function resized({ ink, width, top, left, rows, columns }, [high, wide]) {
  const out = new Float64Array(high * wide);
  const across = cover(columns, wide);
  cover(rows, high).forEach((parts, r) => {
    for (const [row, share] of parts)
      across.forEach((others, c) => {
        const from = (top + row) * width + left;
        let sum = 0;
        for (const [column, part] of others) sum += part * ink[from + column];
        out[r * wide + c] += share * sum;
      });
  });
  return out;
}

/** For each of `to` pixels, of which of n it is made, and how much each counts: [[index, share], …]. */
function cover(n, to) {
  return Array.from({ length: to }, (_, i) => {
    const [start, end] = [(i * n) / to, ((i + 1) * n) / to];
    const parts = [];
    for (let cell = Math.floor(start); cell < Math.min(Math.ceil(end), n); cell += 1)
      parts.push([cell, ((Math.min(cell + 1, end) - Math.max(cell, start)) * to) / n]);
    return parts;
  });
}

export const averaged = (ink, width = CELLS) =>
  resized({ ink, width, top: 0, left: 0, rows: ink.length / width, columns: width }, [SIDE, SIDE]);

/** The rows, or columns, of the first and last ink: [least, most], null where there is none. */
function bounds(ink, width) {
  let box = null;
  ink.forEach((value, i) => {
    if (!value) return;
    const [r, c] = [Math.floor(i / width), i % width];
    box ??= [r, r, c, c];
    box[1] = r;
    if (c < box[2]) box[2] = c;
    if (c > box[3]) box[3] = c;
  });
  return box;
}

/** Scaled into 20 × 20 pixels, with its centre of mass in the middle of 28 × 28, as MNIST's are. */
export function centred(ink, width = CELLS) {
  const out = new Float64Array(SIDE * SIDE);
  const box = bounds(ink, width);
  if (!box) return out;
  const [top, bottom, left, right] = box;
  const cut = [bottom - top + 1, right - left + 1];
  const size = cut.map((n) => Math.max(1, Math.floor((n * BOX) / Math.max(...cut) + 0.5)));
  const small = resized({ ink, width, top, left, rows: cut[0], columns: cut[1] }, size);
  const at = size.map((n, axis) => {
    let [mass, moment] = [0, 0];
    small.forEach((value, i) => {
      mass += value;
      moment += value * (axis ? i % size[1] : Math.floor(i / size[1]));
    });
    // A hair less, so that half a pixel goes the same way however it is added up.
    return Math.min(Math.max(Math.ceil(SIDE / 2 - 0.5 - moment / mass - 1e-6), 0), SIDE - n);
  });
  small.forEach((value, i) => { out[(at[0] + Math.floor(i / size[1])) * SIDE + at[1] + (i % size[1])] = value; });
  return out;
}

/** What the network gets: 28 × 28 numbers from 0 to 1. A test digit with nothing drawn on it stays as it is. */
export function seen(picture, strokes, centre) {
  const drawn = lines(strokes);
  if (!drawn.length) return picture ?? new Float64Array(SIDE * SIDE);
  const ink = inkOf(drawn, picture);
  return centre ? centred(ink) : averaged(ink);
}

/** All of it on plain lists, so that it can be compared. */
export function seenRows(picture, strokes, centre) {
  const out = seen(picture && Float64Array.from(picture.flat()), strokes, centre);
  return Array.from({ length: SIDE }, (_, r) => Array.from(out.subarray(r * SIDE, (r + 1) * SIDE)));
}

/** The centring alone, of ink of any size. */
export function centredRows(rows) {
  const out = centred(Float64Array.from(rows.flat()), rows[0].length);
  return Array.from({ length: SIDE }, (_, r) => Array.from(out.subarray(r * SIDE, (r + 1) * SIDE)));
}
