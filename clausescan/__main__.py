"""`python -m clausescan` is the command line."""

from clausescan.cli import main

if __name__ == "__main__":
    main()
