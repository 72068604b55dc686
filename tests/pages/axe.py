"""axe on a page of the book, in a third of its time. The page is not the same afterwards."""

from axe_playwright_python.sync_playwright import Axe, AxeResults
from playwright.sync_api import Page

# A chapter has thousands of coloured words of code, of some dozen kinds. The longest word of each
# kind stays coloured, since axe passes over short ones. It goes by classes: colours change with
# the theme. What is folded away must stand open, or the word that stays may be one that axe skips.
ONE_OF_EACH = """() => {
  const longest = new Map();
  const words = [...document.querySelectorAll("pre span:not(.wide-line, :has(*))")];
  for (const word of words) {
    const kind = [word.className, word.closest("pre").parentElement.className].join();
    const length = word.textContent.length;
    if (length > (longest.get(kind)?.textContent.length ?? 0)) longest.set(kind, word);
  }
  const kept = new Set(longest.values());
  for (const word of words) if (!kept.has(word)) word.replaceWith(...word.childNodes);
}"""
# axe reads the few colours of a page anew for each layer below each text, 30,000 times a chapter.
REMEMBER_COLOURS = """() => {
  const colour = axe.commons.color.Color.prototype;
  const { parseString } = colour;
  const known = new Map();
  colour.parseString = function (text) {
    if (!known.has(text)) {
      parseString.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = known.get(text);
    return this;
  };
}"""


def violations(page: Page, **options: object) -> str:
    """What axe finds wrong, as a report; empty if it finds nothing."""
    page.evaluate(Axe().axe_script)
    if "runOnly" not in options:
        page.evaluate(ONE_OF_EACH)
        page.evaluate(REMEMBER_COLOURS)
    # Nothing is fetched before: from files it could not be, and no page has sound.
    options = {"resultTypes": ["violations"], "preload": False} | options
    results = AxeResults(page.evaluate("options => axe.run(document, options)", options))
    return results.generate_report() if results.violations_count else ""
