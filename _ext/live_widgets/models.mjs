// The models of a page, each like a Backbone model, and the links between them.
import { atEnd, attempt, page } from "./lifetime.mjs";
import { addStyle, load, source } from "./sources.mjs";

/** @import { Texts } from "./sources.mjs" */
/** @typedef {{ get(key: string): any, set(key: any, value?: unknown): void, off(names?: string, callback?: Callback): void, [method: string]: any }} Face */
/** @typedef {{ face: (signal: AbortSignal) => Face, ready: () => Promise<any> }} Instance */
/** @typedef {(...values: any[]) => void} Callback */
/** @typedef {{ name: string, callback: Callback, original: Callback, model: Face }} Listener */
/**
 * @typedef {{ widget: string, esm?: string, css?: string, state: Record<string, any>, buffers?: { path: (string | number)[], data: string }[] }} Model
 * as the page holds it
 */
/** @typedef {[source: string, from: string, target: string, to: string, both: boolean]} Link */

/** @type {Record<string, Instance>} */
export const instances = {}; // model id → instance

const tag = Object.prototype.toString;

// As in Backbone, to set an equal array or object is no change. Anything else that is not
// the same (a DataView, say) counts as changed.
/** @param {any} a @param {any} b @returns {boolean} */
function equal(a, b) {
  if (Object.is(a, b)) return true;
  const kind = tag.call(a);
  if (!/Array]|Object]/.test(kind) || kind !== tag.call(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((k) => k in b && equal(a[k], b[k]));
}

/** @param {string} names */
const split = (names) => names.trim().split(/\s+/);

/** @param {Model} model @returns {Instance} */
export function createInstance({ widget, esm, css, state, buffers = [] }) {
  let listeners = /** @type {Listener[]} */ ([]);
  let ready = /** @type {Promise<any> | undefined} */ (undefined);

  for (const { path, data } of buffers) {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const last = path[path.length - 1];
    path.slice(0, -1).reduce((value, key) => value[key], state)[last] = new DataView(bytes.buffer);
  }

  /** @param {string} name @param {unknown} [value] */
  const emit = (name, value) => {
    for (const l of listeners.filter((one) => one.name === name)) l.callback(l.model, value);
  };

  // Every view has a face of its own on the one state, so that its off() without arguments
  // takes away its own listeners and not those of another view.
  /** @param {AbortSignal} signal */
  function face(signal) {
    /** @type {Face} */
    const model = {
      get: (key) => state[key],
      set(key, value) {
        const next = typeof key === "object" ? key : { [key]: value };
        const changed = Object.keys(next).filter((k) => !equal(state[k], next[k]));
        Object.assign(state, next);
        for (const k of changed) emit(`change:${k}`, state[k]);
        if (changed.length) emit("change");
      },
      /** @param {string} names @param {Callback} callback */
      on(names, callback, original = callback) {
        for (const name of split(names)) listeners.push({ name, callback, original, model });
      },
      /** @param {string} names @param {Callback} callback */
      once(names, callback) {
        for (const name of split(names)) {
          /** @type {Callback} */
          const first = (...values) => {
            model.off(name, callback);
            callback(...values);
          };
          model.on(name, first, callback);
        }
      },
      /** @param {string} [names] @param {Callback} [callback] */
      off(names, callback) {
        /** @param {Listener} l */
        const stays = (l) => l.model !== model || (names && !split(names).includes(l.name)) || (callback && l.original !== callback);
        listeners = listeners.filter(stays);
      },
      save_changes() {},
      send() {},
      widget_manager: { get_model: async (/** @type {string} */ id) => find(id).face(signal) },
    };
    atEnd(signal, () => model.off());
    return model;
  }

  async function initialize() {
    /** @type {Texts} */
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

  function once() {
    ready ??= attempt(initialize);
    return ready;
  }
  return { face, ready: once };
}

/** @param {string} id */
export function find(id) {
  const instance = instances[id.replace(/^IPY_MODEL_/, "")];
  if (!instance) throw new Error(`There is no model ${id} on this page.`);
  return instance;
}

export const experimental = {
  invoke: () => Promise.reject(new Error("There is no kernel behind a static page.")),
};

/** @param {Link} link */
export function link([source, from, target, to, both]) {
  const [a, b] = [source, target].map((id) => find(id).face(page.signal));
  let busy = false; // a listener may answer a change with another: never chase it round
  /** @param {Face} giver @param {string} key @param {Face} taker @param {string} other */
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
