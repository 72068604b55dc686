// Transposed convolution: each cell of the input stamps the kernel, times itself, onto the output.
import { h } from "./dom.mjs";
import { total } from "./engine.mjs";
import { match } from "./mistakes.mjs";
import { cell, factor, show, spoken } from "./numbers.mjs";
import { by, classes, long, placeName, plural, sameCell, under } from "./sliding_board.mjs";
import { focus, kept, sizeBack, soFar, stampScene } from "./sliding_scenes.mjs";
import { asCode, k, n, o, optionsCode, pp, sumOf } from "./views.mjs";

const placeOf = ({ n: [, columns] }, step) => [Math.floor(step / columns), step % columns];
const startOf = ({ s }, [r, c]) => [r * s[0], c * s[1]];
const isCut = ({ p }) => p.some(Boolean);
const once = ([first, second]) => (first === second ? first : `${first}, ${second}`);
const inOutput = ({ p }, place) => place.map((cells, axis) => cells - p[axis]);
const code = (scene, place) => `${isCut(scene) ? "full" : "y"}[${place.join(", ")}]`;

function legend(scene, { visits }, sized) {
  if (scene.problem) return [];
  if (!visits || !sized) return [
    "Each cell of the input stamps the kernel, times itself, onto the output. Where stamps overlap, they add up.",
    isCut(scene) && `Padding cuts ${once(scene.p)} off each side: the hatched cells.`,
  ];
  const counts = scene.landed.flat().map((terms) => terms.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return [`Each number tells how many stamps fall on that cell: ${least === most ? `${most} everywhere` : `from ${least} to ${most}; stronger green is more often`}.`];
}

function drawGrids(board, { scene, state, step, known, sized, pointed }) {
  const { x, w, n: cells, k: size, d, full, landed, problem } = scene;
  const here = placeOf(scene, step);
  const start = startOf(scene, here);
  const on = (kind) => (pointed?.kind === kind ? [pointed.r, pointed.c] : null);
  const drawn = !problem && sized;
  const spot = drawn ? focus(scene, step) : null; // what the sum tells of
  const counted = state.visits && drawn;
  const most = counted && Math.max(...landed.flat().map((terms) => terms.length));

  board.input.draw(...cells, `Input, ${cells.join(" by ")}`, (r, c) => {
    const stamping = drawn && sameCell([r, c], here);
    const partner = drawn && on("output") && under(on("output"), startOf(scene, [r, c]), d, size) !== null;
    return {
      text: cell(x[r][c]), edit: String(x[r][c]),
      class: classes(stamping && "on stamping", !x[r][c] && "zero", long(x[r][c]), partner && "partner"),
      label: `${placeName(r, c)}: ${spoken(x[r][c])}${stamping ? ", stamping now" : ""}`,
    };
  });
  const lit = drawn && on("output") && under(on("output"), start, d, size);
  board.kernel.draw(...size, `Kernel, ${size.join(" by ")}`, (r, c) => ({
    text: cell(w[r][c]), edit: String(w[r][c]), class: classes(long(w[r][c]), lit && sameCell(lit, [r, c]) && "partner"),
    label: `${placeName(r, c)}: ${spoken(w[r][c])}`,
  }));
  if (drawn) board.output.draw(...full, `Output, ${scene.size.join(" by ")}${isCut(scene) ? `, ${once(scene.p)} cut off each side` : ""}`, (r, c) => {
    const inside = kept(scene, [r, c]);
    const terms = soFar(scene, [r, c], step + known); // what stands there
    const at = under([r, c], start, d, size);
    const now = sameCell([r, c], spot);
    const value = total(terms);
    const empty = terms.length === 0 && landed[r][c].length > 0; // a stamp will come
    const partner = (on("input") && under([r, c], startOf(scene, on("input")), d, size) !== null) || (on("kernel") && at && sameCell(at, on("kernel")));
    const added = at && known && terms.at(-1).product;
    const name = inside ? placeName(...inOutput(scene, [r, c])) : `cut off, ${placeName(r, c)} of all`;
    const asked = now && !known;
    return {
      text: counted ? String(landed[r][c].length) : asked ? "?" : empty ? "" : cell(value),
      note: added !== null && added !== false && !counted ? `${added < 0 ? "" : "+"}${cell(added)}` : null,
      class: classes(!inside && "pad", at && "on", now && "now", partner && "partner",
        counted ? `read-${Math.ceil((5 * landed[r][c].length) / most)}` : classes(empty && !asked && "todo", !empty && !value && "zero", !asked && long(value))),
      label: counted ? `${name}: ${plural(landed[r][c].length, "stamp")}`
        : asked ? `${name}: not there yet` : `${name}: ${empty ? "nothing yet" : `${spoken(value)}, of ${plural(terms.length, "stamp")}`}`,
    };
  });
}

function sumOfStep(scene, step, known) {
  const spot = focus(scene, step);
  const name = kept(scene, spot) ? `y[${inOutput(scene, spot).join(", ")}]` : `full[${spot.join(", ")}], cut off`;
  return [`${name} = `, ...sumOf(soFar(scene, spot, step + 1), known)];
}

/** (2 − 1)·2 − 2·0 + (3 − 1) + 1 = 5 */
function sizeView(scene, known) {
  const { n: cells, k: kernel, s, p, d, extra, size, problem } = scene;
  const word = extra.some(Boolean) ? [" + output padding"] : [];
  if (!known) return [h("p", {}, "(", n("n"), " − 1)·s − 2·", pp("p"), " + d·(", k("k"), " − 1)", ...word, " + 1 = ", o("?"))];
  const line = (axis) => h("p", {}, ...(same ? [] : [["rows ", "columns "][axis]]),
    "(", n(cells[axis]), ` − 1)·${s[axis]} − 2·`, pp(p[axis]), d[axis] === 1 ? " + (" : ` + ${d[axis]}·(`, k(kernel[axis]), " − 1)",
    ...(extra[axis] ? [` + ${extra[axis]}`] : []), " + 1 = ", problem ? "none" : o(size[axis]));
  const same = [cells, kernel, s, p, d, extra].every(([first, second]) => first === second);
  const back = problem ? null : [0, 1].map((axis) => sizeBack(scene, axis));
  return [line(0), ...(same ? [] : [line(1)]),
    ...(back ? [h("p", { class: "cnn-remark" }, `conv2d with these settings makes ${by(back)} of it again: the size comes back, the numbers do not.`)] : [])];
}

function formulaView(scene, step) {
  const { s, d } = scene;
  const place = placeOf(scene, step);
  const index = (axis, letter) => `${place[axis]}·${s[axis]} + ${d[axis] === 1 ? "" : `${d[axis]}·`}${letter}`;
  const name = isCut(scene) ? "full" : "y";
  return [h("p", {}, o(`${name}[${index(0, "a")}, ${index(1, "b")}]`), " += ", n(`x[${place.join(", ")}]`), " · ", k("w[a, b]")),
    h("p", { class: "cnn-remark" }, `For all a and b, from 0: one stamp.${isCut(scene) ? " full is the output before it is cut." : ""}`)];
}

/** One line of torch for the whole output; NumPy for all stamps, and what today's stamp does. */
function codeView({ scene, step, known, sized, state: { padding, padding_mode: mode } }) {
  const { n: cells, k: kernel, s, p, d, extra, full, reach, cut, problem, pictured } = scene;
  const options = optionsCode([["stride", s, 1], ["padding", typeof padding === "string" ? padding : p, 0], ["output_padding", extra, 0], ["dilation", d, 1]]);
  const torch = `y = F.conv_transpose2d(x[None, None], w[None, None]${options})[0, 0]`;
  if (mode !== "zeros") return [`torch.nn.ConvTranspose2d(1, 1, ${asCode(kernel)}, padding_mode="${mode}")   # torch refuses it too`];
  if (problem) return [torch, ...(pictured ? ["   # torch refuses it too"] : [])];
  if (!sized) return [torch]; // the rest gives the size away
  const name = isCut(scene) ? "full" : "y";
  const jump = (axis) => (d[axis] === 1 ? "" : `:${d[axis]}`);
  const general = (axis, letter) => {
    const from = s[axis] === 1 ? letter : `${letter}*${s[axis]}`;
    return `${from}:${from}+${reach[axis]}${jump(axis)}`;
  };
  const today = (axis, from) => `${from}:${from + reach[axis]}${jump(axis)}`;
  const place = placeOf(scene, step);
  const [top, left] = startOf(scene, place);
  const spot = focus(scene, step);
  return [`${torch}\n${name} = np.zeros((${full.join(", ")}))\n` +
    `for i, j in np.ndindex(${cells.join(", ")}): ${name}[${general(0, "i")}, ${general(1, "j")}] += x[i, j] * w\n` +
    (isCut(scene) ? `y = full[${cut.map((ends) => ends.join(":")).join(", ")}]\n` : "") +
    `# step ${step + 1}: ${name}[${today(0, top)}, ${today(1, left)}] += x[${place.join(", ")}] * w, so ${code(scene, spot)} is `,
    o(known ? show(total(soFar(scene, spot, step + 1))) : "?")];
}

/** Why someone would expect `answer` rows (axis 0) or columns (axis 1) of output. */
function sizeMistake(scene, axis, answer) {
  const [cells, kernel, s, p, d, extra, reach, full, right] = ["n", "k", "s", "p", "d", "extra", "reach", "full", "size"].map((key) => scene[key][axis]);
  return match([
    [sizeBack({ ...scene, size: scene.n }, axis), "That is what conv2d would leave. Transposed goes the other way, from small to large."],
    [full + 2 * p, "You added the padding. Here it cuts cells off, on both sides."],
    [full, "You left out the padding. It cuts cells off, on both sides."],
    [full - p, "Padding cuts on both sides, so it counts twice."],
    [cells * s, "That is the input times the stride. Between the stamps lie n − 1 jumps; then comes one whole kernel."],
    [right + s, "That is one jump too many. Between n stamps lie n − 1 jumps."],
    [cells * reach - 2 * p, "That puts the stamps side by side. They lie only a stride apart, so they overlap."],
    [(cells - 1) + reach + extra - 2 * p, `You left out the stride. Two stamps lie ${s} cells apart.`],
    [(cells - 1) * s + kernel + extra - 2 * p, "You left out the dilation. With its gaps the stamp is wider."],
    [right - extra, "You left out the output padding. It adds cells at the end."],
    [right - 1, "That is one short. The last stamp is as wide as the whole kernel."],
  ], answer, right);
}

/** Why someone would expect `answer` in the cell that a step's question is about. */
function cellMistake(scene, step, answer) {
  const { x, w, k: [rows, columns], landed } = scene;
  const spot = focus(scene, step);
  const terms = soFar(scene, spot, step + 1);
  const [last, right, before] = [terms.at(-1), total(terms), total(terms.slice(0, -1))];
  const turned = total(terms.map(({ r, c, a, b }) => ({ product: x[r][c] * w[rows - 1 - a][columns - 1 - b] })));
  return match([
    [last.product, "That is this stamp alone. A stamp does not replace what stands there, it adds to it."],
    [terms.length > 1 ? before : null, `That stood there before. This stamp adds ${factor(last.x)}·${factor(last.w)}.`],
    [total(landed[spot[0]][spot[1]]), "That is what stands there in the end. Later stamps have not landed yet."],
    [turned, "That takes the kernel turned by 180°. A stamp is the kernel as it stands."],
    [before + last.x, "You added the cell of the input without the kernel’s factor."],
    [before + last.w, "You added the kernel’s number without the cell of the input."],
    [before - last.product, "The sign is the wrong way round."],
    [terms.reduce((all, { product }) => all + Math.abs(product), 0), "A minus sign got lost."],
  ], answer, right);
}

const questions = {
  size: (scene) => ({
    text: "Before the first stamp: how many rows and columns will the output have?",
    fields: ["Rows of the output", "Columns of the output"],
    right: scene.size, told: by(scene.size), nudge: "Put the last stamp where it belongs and count up to its end.",
    noun: (axis, value) => ["row", "column"][axis] + (value === 1 ? "" : "s"),
    mistake: (axis, answer) => sizeMistake(scene, axis, answer),
  }),
  cell(scene, step) {
    const spot = focus(scene, step);
    const place = placeOf(scene, step);
    const many = soFar(scene, spot, step + 1).length;
    const name = kept(scene, spot) ? `${placeName(...inOutput(scene, spot))} of the output` : `the cut-off cell ${placeName(...spot)}`;
    return {
      text: `${show(scene.x[place[0]][place[1]])} stamps the kernel: what does ${name} hold then? ` +
        (many > 1 ? `${many} stamps have met there, more than anywhere else under this one.` : "No other stamp has been there yet."),
      fields: ["Your prediction"], right: [total(soFar(scene, spot, step + 1))], told: show(total(soFar(scene, spot, step + 1))),
      done: `Stamp ${step + 1} is there.`, nudge: "Take what stood there and add this cell of the input times the kernel’s number above it.",
      mistake: (_, answer) => cellMistake(scene, step, answer),
    };
  },
};

function draw(board, now) {
  const { scene, state, step, sized, known } = now;
  const { size, problem, n: cells, k: kernel, s, full, reach } = scene;
  board.input.says([` ${by(cells)}`]);
  board.kernel.says([` ${by(kernel)}`]);
  board.output.says([problem ? ` none. ${problem}` : sized ? ` ${by(size)}` : " ? × ?",
    ...(isCut(scene) && sized && !problem ? [", ", h("span", { class: "pp" }, `${once(scene.p)} cut off`)] : [])], problem);
  board.output.show(!problem && sized);
  const [, across] = problem ? size : full;
  board.stage.fit({ left: cells[1], rest: [kernel[1], across], widest: Math.max(cells[1], across, kernel[1]), together: true });
  board.input.frame(null);
  board.output.frame(problem || !sized ? null : { place: placeOf(scene, step), stride: s, reach, size: cells, across });
  drawGrids(board, now);
  board.stage.legend(legend(scene, state, sized));
  board.sum.replaceChildren(...(problem || !sized ? [] : sumOfStep(scene, step, known)));
  board.views.size.replaceChildren(...sizeView(scene, sized));
  board.views.formula.replaceChildren(...formulaView(scene, step));
  board.views.code.replaceChildren(...codeView(now));
}

function sentence({ scene, step, known }, sum) {
  const [r, c] = placeOf(scene, step);
  const there = `Step ${step + 1} of ${scene.steps}: input ${placeName(r, c)} stamps ${spoken(scene.x[r][c])} times the kernel`;
  return known ? `${there}: ${sum.textContent}` : there;
}

/** See sliding_kernel.mjs. */
export const stamping = {
  scene: stampScene, draw, sentence, questions,
  origin: () => [0, 0],
  stepAt: ({ n: [, columns] }, [r, c]) => r * columns + c, // of a place of the frame
  stepOf: ({ landed }, r, c) => landed[r][c].at(-1)?.step ?? null, // of an output cell: when it is complete
};
