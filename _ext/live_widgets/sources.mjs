// The text of each ES module comes from a classic script that pushes it to `anywidgets`: on
// file:// a page may neither fetch a file nor import one, so a Blob URL is the only way in.

/** @typedef {{ esm: string, css?: string, shared?: string }} Texts */
/** @typedef {{ promise: Promise<Texts>, resolve: (texts: Texts) => void, reject: (error: Error) => void }} Source */
/** @typedef {[widget: string, texts: Texts]} Queued */

/** @type {Map<string, Promise<any>>} */
const modules = new Map(); // text → promise of the imported module
/** @type {Map<string, Source>} */
const sources = new Map(); // widget class → promise of {esm, css}, with its resolve and reject
/** @type {Set<string>} */
const styles = new Set(); // CSS texts already on the page
let loaded = false; // after that no script comes any more

/** @param {string} widget */
export function source(widget) {
  const known = sources.get(widget);
  if (known) return known;
  const entry = /** @type {Source} */ ({});
  entry.promise = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
  sources.set(widget, entry);
  if (loaded) missing(entry, widget);
  return entry;
}

// The scripts are async: those that ran before this one have queued in a plain array.
const site = /** @type {{ anywidgets?: Queued[] & { mount?: (place: HTMLElement) => void } }} */ (window);
site.anywidgets ??= [];
export const { anywidgets } = site;
/** @param {Queued[]} all */
anywidgets.push = (...all) => {
  for (const [widget, texts] of all) source(widget).resolve(texts);
  return all.length;
};
for (const queued of anywidgets) anywidgets.push(queued);
/** @param {Source} entry @param {string} widget */
const missing = (entry, widget) => entry.reject(new Error(`No script brought ${widget}.`));
addEventListener("load", () => {
  loaded = true;
  sources.forEach(missing);
});

// One import for each text, so that the widgets of a class share a module.
/** @param {string} esm */
export function load(esm) {
  if (!modules.has(esm)) {
    const url = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
    modules.set(
      esm,
      import(url).finally(() => URL.revokeObjectURL(url)),
    );
  }
  return modules.get(esm);
}

/** @param {string} [css] */
export function addStyle(css) {
  if (!css || styles.has(css)) return;
  styles.add(css);
  document.head.appendChild(document.createElement("style")).textContent = css;
}
