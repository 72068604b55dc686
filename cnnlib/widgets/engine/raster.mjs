// Whole pictures, fast: typed arrays of grey pixels, row after row. No DOM.
// tests/widgets/image_filter/cases.py holds it equal to torch.

/** What a display does to a number y before it is a grey of 0..255, which cuts off the rest. */
export const DISPLAYS = {
  clipped: (y) => y,
  signed: (y) => 127.5 + y / 2,
  absolute: (y) => Math.abs(y),
};

/** Cells before and behind that keep the size: torch's padding="same", an odd one last. */
export const sameSides = (kernel) =>
  [kernel.length, kernel[0].length].map((k) => [Math.floor((k - 1) / 2), Math.ceil((k - 1) / 2)]);

/** A picture with sides [[top, bottom], [left, right]] of zeros, or of its edge repeated. */
export function bordered(pixels, [rows, columns], [[top, bottom], [left, right]], mode = "zeros") {
  const [height, width] = [rows + top + bottom, columns + left + right];
  const out = new Float64Array(height * width);
  for (let r = 0; r < height; r += 1) {
    const row = mode === "replicate" ? Math.min(Math.max(r - top, 0), rows - 1) : r - top;
    if (row < 0 || row >= rows) continue;
    const line = out.subarray(r * width, (r + 1) * width);
    line.set(pixels.subarray(row * columns, (row + 1) * columns), left);
    if (mode !== "replicate") continue;
    line.fill(line[left], 0, left);
    line.fill(line[left + columns - 1], left + columns);
  }
  return out;
}

/** A large kernel that is a column times a row, as these two; null if it is none, or sums might be rounded. */
function parted(kernel) {
  const [rows, columns] = [kernel.length, kernel[0].length];
  const size = (row) => row.reduce((all, weight) => all + Math.abs(weight), 0);
  const used = kernel.filter(size).sort((a, b) => size(a) - size(b));
  const small = used.flat().every((weight) => Number.isInteger(weight) && Math.abs(weight) < 1e4);
  if (rows * columns <= 2 * (rows + columns) || !used.length || !small) return null;
  const [row] = used;
  const at = row.findIndex(Boolean);
  const column = kernel.map((weights) => weights[at] / row[at]);
  const whole = column.every(Number.isInteger) && kernel.every((weights, a) => weights.every((weight, b) => weight === column[a] * row[b]));
  return whole ? [column.map((weight) => [weight]), [row]] : null;
}

/** The kernel at every pixel of a bordered picture, then divided. */
export function filtered(padded, [rows, columns], kernel, divisor = 1) {
  const parts = parted(kernel);
  if (parts) { // all along the rows, then along the columns: 14 weights instead of 49, the same whole numbers
    const along = filtered(padded, [rows + kernel.length - 1, columns], parts[1]);
    return filtered(along, [rows, columns], parts[0], divisor);
  }
  const width = columns + kernel[0].length - 1;
  const out = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r += 1) {
    const line = out.subarray(r * columns, (r + 1) * columns);
    kernel.forEach((weights, a) => weights.forEach((weight, b) => {
      if (weight === 0) return;
      const from = (r + a) * width + b;
      for (let c = 0; c < columns; c += 1) line[c] += weight * padded[from + c];
    }));
    if (divisor !== 1) for (let c = 0; c < columns; c += 1) line[c] /= divisor;
  }
  return out;
}

/** The least and the largest number, and how many a display can't tell apart from black or white. */
export function extent(values, display) {
  const shown = DISPLAYS[display];
  let [least, most, beyond] = [Infinity, -Infinity, 0];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
    const grey = shown(value);
    if (grey < 0 || grey > 255) beyond += 1;
  }
  return { least, most, beyond };
}

/** Numbers as greys, into bytes of red, green, blue and opacity, which round and cut off. */
export function shade(values, display, bytes = new Uint8ClampedArray(4 * values.length)) {
  const shown = DISPLAYS[display];
  for (let i = 0; i < values.length; i += 1) {
    const at = 4 * i;
    bytes[at] = shown(values[i]);
    bytes[at + 1] = bytes[at + 2] = bytes[at];
    bytes[at + 3] = 255;
  }
  return bytes;
}

/** The grey that shows one number: rounded and cut off as a picture's bytes are. */
export const greyOf = (value, display) => Uint8ClampedArray.of(DISPLAYS[display](value))[0];

/** Red, green and blue as grey, with the weights of television (ITU-R BT.601), rounded. */
export function greys(bytes) {
  const out = new Uint8Array(bytes.length / 4);
  for (let i = 0; i < out.length; i += 1)
    out[i] = Math.round(0.299 * bytes[4 * i] + 0.587 * bytes[4 * i + 1] + 0.114 * bytes[4 * i + 2]);
  return out;
}

/** All of it on rows of numbers, so that it can be compared: the answer and its greys. */
export function filterRows(x, kernel, { divisor = 1, padding = "zeros", display = "clipped" } = {}) {
  const size = [x.length, x[0].length];
  const padded = bordered(Float64Array.from(x.flat()), size, sameSides(kernel), padding);
  const answer = filtered(padded, size, kernel, divisor);
  const shades = shade(answer, display).filter((_, i) => i % 4 === 0);
  const rows = (values) => x.map((_, r) => Array.from(values.subarray(r * size[1], (r + 1) * size[1])));
  return [rows(answer), rows(shades)];
}
