"""Homework from the chapters: release, grade, feedback, export. `python -m homework` tells more."""

import sys

# nbformat imports jsonschema, and that imports this parser of addresses if it is installed: 1.3 s
# for its grammar, at each start of a program. No notebook has an address that is to be validated.
sys.modules.setdefault("rfc3987_syntax", None)
