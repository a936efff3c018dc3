"""Upkeep of the store: the key it is encrypted with."""

from __future__ import annotations

from pipeline import store
from pipeline.errors import CmeError
from pipeline.home import locked, make_folders
from pipeline.settings import Settings


def rekey(settings: Settings, old_key: str | None) -> str:
    """Encrypts the store with the key of the settings (none: writes it in plain); returns what was done, in a sentence.

    old_key: what it is encrypted with now; None where it lies in plain. Raises StoreError where that does not open it
    (then nothing is changed), CmeError before the first run, RunInProgress.
    """
    if not (settings.store / store.DURABLE_FILE).exists():
        raise CmeError("There is no store in this folder yet; the first run makes it with the key that is set.")
    make_folders(settings)
    with locked(settings):
        is_new = store.rekey(settings, old_key)
    how = "encrypted with the key that is set" if settings.key else "not encrypted"
    return f"The store is {how}{'' if is_new else ' already; nothing was changed'}."
