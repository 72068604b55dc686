// The final chapter's network, forward, and the way back from a logit to the pixels. No DOM: typed arrays,
// map after map, row after row. tests/widgets/digit_pad/cases.py holds it equal to torch.

/** The sizes of all maps between a picture and its logits: [maps, side]. */
export const LAYERS = { picture: [1, 28], conv1: [8, 28], pool1: [8, 14], conv2: [16, 14], pool2: [16, 7] };

/** Bytes of float16 numbers, two each, the lower first. */
export function halves(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.byteLength / 2 }, (_, index) => {
    const bits = view.getUint16(2 * index, true);
    const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
    const size = exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : fraction * 2 ** -24;
    return bits >> 15 ? -size : size;
  });
}

/** The 9,098 numbers, in the order of digit_pad/weights.py, as weights and biases. */
export function weightsOf(numbers) {
  let at = 0;
  const take = (count) => numbers.subarray(at, (at += count));
  return { w1: take(72), b1: take(8), w2: take(1152), b2: take(16), w3: take(7840), b3: take(10) };
}

/** Some maps with a rim of one zero. */
function rimmed(maps, count, side) {
  const wide = side + 2;
  const out = new Float64Array(count * wide * wide);
  for (let row = 0; row < count * side; row += 1) {
    const map = Math.floor(row / side);
    out.set(maps.subarray(row * side, (row + 1) * side), (map * wide + (row % side) + 1) * wide + 1);
  }
  return out;
}

/** A 3 × 3 convolution with padding 1: weights (maps out, maps in, 3, 3), nine products at once. */
function convolved(maps, [from, to], side, weights, biases = null) {
  const x = rimmed(maps, from, side);
  const wide = side + 2;
  const out = new Float64Array(to * side * side);
  for (let o = 0; o < to; o += 1) {
    if (biases) out.fill(biases[o], o * side * side, (o + 1) * side * side);
    for (let i = 0; i < from; i += 1) {
      const k = (o * from + i) * 9;
      const [a, b, c] = [weights[k], weights[k + 1], weights[k + 2]];
      const [d, e, f] = [weights[k + 3], weights[k + 4], weights[k + 5]];
      const [g, h, j] = [weights[k + 6], weights[k + 7], weights[k + 8]];
      for (let r = 0; r < side; r += 1) {
        let at = (i * wide + r) * wide;
        const start = (o * side + r) * side;
        for (let cell = start; cell < start + side; cell += 1, at += 1)
          out[cell] += a * x[at] + b * x[at + 1] + c * x[at + 2]
            + d * x[at + wide] + e * x[at + wide + 1] + f * x[at + wide + 2]
            + g * x[at + 2 * wide] + h * x[at + 2 * wide + 1] + j * x[at + 2 * wide + 2];
      }
    }
  }
  return out;
}

/** ReLU, then the largest of each 2 × 2 cells; where it stood, the first if several are largest. */
function pooled(sums, count, side) {
  const kept = sums.map((value) => (value > 0 ? value : 0));
  const half = side / 2;
  const values = new Float64Array(count * half * half);
  const winners = new Int32Array(values.length);
  for (let row = 0; row < count * half; row += 1)
    for (let c = 0; c < half; c += 1) {
      const first = 2 * row * side + 2 * c;
      let best = first;
      if (kept[first + 1] > kept[best]) best = first + 1;
      if (kept[first + side] > kept[best]) best = first + side;
      if (kept[first + side + 1] > kept[best]) best = first + side + 1;
      values[row * half + c] = kept[best];
      winners[row * half + c] = best;
    }
  return { kept, values, winners };
}

/** All maps of a picture of 28 × 28 numbers from 0 to 1, and its ten logits. */
export function forward(picture, { w1, b1, w2, b2, w3, b3 }) {
  const first = pooled(convolved(picture, [1, 8], 28, w1, b1), 8, 28);
  const second = pooled(convolved(first.values, [8, 16], 14, w2, b2), 16, 14);
  const logits = Float64Array.from(b3, (bias, digit) => {
    let sum = bias;
    for (let i = 0, at = digit * 784; i < 784; i += 1, at += 1) sum += w3[at] * second.values[i];
    return sum;
  });
  return { picture, conv1: first.kept, pool1: first.values, conv2: second.kept, pool2: second.values,
    winners: [first.winners, second.winners], logits };
}

/** Probabilities: e to the power of each logit, as shares of their sum. */
export function softmax(logits) {
  const most = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - most));
  const all = powers.reduce((sum, power) => sum + power);
  return powers.map((power) => power / all);
}

/** Back through a pool: each gradient goes to the cell that won, if it was more than 0 (ReLU). */
function unpooled(gradient, winners, kept) {
  const out = new Float64Array(kept.length);
  gradient.forEach((value, index) => { if (kept[winners[index]] > 0) out[winners[index]] = value; });
  return out;
}

/** Back through a convolution: the same, with the kernels turned and their two axes exchanged. */
function unconvolved(gradient, [from, to], side, weights) {
  const turned = new Float64Array(weights.length);
  for (let o = 0; o < to; o += 1)
    for (let i = 0; i < from; i += 1)
      for (let a = 0; a < 9; a += 1) turned[(i * to + o) * 9 + 8 - a] = weights[(o * from + i) * 9 + a];
  return convolved(gradient, [to, from], side, turned);
}

/** What the biases of a layer add to the logit: each counts as often as its cells do. */
function share(gradient, biases) {
  const area = gradient.length / biases.length;
  return gradient.reduce((sum, value, index) => sum + value * biases[Math.floor(index / area)], 0);
}

/**
 * What a logit owes to each cell, layer by layer back to the pixels: [{layer, gradient, values,
 * biases}], where values = gradient · what stands in the cell. With the cells that ReLU lets through
 * and that win their pools the network is linear: at every layer values and biases add up to the logit.
 */
export function chase(maps, { w1, b1, w2, b2, w3, b3 }, digit) {
  const owed = (layer, gradient, biases) => ({ layer, gradient, biases, values: gradient.map((value, index) => value * maps[layer][index]) });
  const pool2 = w3.subarray(digit * 784, (digit + 1) * 784);
  const conv2 = unpooled(pool2, maps.winners[1], maps.conv2);
  const pool1 = unconvolved(conv2, [8, 16], 14, w2);
  const conv1 = unpooled(pool1, maps.winners[0], maps.conv1);
  const picture = unconvolved(conv1, [1, 8], 28, w1);
  const second = b3[digit] + share(conv2, b2);
  return [owed("pool2", pool2, b3[digit]), owed("conv2", conv2, b3[digit]), owed("pool1", pool1, second),
    owed("conv1", conv1, second), owed("picture", picture, second + share(conv1, b1))];
}

/** All of it from base64 and plain lists, so that it can be compared; the logit is the largest one's. */
export function answerRows(base64, rows) {
  const weights = weightsOf(halves(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))));
  const maps = forward(Float64Array.from(rows.flat()), weights);
  const digit = maps.logits.indexOf(Math.max(...maps.logits));
  const owed = chase(maps, weights, digit);
  const plain = Object.fromEntries(["conv1", "pool1", "conv2", "pool2", "logits"].map((name) => [name, Array.from(maps[name])]));
  return { ...plain, shares: softmax(maps.logits), owed: owed.map(({ values }) => Array.from(values)), biases: owed.map(({ biases }) => biases) };
}
