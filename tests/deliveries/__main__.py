"""`python -m tests.deliveries`: the corpus as a page of text."""

from __future__ import annotations

import sys

from tests.deliveries import corpus
from tests.deliveries.kinds import page

if __name__ == "__main__":
    sys.stdout.write(page(corpus.KINDS))
