// What is wider than its box is a tab stop, so that the arrow keys can scroll it. A box is measured
// when its size changes: all are read before any is written, so that no layout is forced.
{
  const observer = new ResizeObserver((entries) => {
    const wide = entries.map(({ target }) => target.scrollWidth > target.clientWidth + 1);
    entries.forEach(({ target }, index) => {
      if (wide[index]) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    });
  });
  const boxes = "pre, .cell_output > .output, .pst-scrollable-table-container, .formula, .math.wide";
  for (const box of document.querySelectorAll(boxes)) observer.observe(box);
}
