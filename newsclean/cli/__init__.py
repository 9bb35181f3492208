"""The command line. Only this package imports typer and rich. Data goes to stdout, messages go to stderr."""

from __future__ import annotations

import gc
import os
import signal
import sys

from newsclean.cli.console import print_message, reopen_closed_streams
from newsclean.errors import ExitCode, LockedError, NewscleanError, UsageError


def main() -> None:
    """Run the command line and exit with an `ExitCode`, or with 128 and a signal's number."""
    reopen_closed_streams()
    # end silently, as cat does, when the reader of a pipe ends: newsclean … | head -1
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # start-up: the collector would only visit modules, which never become garbage; a page alone needs none
    gc.disable()
    # a page's matrices are too small for the threads of a BLAS, and numpy takes 30 ms to start them
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from newsclean.cli.pages.plain import clean_plainly, is_plain

    try:
        try:
            if is_plain(sys.argv[1:]):
                sys.exit(clean_plainly(sys.argv[1]))
            from newsclean.cli.lazy import command_line, spelled_out

            gc.freeze()
            gc.enable()
            arguments = spelled_out(sys.argv[1:])
            command_line(arguments)(args=arguments)
        finally:
            sys.stdout.flush()
    except NewscleanError as error:
        print_message(str(error))
        is_usage, is_locked = isinstance(error, UsageError), isinstance(error, LockedError)
        sys.exit(ExitCode.USAGE if is_usage else ExitCode.TEMPORARY_FAILURE if is_locked else ExitCode.FAILED)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except OSError as error:
        # standard output failed; point it elsewhere, or Python writes its buffer again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print_message(f"cannot write: {error.strerror or error}")
        sys.exit(ExitCode.FAILED)
    except Exception as error:
        if os.environ.get("NEWSCLEAN_DEBUG"):
            raise
        print_message(f"internal error ({type(error).__name__}: {error}); NEWSCLEAN_DEBUG=1 shows the traceback")
        sys.exit(ExitCode.FAILED)
