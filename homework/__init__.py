"""Homework from the chapters: release, grade, feedback, export. `python -m homework` tells more."""
