// Runs anywidgets on a static page: no kernel, no CDN, the same from http:// and file://.
//
// The built page (see host.py) carries
//   <script id="anywidget-state">         the models that its views need, and the links between
//   <div class="anywidget" data-model>    one place for each view
import { atEnd, attempt, page } from "./lifetime.mjs";
import { createInstance, experimental, find, instances, link } from "./models.mjs";
import { anywidgets } from "./sources.mjs";

/** @type {Map<HTMLElement, AbortController>} */
const endings = new Map(); // place → AbortController of the view in it

// Shows the view in its place; one that is there already is cleaned up first.
/** @param {HTMLElement} place */
async function mount(place) {
  endings.get(place)?.abort();
  const ending = new AbortController();
  const { signal } = ending;
  endings.set(place, ending);
  const el = place.appendChild(document.createElement("div"));
  atEnd(signal, () => el.remove());
  const { face, ready } = find(place.dataset.model ?? "");
  const widget = await ready();
  if (signal.aborted) return;
  const drawn = await attempt(async () => {
    atEnd(signal, await widget?.render({ model: face(signal), el, signal, experimental }));
    return widget;
  });
  if (!drawn) {
    ending.abort();
    place.classList.add("anywidget-failed"); // shows the sentence, and the still picture
  }
  place.style.minHeight = "0"; // gives back the space that the page kept for it
}

function start() {
  const data = document.getElementById("anywidget-state");
  if (!data) return;
  const { models, links } = JSON.parse(data.textContent ?? "");
  for (const id in models) instances[id] = createInstance(models[id]);
  links.forEach(link);
  const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-model]")]);
  const shown = new Set(places.map((place) => place.dataset.model));
  for (const id in models) if (models[id].widget && !shown.has(id)) instances[id].ready();
  mountWhenNear(places);
}

// What nobody has scrolled to is not built. But who walks by keyboard must find every stop, and
// a link may lead into any widget: then all are, with a pause after each for the reader.
/** @param {HTMLElement[]} places */
function mountWhenNear(places) {
  const waiting = new Set(places);
  /** @param {HTMLElement} place */
  const show = (place) => {
    near.unobserve(place);
    if (waiting.delete(place)) mount(place);
  };
  const showAll = async () => {
    for (const place of waiting) {
      show(place);
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) show(/** @type {HTMLElement} */ (target));
    },
    { rootMargin: "50%" },
  );
  for (const place of places) near.observe(place);
  // In the capturing phase: a widget keeps its keys to itself.
  const once = { once: true, capture: true };
  for (const event of ["keydown", "hashchange"]) addEventListener(event, showAll, once);
  if (location.hash.includes("?")) showAll();
}

anywidgets.mount = mount;
addEventListener("pagehide", ({ persisted }) => {
  if (!persisted) for (const ending of [page, ...endings.values()]) ending.abort();
});

// Not DOMContentLoaded: that waits for every deferred script of the theme.
if (document.readyState !== "loading") start();
else document.addEventListener("readystatechange", start, { once: true });
