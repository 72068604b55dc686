// The trace as plain numbers, for the tests: one call from a text to what torch says too.
import { cone, unread } from "./seen.mjs";
import { parse } from "./stack.mjs";
import { trace } from "./trace.mjs";

const traced = (text, input) => {
  const rows = trace(parse(text), input);
  const { problem } = rows.at(-1);
  if (problem) throw new RangeError(problem);
  return rows;
};
const three = (shape) => [0, 1, 2].map((axis) => shape[axis] ?? 0);

/** The shape after each layer, filled up with 0, and its parameters. */
export const shapes = (text, input) => traced(text, input).map((row) => [...three(row.shape), row.parameters]);

/** size, jump and start of the last layer's receptive field, a row each. */
export function receptiveField(text, input) {
  const { size, jump, start } = traced(text, input).at(-1).field;
  return [size, jump, start];
}

/** First and last cell of the input that has a part in one cell of the last layer, an axis a row. */
export function seen(text, input, place) {
  const rows = traced(text, input);
  return cone(rows, rows.length - 1, place)[0].map((cells) => [cells[0], cells.at(-1)]);
}

/** Which rows, and which columns, of the input the one layer never reads: 1 for each of those. */
export function missed(text, input) {
  return traced(text, input)[0].axes.map((axis) => {
    const cells = new Set(unread(axis));
    return Array.from({ length: axis.n }, (_, cell) => Number(cells.has(cell)));
  });
}
