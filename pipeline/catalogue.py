"""The catalogue of rules as a page of text, written from the rules themselves: `python -m pipeline.catalogue`."""

from __future__ import annotations

import sys
from datetime import date

from pipeline import rulebook
from pipeline.declared_rules import Rule

TITLES = {
    "facts": "Facts, in the order in which they are worked out",
    "lines": "Lines of Appendix 3, in the order in which a child is counted; then those in no such order",
    "lists": "Officers' lists",
    "extracts": "What is sent to schools, settings and parents",
    "quality": "Checks of data quality",
}


def catalogue(book: rulebook.Rulebook) -> str:
    """Every rule in force with its title, policy reference, words and examples, as Markdown."""
    parts = ["# The rules\n\nWritten from `rules/` by `make docs`; the examples are run by `make test`.\n"]
    for kind, title in TITLES.items():
        parts.append(f"## {title}\n")
        parts += [_rule(rule) for rule in getattr(book, kind)]
    parts.append("## The policy's numbers\n\n| number | value |\n|---|---|")
    parts.append("\n".join(f"| `{name}` | {value} |" for name, value in sorted(book.parameters.items())) + "\n")
    return "\n".join(parts)


def _rule(rule: Rule) -> str:
    examples = "\n".join(f"* {example.name}" for example in rule.declared.examples)
    return f"### `{rule.code}`: {rule.title}\n\n{rule.get('says')}\n\nPolicy: {rule.policy}.\n\n{examples}\n"


if __name__ == "__main__":
    sys.stdout.write(catalogue(rulebook.load(date(2026, 10, 31))))
