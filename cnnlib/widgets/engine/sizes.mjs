// How many places a window has along one axis.

/** Places where a kernel of k can stand on n cells: floor((n + 2p - d(k - 1) - 1) / s) + 1. */
export const outputSize = (n, k, s = 1, p = 0, d = 1) => Math.floor((n + 2 * p - d * (k - 1) - 1) / s) + 1;

/** The same, rounded up; but no window starts behind the input and its first padding. */
export function ceilSize(n, k, s = 1, p = 0, d = 1) {
  const size = Math.ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1;
  return (size - 1) * s >= n + p ? size - 1 : size;
}
