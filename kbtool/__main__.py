"""`python -m kbtool`, and the command `kbtool`: a process of its own."""

from kbtool.cli import main
from kbtool.console import Commands

__all__ = ["run"]


def run() -> None:
    """Run the command that this process was begun for."""
    assert isinstance(main, Commands)
    main.alone = True
    main()


if __name__ == "__main__":
    run()
