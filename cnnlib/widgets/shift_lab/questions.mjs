// What predict mode asks of a move: how far the last map moves, then how many of its cells differ.
import { show } from "../kit/numbers.mjs";

const times = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Why 0 is wrong, though the map is held against itself as it was. */
function notInvariant({ name, cells }) {
  if (cells === 1) return "The largest answer is lost this time: it left the frame, or no cell stands where it is.";
  if (name === "max pool") return "Such a window forgets a move only while its largest answer stays inside. At most edges it does not.";
  if (name === "average pool") return "A mean softens a move and does not forget it: at each edge other pixels enter the window.";
  return "“Translation invariant because of weight sharing” is a misconception: a convolution is equivariant. Its answer moves along with the digit, so it does not stay.";
}

/** Why 0 is wrong, though the map moves along. */
function notEquivariant({ inside, stride }, shift) {
  const pixels = shift.find((by) => by % stride);
  if (inside === 0 || !pixels) return "That holds away from the border. There, what left the frame is missing, and padding stands in its place.";
  const count = Math.abs(pixels);
  return `Only whole cells can move. ${times(count, "pixel")} would be ${show(count / stride)} cells here. The map has one place in ${stride} and does not see what lies between: aliasing.`;
}

/** Why someone would expect some cells to differ, where none does. */
function nothingDiffers({ cells, stride }, shift, moving) {
  if (!shift.some(Boolean)) return "Nothing moved, so nothing can differ.";
  if (cells === 1) return "The largest answer is still there, only elsewhere. The maximum does not ask where.";
  if (moving && shift.every((by) => by % stride === 0))
    return "The same weights read the same pixels, only elsewhere. That is equivariance: the map moves along, and nothing differs.";
  return "Both maps are the same this time: look at what the kernel makes of the digit.";
}

/** Why someone would expect `answer` cells to differ. */
function mistake({ last, other, shift, compare }, answer) {
  const { cells, differ } = last;
  const near = (count) => Math.abs(answer - count) <= Math.max(1, 0.03 * cells);
  const moving = compare === "moved";
  if (differ === 0) return nothingDiffers(last, shift, moving);
  if (answer === 0) return moving && cells > 1 ? notEquivariant(last, shift) : notInvariant(last);
  if (answer > cells) return `There are only ${times(cells, "cell")}.`;
  if (near(cells)) return "That is all of them. Where there is no digit before and none after, both maps are 0.";
  if (near(other)) return moving ? "That many differ from the map as it was. Here it has moved along." : "That many differ from the map moved along. Here it stays where it was.";
  return answer > differ ? "Fewer. Only cells that see the digit, before or after, can differ." : "More. The digit leaves cells behind and reaches new ones.";
}

export const shiftQuestions = {
  size({ last, compare }) {
    const { stride } = last;
    if (stride < 2 || compare !== "moved") return null; // one pixel is one cell, or nothing moves
    const pixels = 2 * stride;
    return {
      text: `Before it moves: if the digit moves ${pixels} pixels, how many cells does the last map move?`,
      fields: ["Cells that the map moves"], whole: true, right: [2], told: "2 cells", nudge: "Multiply the strides on the way: so many pixels are one cell.",
      mistake: (_, answer) => (answer === pixels ? `One cell a pixel would be stride 1. Here neighbours stand ${stride} pixels apart.`
        : answer === pixels * stride ? "The other way round: a map has fewer cells than the picture has pixels." : null),
    };
  },
  cell(scene) {
    const { last, shift: [down, right], compare } = scene;
    const { cells, differ } = last;
    const tolerance = Math.floor(0.05 * cells);
    const way = [right && `${times(Math.abs(right), "pixel")} to the ${right < 0 ? "left" : "right"}`, down && `${times(Math.abs(down), "pixel")} ${down < 0 ? "up" : "down"}`];
    const move = way.filter(Boolean).join(" and ") || "not at all";
    return {
      text: `The digit moves ${move}. How many of the last map’s ${times(cells, "cell")} differ from ${compare === "moved" ? "the map moved along" : "before"}?${tolerance ? ` Within ${tolerance} will do, but 0 is 0.` : ""}`,
      fields: ["Cells that differ"], whole: true, right: [differ], told: `${differ} of ${cells}`, done: "It is measured. Step on for the next move.",
      accepts: (_, answer, wanted) => answer === wanted || (answer > 0 && wanted > 0 && Math.abs(answer - wanted) <= tolerance),
      mistake: (_, answer) => mistake(scene, answer),
    };
  },
};
