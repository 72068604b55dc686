// What ends, and what fails.

export const page = new AbortController(); // ends when the page goes for good

// What a widget throws is logged and goes no further: the other widgets live on.
export const attempt = (work) => work().catch((error) => console.error(error));

// anywidget lets initialize and render return a function that cleans up after them.
export function atEnd(signal, cleanup) {
  if (typeof cleanup !== "function") return;
  if (signal.aborted) cleanup();
  else signal.addEventListener("abort", () => cleanup());
}
