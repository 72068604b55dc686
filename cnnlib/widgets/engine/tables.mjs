// Matrices as arrays of rows, sizes as [rows, columns]: what all of the arithmetic is written in.
//
// In this folder is the arithmetic behind every widget: numbers in, numbers out; torch's names and
// semantics; no DOM. tests/widgets/engine holds it equal to cnnlib and torch.

/** An int or a pair, as torch takes it, to [rows, columns]. */
export const pair = (value) => (Array.isArray(value) ? value : [value, value]);

export const shapeOf = (x) => [x.length, x[0].length];

export const table = (rows, columns, value) =>
  Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => value(r, c)));

export const AXES = [0, 1];

/** Sizes in words: 3 × 3; and a pair of equal numbers as one. */
export const times = (sizes) => sizes.join(" × ");
export const once = (sizes) => (sizes[0] === sizes[1] ? String(sizes[0]) : sizes.join(", "));

export const reversed = (w) => w.map((row) => [...row].reverse()).reverse(); // by 180 degrees
