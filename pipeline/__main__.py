"""`python -m pipeline` is `smallprint`."""

from pipeline.cli import main

main()
