// The text of each ES module comes from a classic script that pushes it to `anywidgets`: on
// file:// a page may neither fetch a file nor import one, so a Blob URL is the only way in.

const modules = new Map(); // text → promise of the imported module
const sources = new Map(); // widget class → promise of {esm, css}, with its resolve and reject
const styles = new Set(); // CSS texts already on the page
let loaded = false; // after that no script comes any more

export function source(widget) {
  if (!sources.has(widget)) {
    const entry = {};
    entry.promise = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
    sources.set(widget, entry);
    if (loaded) missing(entry, widget);
  }
  return sources.get(widget);
}

// The scripts are async: those that ran before this one have queued in a plain array.
export const anywidgets = (window.anywidgets = window.anywidgets || []);
anywidgets.push = ([widget, texts]) => source(widget).resolve(texts);
anywidgets.forEach((queued) => anywidgets.push(queued));
const missing = (entry, widget) => entry.reject(new Error(`No script brought ${widget}.`));
addEventListener("load", () => {
  loaded = true;
  sources.forEach(missing);
});

// One import for each text, so that the widgets of a class share a module.
export function load(esm) {
  if (!modules.has(esm)) {
    const url = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
    modules.set(esm, import(url).finally(() => URL.revokeObjectURL(url)));
  }
  return modules.get(esm);
}

export function addStyle(css) {
  if (!css || styles.has(css)) return;
  styles.add(css);
  document.head.appendChild(document.createElement("style")).textContent = css;
}
