"""`python -m superbill` is `superbill`."""

from superbill.surfaces.cli.main import run

if __name__ == "__main__":
    run()
