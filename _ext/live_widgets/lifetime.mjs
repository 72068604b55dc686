// What ends, and what fails.

export const page = new AbortController(); // ends when the page goes for good

// What a widget throws is logged and goes no further: the other widgets live on.
/** @template T @param {() => Promise<T>} work @returns {Promise<T | undefined>} */
export const attempt = (work) => work().catch((error) => void console.error(error));

// anywidget lets initialize and render return a function that cleans up after them.
/** @param {AbortSignal} signal @param {unknown} cleanup */
export function atEnd(signal, cleanup) {
  if (typeof cleanup !== "function") return;
  if (signal.aborted) cleanup();
  else signal.addEventListener("abort", () => cleanup());
}
