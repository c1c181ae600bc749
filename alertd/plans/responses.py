"""Reads plans/<response>.toml: which level holds where, by which clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alertd.core.grading import Colour, Grading, Level, Scale, graded, signal
from alertd.core.hazard import Hazard
from alertd.core.plan import Clause, Launch, Plan, WarningCondition, Where

if TYPE_CHECKING:
    from alertd.plans.toml import Document, Table

CLAUSE_KEYS = ("id", "level", "text", "hazard", "when", "where", "relay", "launch")
_LATER = ("wind", "cyclone", "gauge", "all", "any", "not")


def read_plan(document: Document) -> Plan:
    """Read one plan; clause ids are unique, and no two clauses contradict."""
    document.only(("plan", "clause"))
    head = document.root().table("plan")
    head.only(("response", "authority", "effective_from"))
    clauses: list[Clause] = []
    for table in document.tables("clause"):
        table.only(CLAUSE_KEYS)
        level = table.number("level")
        if level not in (1, 2, 3, 4):
            table.wrong("level", "must be 1 (worst) to 4")
            continue
        clause = Clause(
            id=table.text("id"),
            level=Level(level),
            text=table.text("text"),
            hazard=table.word("hazard", Hazard),
            when=_condition(table),
            where=table.word("where", Where, Where.NAMED),
            relay=table.flag("relay", default=False),
            launch=table.word("launch", Launch),
        )
        if any(other.id == clause.id for other in clauses):
            table.wrong("id", f"{clause.id!r} is there twice: ids are for good")
        if any(other.when == clause.when for other in clauses):
            table.wrong("when", "another clause has the same condition: leave one")
        clauses.append(clause)
    return Plan(
        response=head.text("response"),
        authority=head.text("authority"),
        effective_from=head.day("effective_from"),
        clauses=tuple(clauses),
    )


def _condition(clause: Table) -> WarningCondition:
    table = clause.table("when")
    later = [key for key in _LATER if key in table.data]
    if later:
        clause.wrong(
            "when",
            f"{later[0]!r} is not evaluated by this version: write a warning condition "
            'such as { warning = "typhoon", scale = "graded", grade = 2 }',
        )
        return WarningCondition(warning=Hazard.OTHER, grading=graded(4))
    hazard = table.word("warning", Hazard)
    scale = table.word("scale", Scale)
    table.only(("warning", "scale", "grade" if scale is Scale.GRADED else "colour"))
    return WarningCondition(warning=hazard, grading=_grading(table, scale))


def _grading(table: Table, scale: Scale) -> Grading:
    if scale is Scale.SIGNAL:
        return signal(table.word("colour", Colour))
    grade = table.number("grade")
    if grade not in (1, 2, 3, 4):
        table.wrong("grade", "must be 1 (一级, worst) to 4 (四级)")
        grade = 4
    return graded(grade)
