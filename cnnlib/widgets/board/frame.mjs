// The orange frame round what the kernel covers: drawn on a grid, dragged by its edge or handle.
import { h, icon, set } from "../kit/dom.mjs";

/** board: a grid of grid.mjs. onMove([i, j]) asks for the place with that row and column. */
export function frame({ board, onMove, onGrab, label = "Drag the kernel" }) {
  const edges = ["top", "right-edge", "bottom", "left"].map((side) => h("span", { class: `cnn-edge cnn-${side}` }));
  const root = h("div", { class: "cnn-window", "aria-hidden": "true", title: label }, ...edges,
    h("span", { class: "cnn-handle" }, icon("move")));
  board.root.append(root);
  let at; // what draw() was given last
  let grip = null;

  root.addEventListener("pointerdown", (event) => {
    const box = root.getBoundingClientRect();
    grip = { y: event.clientY - box.top, x: event.clientX - box.left, moved: false };
    root.setPointerCapture(event.pointerId);
    onGrab();
    event.preventDefault();
  });
  root.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const box = board.root.getBoundingClientRect();
    const cell = box.width / at.across;
    const place = [event.clientY - box.top - grip.y, event.clientX - box.left - grip.x].map((distance, axis) =>
      Math.min(Math.max(Math.round((distance / cell - at.from[axis]) / at.stride[axis]), 0), at.size[axis] - 1));
    if (String(place) === String(at.place)) return;
    grip.moved = true;
    onMove(place);
  });
  root.addEventListener("pointerup", (event) => { // not moved: the cell under the pointer was meant
    const under = document.elementsFromPoint(event.clientX, event.clientY);
    if (!grip?.moved) under.find((element) => element.role === "gridcell" && board.root.contains(element))?.click();
    grip = null;
  });
  root.addEventListener("pointercancel", () => { grip = null; });

  /**
   * place: [i, j] of size places, stride cells apart, the first at cell `from`; reach: the cells it
   * spans; across: columns of the grid. Null hides it.
   */
  function draw(next) {
    set(root, "hidden", next === null);
    if (next === null) return;
    at = { from: [0, 0], ...next };
    const { place, stride, reach, from } = at;
    const values = { r: from[0] + place[0] * stride[0], c: from[1] + place[1] * stride[1], h: reach[0], w: reach[1] };
    for (const [name, value] of Object.entries(values)) root.style.setProperty(`--${name}`, value);
  }

  return { root, draw };
}
