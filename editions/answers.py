"""What a page folds away for later, solutions and answers, at the end of its chapter."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from editions.front import page_number
from editions.soup import first, parsed

FOLDED = ".tag_hide-cell > details, details.sd-dropdown, .anywidget-answer"
NUMBER = re.compile(r"\d+\.")


def gather_answers(soup: BeautifulSoup, article: Tag, key: str) -> None:
    """Move what is folded to the end of the article; leave the number of its page behind."""
    folded = article.select(FOLDED)
    if not folded:
        return
    name = "Answers" if article.select_one("details.sd-dropdown") else "Solutions"
    end = parsed(f'<section class="answers"><h2>{name}</h2></section>')
    for i, details in enumerate(folded, 1):
        place = f"{key}--answer-{i}"
        answer = parsed(f'<div class="answer" id="{place}"><p><strong></strong></p></div>')
        first(answer, "strong").string = label(details)
        see = parsed(f'<p class="see"><a href="#{place}">{name[:-1]}: page </a></p>')
        first(see, "a").append(page_number(place))
        details.replace_with(see)
        for part in content(details):
            answer.append(part)
        end.append(answer)
    article.append(end)


def label(folded: Tag) -> str:
    """Return the number and name of the exercise, "2. Recall.", or else the section's heading."""
    before = folded.find_all_previous(["strong", "h1", "h2", "h3"])
    return next(
        each.get_text() for each in before if each.name != "strong" or NUMBER.match(each.get_text())
    )


def content(folded: Tag) -> list[Tag]:
    """Return what was folded."""
    if folded.name != "details":
        return [folded]
    body = folded.select_one(".sd-summary-content")
    return body.find_all(True, recursive=False) if body else folded.select(".cell_input")
