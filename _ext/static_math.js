// A formula that is wider than its box is a tab stop, so that the arrow keys can scroll it.
{
  const boxes = document.querySelectorAll(".formula, .math.wide");
  new ResizeObserver(() => {
    for (const box of boxes) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }).observe(document.body);
}
