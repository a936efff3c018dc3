"""What the commands share: their options, the day, and errors told in one plain sentence with an exit code."""

from __future__ import annotations

import errno
import logging
import os
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import OUT_OF_MEMORY, CmeError

Home = Annotated[
    Path, typer.Option("--home", envvar="CME_HOME", help="The folder that holds inbox, lists and reports.")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error (it may name children).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsAt = Annotated[
    datetime | None, typer.Option("--as-at", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="The day of the run.")
]
AcceptShrink = Annotated[
    list[str] | None,
    typer.Option("--accept-shrink", metavar="SOURCE/TABLE", help="Let this table be far smaller than before, once."),
]
HOME = Path("home")
LOOK = 3


@contextmanager
def plainly(debug: bool) -> Iterator[None]:
    """Turns every error into one sentence on standard error and its exit code."""
    try:
        yield
    except CmeError as error:
        if debug:
            traceback.print_exc()
        typer.echo(str(error), err=True)
        raise typer.Exit(error.exit_code) from None
    except (typer.Exit, typer.Abort, KeyboardInterrupt):
        raise
    except BrokenPipeError:  # Whoever read the output, such as `head`, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except _database_errors("OutOfMemoryException", MemoryError):
        if debug:
            traceback.print_exc()
        typer.echo(OUT_OF_MEMORY, err=True)
        raise typer.Exit(1) from None
    except _database_errors("Error") as error:
        if debug:
            traceback.print_exc()
        typer.echo(
            f"The database under store/ failed ({type(error).__name__}); see that the disk is not full, and whether "
            "`cme verify` finds it damaged.",
            err=True,
        )
        raise typer.Exit(1) from None
    except OSError as error:
        if debug:
            traceback.print_exc()
        said = (
            f"A file{_in_folder(error)} could not be read or written ({_why(error)}); see that the folder can be "
            "reached and its disk is not full, then run again."
        )
        typer.echo(OUT_OF_MEMORY if _is_want_of_memory(error) else said, err=True)
        raise typer.Exit(1) from None
    except Exception as error:  # noqa: BLE001 (an unforeseen error must not show a child's values)
        if debug:
            traceback.print_exc()
        said = f"Something unforeseen failed ({type(error).__name__}); run again with --debug to see where."
        typer.echo(OUT_OF_MEMORY if _is_want_of_memory(error) else said, err=True)
        raise typer.Exit(1) from None


def keep_to_sentences() -> None:
    """Libraries warn, log and fail beside the run in words of their own, which may hold a child's values: of those the
    console shows none."""
    warnings.simplefilter("ignore")
    logging.disable()
    sys.unraisablehook = threading.excepthook = _tell_that_it_failed


def _tell_that_it_failed(failed: sys.UnraisableHookArgs | threading.ExceptHookArgs) -> None:
    kind = failed.exc_type.__name__ if failed.exc_type else "unknown"
    typer.echo(f"Something unforeseen failed beside the run ({kind}); see that the run says it has ended.", err=True)


def _database_errors(name: str, *others: type[BaseException]) -> tuple[type[BaseException], ...]:
    """What DuckDB raises by that name, where it was needed at all, and others."""
    duckdb = sys.modules.get("duckdb")
    return (*others, getattr(duckdb, name)) if duckdb else others


def _is_want_of_memory(error: Exception) -> bool:
    """Whether the system had no memory to load a library or start a thread: Python has no error of its own for that."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    words = (os.strerror(errno.ENOMEM), "failed to map segment", "can't start new thread")
    return isinstance(error, ImportError | RuntimeError) and any(said in str(error) for said in words)


def _why(error: OSError) -> str:
    """In the system's words: whoever raised it may have put others in."""
    return os.strerror(error.errno) if error.errno else type(error).__name__


def _in_folder(error: OSError) -> str:
    """The folder alone: whoever named the file may have named it after a child."""
    place = error.filename2 or error.filename
    return f" in the folder {Path(os.fsdecode(place)).parent}" if isinstance(place, str | bytes | Path) else ""


def today_here() -> date:
    return date.today()  # noqa: DTZ011 (the day at the council, which is the machine's)
