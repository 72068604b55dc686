// The pad: drawn on with a mouse, pen or finger, or with a pen that the arrow keys move.
import { CELLS, PAD, PEN, SIDE } from "../engine/ink.mjs";
import { h, set } from "../kit/dom.mjs";

const APART = 4; // units between two points of a stroke
const FINE = 2; // canvas pixels a unit, so that lines are sharp
const STEP = PAD / SIDE; // an arrow key moves the pen by a pixel of the network's picture, with Shift by four
const KEYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/**
 * onStart(): a stroke begins; onLine(points, done): what there is of it so far, and whether it may stay
 * so; a point is [x, y] in units from 0 to PAD. onUndo(): the last stroke goes.
 */
export function surface({ onStart, onLine, onUndo }) {
  const canvas = h("canvas", { width: PAD * FINE, height: PAD * FINE, "aria-hidden": "true" });
  const pen = h("span", { class: "cnn-pen", "aria-hidden": "true" });
  const root = h("div", { class: "cnn-pad", role: "application", tabindex: "0", "aria-roledescription": "drawing pad",
    "aria-description": "Arrow keys move the pen, with Shift by four pixels. Space puts it down and lifts it. Backspace takes the last stroke back." }, canvas, pen);
  const context = canvas.getContext("2d");
  const small = h("canvas", { width: SIDE, height: SIDE });
  let line = null; // the stroke under the mouse or finger
  let finger = null; // which of several it is
  let keyed = null; // the stroke under the arrow keys' pen
  let place = [PAD / 2, PAD / 2]; // of that pen
  let frame = null;
  let [told, shown] = ["", null]; // in words; what the canvas shows

  const bound = (at) => Math.min(Math.max(Math.round(at), 0), PAD);
  function under(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * PAD, ((event.clientY - box.top) / box.height) * PAD].map(bound);
  }
  const later = () => { frame ??= requestAnimationFrame(() => { frame = null; if (line) onLine(line, false); }); };

  root.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || line) return;
    lift();
    [line, finger] = [[under(event)], event.pointerId];
    onStart();
    root.setPointerCapture(event.pointerId);
    later();
  });
  root.addEventListener("pointermove", (event) => {
    if (!line || event.pointerId !== finger) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const point of (all.length ? all : [event]).map(under))
      if (Math.hypot(point[0] - line.at(-1)[0], point[1] - line.at(-1)[1]) >= APART) line.push(point);
    later();
  });
  for (const type of ["pointerup", "pointercancel"]) root.addEventListener(type, () => {
    if (!line || event.pointerId !== finger) return;
    const whole = line;
    line = null;
    place = whole.at(-1);
    onLine(whole, true);
  });

  function lift() {
    keyed = null;
    show();
  }
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || line) return;
    if (event.key in KEYS) {
      const by = KEYS[event.key].map((way) => way * STEP * (event.shiftKey ? 4 : 1));
      place = place.map((at, axis) => bound(at + by[axis]));
      if (keyed) onLine((keyed = [...keyed, place]), true);
    } else if (event.key === " " || event.key === "Enter") {
      keyed = keyed ? null : [place];
      if (keyed) {
        onStart();
        onLine(keyed, true);
      }
    } else if (event.key === "Backspace") {
      keyed = null;
      onUndo();
    } else if (event.key === "Escape" && keyed) keyed = null;
    else return;
    event.preventDefault();
    show();
  });
  root.addEventListener("blur", lift);

  function show() {
    pen.style.left = `${(100 * place[0]) / PAD}%`;
    pen.style.top = `${(100 * place[1]) / PAD}%`;
    set(pen, "data-down", keyed !== null);
    const [column, row] = place.map((at) => Math.min(Math.floor(at / STEP), SIDE - 1) + 1);
    set(root, "aria-label", `Drawing pad: ${told}. Pen ${keyed ? "down" : "up"} at row ${row}, column ${column}`);
  }

  /** picture: a test digit's 784 numbers from 0 to 1, or null; lines: what is drawn, in units. */
  function draw({ picture, lines, name }) {
    told = name;
    show();
    if (shown?.picture === picture && shown.lines === lines) return;
    shown = { picture, lines };
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (picture) {
      const bytes = new ImageData(SIDE, SIDE);
      picture.forEach((value, index) => bytes.data.set([255, 255, 255, 255 * value], 4 * index));
      small.getContext("2d").putImageData(bytes, 0, 0);
      context.imageSmoothingEnabled = false;
      context.drawImage(small, 0, 0, canvas.width, canvas.height);
    }
    context.setTransform(FINE, 0, 0, FINE, 0, 0);
    Object.assign(context, { lineCap: "round", lineJoin: "round", lineWidth: (2 * PEN * PAD) / CELLS, strokeStyle: "#fff" });
    context.beginPath();
    for (const points of lines) {
      context.moveTo(...points[0]);
      for (const point of points.length > 1 ? points.slice(1) : points) context.lineTo(...point);
    }
    context.stroke();
    set(root, "data-empty", !picture && !lines.length);
  }

  return { root, draw, end: () => cancelAnimationFrame(frame) };
}
