// A small line plot: shares from 0 to 100 % over whole numbers, one line for each name.
import { set } from "../kit/dom.mjs";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [520, 190, 66, 14, 10, 48];
const DASHES = ["none", "7 5", "2 4"];
const MARKS = ["M-3,0a3,3 0 1,0 6,0a3,3 0 1,0 -6,0z", "M-3,-3h6v6h-6z", "M0,-4l4,7h-8z"]; // circle, square, triangle

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children);
  return element;
}

const line = (index, d) => svg("path", { d, class: "cnn-line", "stroke-dasharray": DASHES[index] });
const mark = (index, x, y) => svg("path", { d: MARKS[index], class: "cnn-dot", transform: `translate(${x} ${y})` });

/** What the line with that number looks like, for a legend. */
export function sample(index, last) {
  return svg("svg", { viewBox: "0 0 36 12", class: `cnn-sample${last ? " cnn-last" : ""}`, "aria-hidden": "true" },
    line(index, "M2,6H34"), mark(index, 18, 6));
}

/** axis: what the numbers below it are; onPick(number): one of them was pointed at. */
export function curve({ from, to, axis, onPick }) {
  const root = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "cnn-curve", role: "img" });
  const x = (number) => LEFT + ((WIDTH - LEFT - RIGHT) * (number - from)) / (to - from);
  const y = (share) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - share);
  const label = (at, height, anchor, text) => svg("text", { x: at, y: height, "text-anchor": anchor }, text);
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);

  root.addEventListener("click", (event) => {
    const box = root.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * WIDTH;
    onPick(numbers.reduce((best, number) => (Math.abs(x(number) - at) < Math.abs(x(best) - at) ? number : best)));
  });

  /** lines: for each the shares in the order of the numbers, null where one is not known; now: the present number. */
  function draw(lines, now, says) {
    set(root, "aria-label", says);
    root.replaceChildren(
      ...[0, 0.5, 1].flatMap((share) => [svg("path", { class: "cnn-rule", d: `M${LEFT},${y(share)}H${WIDTH - RIGHT}` }),
        label(LEFT - 7, y(share) + 4, "end", `${100 * share} %`)]),
      ...numbers.filter((number) => number % 5 === 0).map((number) => label(x(number), HEIGHT - BOTTOM + 21, "middle", String(number).replace("-", "−"))),
      label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 5, "middle", axis),
      svg("path", { class: "cnn-now", d: `M${x(now)},${TOP}V${HEIGHT - BOTTOM}` }),
      ...lines.map((shares, index) => {
        const points = numbers.map((number, at) => [x(number), shares[at]]).filter(([, share]) => share !== null);
        const path = points.map(([at, share], place) => `${place ? "L" : "M"}${at},${y(share)}`).join("");
        return svg("g", { class: index === lines.length - 1 ? "cnn-last" : null }, line(index, path),
          ...points.map(([at, share]) => mark(index, at, y(share))));
      }));
  }

  return { root, draw };
}
