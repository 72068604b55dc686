// Building elements. Text goes in as text nodes only, so nothing typed is ever read as HTML.

/** h("button", { class: "x", "aria-label": "Play", onclick: f }, "text", child, ...) */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else set(element, name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** An attribute that is true, false (absent) or a text; written only when it changed. */
export function set(element, name, value) {
  const text = value === true ? "" : value;
  if (value === false || value === null || value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(text)) element.setAttribute(name, text);
}

export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  back: "M17 5v14l-9-7zM5 5h2v14H5z",
  forward: "M7 5v14l9-7zM17 5h2v14h-2z",
  play: "M8 5v14l11-7z",
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  move: "M12 2l3.5 4h-2.2v4.7H18V8.5l4 3.5-4 3.5v-2.2h-4.7V18h2.2L12 22l-3.5-4h2.2v-4.7H6v2.2L2 12l4-3.5v2.2h4.7V6H8.500z",
};

/** Drawn, not typed: characters such as ▶ turn into emoji on phones. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  set(svg, "viewBox", "0 0 24 24");
  set(svg, "aria-hidden", "true");
  set(path, "d", ICONS[name]);
  svg.append(path);
  return svg;
}
