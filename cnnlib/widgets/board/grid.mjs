// A matrix on the page: role=grid, one tab stop, arrows to walk, Enter, F2 or a digit to edit.
import { h, set, text } from "../kit/dom.mjs";
import { read } from "../kit/numbers.mjs";
/** @import { Pair } from "../engine/tables.mjs" */

/**
 * @typedef {{ kind: string, complain?: (sentence: string) => void, onEdit?: (r: number, c: number, value: number) => void,
 *   onPick?: (r: number, c: number) => void, onPoint?: Point }} GridOptions
 */
/** @typedef {{ text: string, label: string, class?: string, note?: string | null, edit?: string }} Look */
/** @typedef {(r: number | null, c: number | null) => void} Point */
/** @typedef {ReturnType<typeof grid>} Grid */

/**
 * look(r, c) → {text, class, label, note, edit}: note is a small factor in the corner, edit the text
 * to start editing with (absent: the cell can't be edited).
 * onEdit(r, c, number), onPick(r, c), onPoint(r, c) with nulls when the pointer or focus leaves.
 * @param {GridOptions} options
 */
export function grid({ kind, onEdit, onPick, onPoint, complain }) {
  const root = h("div", { class: `cnn-grid cnn-${kind}`, role: "grid" });
  let cells = /** @type {HTMLElement[][]} */ ([]); // rows of elements
  let look = /** @type {(r: number, c: number) => Look} */ (() => ({ text: "", label: "" }));
  let here = [0, 0]; // the one cell in the tab order

  /** @param {EventTarget | null} target */
  const placeOf = (target) => {
    const cell = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest?.("[role=gridcell]"));
    return cell && root.contains(cell) ? [Number(cell.dataset.r), Number(cell.dataset.c)] : null;
  };

  /** @param {number} rows @param {number} columns */
  function rebuild(rows, columns) {
    const had = root.contains(document.activeElement);
    here = [Math.min(here[0], rows - 1), Math.min(here[1], columns - 1)];
    cells = Array.from({ length: rows }, (_, r) =>
      Array.from({ length: columns }, (_, c) => h("div", { role: "gridcell", "data-r": r, "data-c": c }, h("span"))),
    );
    for (const old of root.querySelectorAll("[role=row]")) old.remove();
    root.prepend(...cells.map((row) => h("div", { role: "row" }, ...row)));
    root.style.setProperty("--columns", String(columns));
    if (had) cells[here[0]][here[1]].focus();
  }

  /** @param {Pair} size @param {string} label @param {(r: number, c: number) => Look} newLook */
  function draw([rows, columns], label, newLook) {
    look = newLook;
    if (cells.length !== rows || cells[0]?.length !== columns) rebuild(rows, columns);
    set(root, "aria-label", label);
    set(root, "aria-description", onEdit ? "Arrow keys move, typing a number changes a cell." : "Arrow keys move.");
    cells.forEach((row, r) => {
      row.forEach((cell, c) => {
        const now = look(r, c);
        text(/** @type {Node} */ (cell.firstChild), now.text);
        set(cell, "class", now.class || null);
        set(cell, "data-note", now.note);
        set(cell, "aria-label", now.label);
        set(cell, "aria-readonly", onEdit && now.edit === undefined ? "true" : null);
        set(cell, "tabindex", r === here[0] && c === here[1] ? "0" : "-1");
      });
    });
  }

  /** @param {Pair} place */
  function walk([r, c]) {
    set(cells[here[0]][here[1]], "tabindex", "-1");
    here = [r, c];
    set(cells[r][c], "tabindex", "0");
    cells[r][c].focus();
  }

  /** @param {Pair} place @param {string} [start] */
  function edit([r, c], start) {
    const { edit: value, label } = look(r, c);
    const cell = cells[r][c];
    if (value === undefined || cell.querySelector("input")) return;
    complain?.("");
    const input = h("input", { "aria-label": `New number for ${label}`, autocomplete: "off", maxlength: 12, enterkeyhint: "done" });
    let open = true;
    /** @param {boolean} keep @param {boolean} refocus */
    const close = (keep, refocus) => {
      if (!open) return;
      open = false; // removing the input blurs it, which would close it again
      const typed = input.value;
      input.remove();
      if (keep && typed !== value && cells[r]?.[c] === cell) {
        // a grid of another size has come: nothing to keep
        const { value: number, problem } = read(typed);
        if (problem !== undefined) complain?.(problem);
        else onEdit?.(r, c, number);
      }
      if (refocus) walk([r, c]);
    };
    input.addEventListener("blur", () => close(true, false));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") close(true, true);
      else if (event.key === "Escape") close(false, true);
      else return event.stopPropagation(); // arrows move in the text, not in the grid
      event.preventDefault();
      event.stopPropagation();
    });
    cell.append(input);
    input.value = start ?? value;
    input.focus();
    if (start === undefined) input.select();
  }

  /** @param {Pair} place */
  const act = (place) => (onEdit ? edit(place) : onPick?.(place[0], place[1]));

  root.addEventListener("click", (event) => {
    const place = placeOf(event.target);
    if (!place || /** @type {Element} */ (event.target).tagName === "INPUT") return;
    walk(place);
    act(place);
  });
  root.addEventListener("keydown", (event) => {
    const place = placeOf(event.target);
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    const [r, c] = place;
    const [lastRow, lastColumn] = [cells.length - 1, cells[0].length - 1];
    const target = {
      ArrowUp: [Math.max(r - 1, 0), c],
      ArrowDown: [Math.min(r + 1, lastRow), c],
      ArrowLeft: [r, Math.max(c - 1, 0)],
      ArrowRight: [r, Math.min(c + 1, lastColumn)],
      Home: [r, 0],
      End: [r, lastColumn],
    }[event.key];
    if (target) walk(target);
    else if (event.key === "Enter" || event.key === "F2" || event.key === " ") act(place);
    else if (onEdit && /^[-+.\d−]$/.test(event.key)) edit(place, event.key);
    else return;
    event.preventDefault();
  });
  /** @param {Event} event */
  const pointAt = ({ target }) => {
    const [r, c] = placeOf(target) ?? [null, null];
    onPoint?.(r, c);
  };
  root.addEventListener("pointerover", pointAt);
  root.addEventListener("pointerleave", () => onPoint?.(null, null));
  root.addEventListener("focusin", pointAt);
  root.addEventListener("focusout", () => onPoint?.(null, null));

  return { root, draw };
}
