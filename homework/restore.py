"""Put a submission's answers into the clean chapter, and leave everything else behind."""

from dataclasses import dataclass, field

from .course import Chapter, Item, grade_id, role
from .slicing import global_names, needed, python


@dataclass
class Step:
    """Code for the student's process. Without an item it is a cell of the student's own."""

    source: str
    item: str = ""


@dataclass
class Restored:
    """What the student's process runs, and what was answered to each item."""

    steps: list[Step]
    answers: dict[str, str]  # item → what was answered, empty where nothing was
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def bare(source: str) -> str:
    """A cell's text without the space that editors add or take."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def restore(cells: list[dict], chapter: Chapter) -> Restored:
    """Find the answers: by grade_id, else by the cell's id, else by the name that they define."""
    released = {cell.id: cell for cell in chapter.release.cells}
    known = {bare(cell.source) for cell in chapter.release.cells}
    known |= {bare(cell.source) for cell in chapter.source.cells if role(cell) != "answer"}
    item_of = {name: item for item in chapter.items for name in item.answers}
    answer_ids = {c.id: grade_id(c) for c in chapter.release.cells if grade_id(c) in item_of}
    defines = {name: item for item in chapter.items for name in item.defines}

    result = Restored([], {item.name: "" for item in chapter.items})
    found: dict[str, list[str]] = {}
    own: list[Step] = []
    for cell in cells:
        code = cell["cell_type"] == "code"
        source = python(cell["source"]) if code else cell["source"]
        name = grade_id(cell) if grade_id(cell) in item_of else answer_ids.get(cell["id"], "")
        if name and (code or not item_of[name].check):
            if bare(cell["source"]) not in known and bare(cell["source"]):
                found.setdefault(name, []).append(cell["source"])
                own.append(Step(source if code else "", item_of[name].name))
            continue
        is_clean = released.get(cell["id"])
        if not code or bare(cell["source"]) in known or not bare(cell["source"]):
            continue
        if grade_id(cell) or (is_clean is not None and role(is_clean) == "check"):
            continue  # a changed check
        item = _answers(source, defines)
        if item is not None and is_clean is None:
            found.setdefault(item.name, []).append(cell["source"])
            own.append(Step(source, item.name))
            result.notes.append(f"{item.title}: the cell had lost its name and was recognised")
        else:
            own.append(Step(source))

    for item in chapter.items:
        texts = [t for name in (*item.answers, item.name) for t in found.get(name, [])]
        result.answers[item.name] = "\n\n".join(dict.fromkeys(texts))
        if len({bare(text) for text in texts}) > max(1, len(item.answers)):
            result.doubts.append(f"{item.title} was answered more than once, and differently")
    answers = [step.source for step in own if step.item]
    helpers = needed([step.source for step in own if not step.item], answers)
    prelude = chapter.below([*answers, *helpers])
    result.steps = [Step("\n".join(prelude)), *map(Step, helpers)]
    result.steps += [step for step in own if step.item and step.source]
    return result


def _answers(source: str, defines: dict[str, Item]) -> Item | None:
    """The item that a cell without a name answers, if it defines a function that is asked for."""
    try:
        binds, _ = global_names(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        binds = {name for name in defines if f"def {name}(" in source}
    items = {defines[name].name: defines[name] for name in binds if name in defines}
    return next(iter(items.values())) if len(items) == 1 else None


def reference(chapter: Chapter) -> Restored:
    """The book's own solutions as a submission, which has to get all points."""
    answers = [Step(s, item.name) for item in chapter.items for s in item.answers.values()]
    prelude = Step("\n".join(chapter.below(step.source for step in answers)))
    return Restored([prelude, *answers], {item.name: "(the book's own)" for item in chapter.items})
