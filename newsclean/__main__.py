"""`python -m newsclean` is the console script `newsclean`."""

from newsclean.cli import main

main()
