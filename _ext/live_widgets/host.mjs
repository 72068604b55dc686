// Runs anywidgets on a static page: no kernel, no CDN, the same from http:// and file://.
//
// The built page (see anywidget_host.py) carries
//   <script id="anywidget-state">         the models that its views need, and the links between
//   <div class="anywidget" data-model>    one place for each view
// and the text of each ES module comes from a classic script that pushes it to `anywidgets`:
// on file:// a page may neither fetch a file nor import one, so a Blob URL is the only way in.
(() => {
  "use strict";

  const instances = {}; // model id → instance
  const endings = new Map(); // place → AbortController of the view in it
  const modules = new Map(); // text → promise of the imported module
  const sources = new Map(); // widget class → promise of {esm, css}, with its resolve and reject
  const styles = new Set(); // CSS texts already on the page
  const page = new AbortController(); // ends when the page goes for good
  let loaded = false; // after that no script comes any more

  // What a widget throws is logged and goes no further: the other widgets live on.
  const attempt = (work) => work().catch((error) => console.error(error));

  // anywidget lets initialize and render return a function that cleans up after them.
  function atEnd(signal, cleanup) {
    if (typeof cleanup !== "function") return;
    if (signal.aborted) cleanup();
    else signal.addEventListener("abort", () => cleanup());
  }

  function source(widget) {
    if (!sources.has(widget)) {
      const entry = {};
      entry.promise = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
      sources.set(widget, entry);
      if (loaded) missing(entry, widget);
    }
    return sources.get(widget);
  }

  // The scripts are async: those that ran before this one have queued in a plain array.
  const anywidgets = (window.anywidgets = window.anywidgets || []);
  anywidgets.push = ([widget, texts]) => source(widget).resolve(texts);
  anywidgets.forEach((queued) => anywidgets.push(queued));
  const missing = (entry, widget) => entry.reject(new Error(`No script brought ${widget}.`));
  addEventListener("load", () => {
    loaded = true;
    sources.forEach(missing);
  });

  // One import for each text, so that the widgets of a class share a module.
  function load(esm) {
    if (!modules.has(esm)) {
      const url = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
      modules.set(esm, import(url).finally(() => URL.revokeObjectURL(url)));
    }
    return modules.get(esm);
  }

  function addStyle(css) {
    if (!css || styles.has(css)) return;
    styles.add(css);
    document.head.appendChild(document.createElement("style")).textContent = css;
  }

  const tag = Object.prototype.toString;

  // As in Backbone, to set an equal array or object is no change. Anything else that is not
  // the same (a DataView, say) counts as changed.
  function equal(a, b) {
    if (Object.is(a, b)) return true;
    const kind = tag.call(a);
    if (!/Array]|Object]/.test(kind) || kind !== tag.call(b)) return false;
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((k) => k in b && equal(a[k], b[k]));
  }

  const split = (names) => names.trim().split(/\s+/);

  function createInstance({ widget, esm, css, state, buffers = [] }) {
    let listeners = [];
    let ready;

    for (const { path, data } of buffers) {
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      const last = path.pop();
      path.reduce((value, key) => value[key], state)[last] = new DataView(bytes.buffer);
    }

    const emit = (name, value) =>
      listeners.filter((l) => l.name === name).forEach((l) => l.callback(l.model, value));

    // Every view has a face of its own on the one state, so that its off() without arguments
    // takes away its own listeners and not those of another view.
    function face(signal) {
      const model = {
        get: (key) => state[key],
        set(key, value) {
          const next = typeof key === "object" ? key : { [key]: value };
          const changed = Object.keys(next).filter((k) => !equal(state[k], next[k]));
          Object.assign(state, next);
          changed.forEach((k) => emit(`change:${k}`, state[k]));
          if (changed.length) emit("change");
        },
        on(names, callback, original = callback) {
          split(names).forEach((name) => listeners.push({ name, callback, original, model }));
        },
        once(names, callback) {
          split(names).forEach((name) => {
            const first = (...values) => (model.off(name, callback), callback(...values));
            model.on(name, first, callback);
          });
        },
        off(names, callback) {
          const stays = (l) =>
            l.model !== model ||
            (names && !split(names).includes(l.name)) ||
            (callback && l.original !== callback);
          listeners = listeners.filter(stays);
        },
        save_changes() {},
        send() {},
        widget_manager: { get_model: async (id) => find(id).face(signal) },
      };
      atEnd(signal, () => model.off());
      return model;
    }

    async function initialize() {
      const own = esm ? { esm, css } : await source(widget).promise;
      const shared = own.shared ? await source(own.shared).promise : { esm: "", css: "" };
      addStyle(shared.css);
      addStyle(own.css);
      const module = await load(shared.esm + own.esm);
      const exported = module.default || module; // without default: anywidget's oldest form
      const definition = typeof exported === "function" ? await exported() : exported;
      const { signal } = page;
      atEnd(signal, await definition.initialize?.({ model: face(signal), signal, experimental }));
      return definition;
    }

    return { face, ready: () => (ready = ready || attempt(initialize)) };
  }

  function find(id) {
    const instance = instances[id.replace(/^IPY_MODEL_/, "")];
    if (!instance) throw new Error(`There is no model ${id} on this page.`);
    return instance;
  }

  const experimental = {
    invoke: () => Promise.reject(new Error("There is no kernel behind a static page.")),
  };

  function link([source, from, target, to, both]) {
    const [a, b] = [source, target].map((id) => find(id).face(page.signal));
    let busy = false; // a listener may answer a change with another: never chase it round
    const copy = (giver, key, taker, other) => () => {
      if (busy) return;
      busy = true;
      try {
        taker.set(other, giver.get(key));
      } finally {
        busy = false;
      }
    };
    const forth = copy(a, from, b, to);
    a.on(`change:${from}`, forth);
    if (both) b.on(`change:${to}`, copy(b, to, a, from));
    forth();
  }

  // Shows the view in its place; one that is there already is cleaned up first.
  async function mount(place) {
    endings.get(place)?.abort();
    const ending = new AbortController();
    const { signal } = ending;
    endings.set(place, ending);
    const el = place.appendChild(document.createElement("div"));
    atEnd(signal, () => el.remove());
    const { face, ready } = find(place.dataset.model);
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
    place.style.minHeight = 0; // gives back the space that the page kept for it
  }

  function start() {
    const data = document.getElementById("anywidget-state");
    if (!data) return;
    const { models, links } = JSON.parse(data.textContent);
    for (const id in models) instances[id] = createInstance(models[id]);
    links.forEach(link);
    const places = [...document.querySelectorAll("[data-model]")];
    const shown = new Set(places.map((place) => place.dataset.model));
    for (const id in models) if (models[id].widget && !shown.has(id)) instances[id].ready();
    mountWhenNear(places);
  }

  // What nobody has scrolled to is not built. But who walks by keyboard must find every stop, and
  // a link may lead into any widget: then all are, with a pause after each for the reader.
  function mountWhenNear(places) {
    const waiting = new Set(places);
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
      (entries) => entries.forEach((entry) => entry.isIntersecting && show(entry.target)),
      { rootMargin: "50%" },
    );
    places.forEach((place) => near.observe(place));
    // In the capturing phase: a widget keeps its keys to itself.
    const once = { once: true, capture: true };
    for (const event of ["keydown", "hashchange"]) addEventListener(event, showAll, once);
    if (location.hash.includes("?")) showAll();
  }

  anywidgets.mount = mount;
  addEventListener("pagehide", ({ persisted }) => {
    if (!persisted) [page, ...endings.values()].forEach((ending) => ending.abort());
  });

  // Not DOMContentLoaded: that waits for every deferred script of the theme.
  if (document.readyState !== "loading") start();
  else document.addEventListener("readystatechange", start, { once: true });
})();
