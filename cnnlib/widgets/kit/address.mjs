// A published page keeps a widget's state in its address; a notebook has the traits.
import { h, text } from "./dom.mjs";
import { parse, write } from "./link.mjs";
/** @import { State } from "../types.mjs" */
/** @import { Limit } from "./link.mjs" */

/**
 * copy: the button that makes the link, of state(). onLink(traits) is told what an address gives.
 * @param {{ el: Element, name: string, limits: Record<string, Limit>, state: () => State, onLink: (traits: State) => void,
 *   complain: (sentence: string) => void }} options
 */
export function address({ el, name, limits, state, onLink, complain }) {
  const spot = el.closest("[data-model]"); // these stand in the page before any widget does
  const id = () => `${name}-${[...document.querySelectorAll("[data-model]")].indexOf(/** @type {Element} */ (spot)) + 1}`;
  const copy = h("button", { type: "button", hidden: spot === null, onclick: copyLink }, "Copy link");
  async function copyLink() {
    history.replaceState(null, "", write(id(), state(), limits));
    try {
      await navigator.clipboard.writeText(location.href);
      text(copy, "Link copied");
    } catch {
      text(copy, "Link is in the address bar");
    }
  }
  function follow() {
    try {
      const linked = parse(location.hash, id(), limits);
      if (linked) onLink(linked);
    } catch (error) {
      complain(`${/** @type {Error} */ (error).message}: the page’s own numbers stay.`);
    }
  }
  function start() {
    if (!spot) return;
    follow();
    addEventListener("hashchange", follow);
  }
  const stop = () => removeEventListener("hashchange", follow);
  /** The page's own numbers hold again. */
  function forget() {
    if (spot && location.hash.startsWith(`#${id()}?`)) history.replaceState(null, "", location.pathname + location.search);
  }
  return { copy, start, stop, forget };
}
