"""Run the console script `newsclean`, for `python -m newsclean`."""

from newsclean.cli import main

main()
