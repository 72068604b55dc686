// One vector slides over another: NumPy's correlate and convolve. Numbers in, numbers out; no DOM.
import { whole } from "./convolution.mjs";
import { pad2d } from "./padding.mjs";

/** Of the n + k − 1 places in all, [the first that a mode keeps, how many it keeps]. */
function kept(n, k, operation, mode) {
  const [short, long] = [Math.min(n, k), Math.max(n, k)];
  if (mode === "full") return [0, n + k - 1];
  if (mode === "valid") return [short - 1, long - short + 1];
  const mirrored = k > n && operation === "correlation"; // NumPy lets the two change places, then turns the result
  return [Math.floor((mirrored ? short : short - 1) / 2), long];
}

/**
 * A scene of convolution.mjs with one row: the signal with as many zeros as the kernel hangs over, and
 * `w`, the kernel as it slides: turned for a convolution. At place t it begins in column t.
 */
export function slideVector(signal, kernel, operation = "correlation", mode = "valid") {
  const [n, k] = [signal.length, kernel.length];
  const [start, length] = kept(n, k, operation, mode);
  const ends = [k - 1 - start, start + length - n]; // by how much it hangs over, before and behind
  const sides = [[0, 0], ends];
  return {
    signal, kernel, operation, mode, start, x: [signal], xp: pad2d([signal], sides),
    w: [operation === "convolution" ? kernel.toReversed() : kernel], n: [1, n], k: [1, k], s: [1, 1], d: [1, 1],
    sides, p: [0, ends[0]], padded: [1, n + ends[0] + ends[1]], reach: [1, k], padding: [0, ends[0]],
    paddingMode: "zeros", size: [1, length], problem: null,
  };
}

export const correlate = (signal, kernel, mode) => whole(slideVector(signal, kernel, "correlation", mode))[0];

export const convolve = (signal, kernel, mode) => whole(slideVector(signal, kernel, "convolution", mode))[0];

/** What becomes of the output if signal and kernel change places: "same", "reversed" or "other". */
export function afterSwap({ signal, kernel, operation, mode }) {
  const run = operation === "convolution" ? convolve : correlate;
  const [now, then] = [run(signal, kernel, mode), run(kernel, signal, mode)];
  const alike = (values) => values.every((value, t) => Math.abs(value - now[t]) <= 1e-9 * Math.max(1, Math.abs(value)));
  return alike(then) ? "same" : alike(then.toReversed()) ? "reversed" : "other";
}
