"""`python -m danlu`."""

from danlu.cli.main import main

main()
