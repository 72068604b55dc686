"""The book to take along: one zip that opens with no network, and one PDF for paper.

``python -m editions zip`` and ``python -m editions pdf`` make them from the built pages;
``make zip`` and ``make pdf`` build the pages first.
"""
