"""An evaluation in words and tables, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any


def as_text(said: dict[str, Any]) -> Iterator[str]:
    """The lines of what `evaluate.evaluate` or `evaluate.by_decisions` gives."""
    yield from _decided(said) if "decided" in said else _evaluated(said)


def _evaluated(said: dict[str, Any]) -> Iterator[str]:
    records, review, merged = said["records"], said["review"], said["false_children"]
    yield f"{records['known']:,} records of {merged['persons']:,} persons"
    if records["without_truth"] or records["not_in_run"]:
        yield f"Left out: {records['without_truth']:,} the truth lacks, {records['not_in_run']:,} the run lacks"
    yield from _table("", [{"of": name, **said[name]} for name in ("pairs", "children")], "of")
    yield from _table("Pairs by the systems they join", said["by_source"], "sources")
    yield ""
    yield "Links within children, by how they were made"
    for row in said["by_link"]:
        yield f"  {row['how']:<28}{row['right']:>9,} right{row['false']:>9,} false"
    yield from _table("Pairs by kind of error on either record", said["by_error"], "kind")
    yield from _table("Pairs by community of the name", said["by_community"], "community")
    for row in said["by_community"]:
        if row["missed_with"]:
            causes = ", ".join(f"{kind} {number}" for kind, number in row["missed_with"].items())
            yield f"  missed, {row['community']}: {causes}"
    if said["recall_gap"] is not None:
        yield f"  Largest gap in recall between communities: {said['recall_gap']:.2f} percentage points"
    yield ""
    yield "Different persons in one child, per 20,000 children (95% interval)"
    for relation in ("twins", "siblings", "twins_and_siblings", "others"):
        row = merged[relation]
        interval = f"{row['low']:.2f} to {row['high']:.2f}"
        yield f"  {relation.replace('_', ' '):<28}{row['number']:>6}{row['per_20000']:>9.2f}  ({interval})"
    yield ""
    yield (
        f"True pairs: {review['true_pairs_linked']:,} linked, {review['true_pairs_waiting']:,} waiting for review, "
        f"{review['true_pairs_lost']:,} neither"
    )
    yield (
        f"Possible matches waiting: {review['possible_matches']:,} pairs of records between "
        f"{review['children_waiting']:,} pairs of children; {review['possible_matches_true']:,} of the pairs are true"
    )
    at = [{**row, "link above": f"{row['threshold']:g}"} for row in said["thresholds"]]
    yield from _table("Pairs, had links been made at another probability", at, "link above")


def _table(title: str, rows: Sequence[dict[str, Any]], first: str) -> Iterator[str]:
    if not rows:
        return
    yield ""
    if title:
        yield title
    numbers = "".join(f"{name:>10}" for name in ("right", "false", "missed", "precision", "recall", "F1"))
    yield f"  {first:<28}{numbers}   recall's 95% interval"
    for row in rows:
        counts = "".join(f"{row[name]:>10,}" for name in ("right", "false", "missed"))
        shares = "".join(f"{_share(row[name]):>10}" for name in ("precision", "recall", "f1"))
        yield f"  {row[first]:<28}{counts}{shares}   {row['recall_low']:.4f} to {row['recall_high']:.4f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _decided(said: dict[str, Any]) -> Iterator[str]:
    yield "No truth was given: the model against the pairs that officers decided, who saw only what was shown to them"
    for decision in ("Same", "Different"):
        row = said["decided"][decision]
        yield (
            f"  {decision:<12}{row['pairs']:>6} pairs: the model would link {row['link']}, show {row['review']}, "
            f"leave apart {row['apart']}, no longer compares {row['not_compared']}"
        )
