"""The command line: typer and rich live here and nowhere else. Data goes to stdout, talk to stderr.

Exit codes: 0 all clean, 1 some pages failed, 2 wrong use, 3 no article found in the one page given, 75 another run
holds the lock, 128 and more a signal.
"""

from __future__ import annotations

import gc
import os
import signal
import sys


def main() -> None:
    """Run the command line and exit."""
    # a reader that goes away, as in `newsclean … | head -1`, ends us as quietly as it ends cat
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # nothing that is loaded here ever becomes garbage
    gc.disable()
    from newsclean.cli.console import print_message
    from newsclean.cli.lazy import command_line
    from newsclean.errors import LockedError, NewscleanError, UsageError

    gc.freeze()
    gc.enable()
    try:
        command_line(sys.argv[1:])()
    except UsageError as error:
        print_message(str(error))
        sys.exit(2)
    except LockedError as error:
        print_message(str(error))
        sys.exit(75)
    except NewscleanError as error:
        print_message(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        # standard output is full, or its disk is; what it still holds must not be tried again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print_message(f"cannot write: {error.strerror or error}")
        sys.exit(1)
    except Exception as error:
        # a fault of ours is still no reason to show a user a traceback
        if os.environ.get("NEWSCLEAN_DEBUG"):
            raise
        print_message(f"internal error ({type(error).__name__}: {error}); NEWSCLEAN_DEBUG=1 shows where")
        sys.exit(1)
