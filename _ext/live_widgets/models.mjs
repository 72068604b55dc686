// The models of a page, each like a Backbone model, and the links between them.
import { atEnd, attempt, page } from "./lifetime.mjs";
import { addStyle, load, source } from "./sources.mjs";

export const instances = {}; // model id → instance

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

export function createInstance({ widget, esm, css, state, buffers = [] }) {
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

export function find(id) {
  const instance = instances[id.replace(/^IPY_MODEL_/, "")];
  if (!instance) throw new Error(`There is no model ${id} on this page.`);
  return instance;
}

export const experimental = {
  invoke: () => Promise.reject(new Error("There is no kernel behind a static page.")),
};

export function link([source, from, target, to, both]) {
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
