"""`superbill`: finds the command's file, runs it, and turns errors into messages and exit codes."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import traceback
from importlib.metadata import version

import click

import superbill.surfaces.cli.commands as commands
from superbill.errors import InternalError, SuperbillError

DEBUG = "SUPERBILL_DEBUG"

EPILOG = """\b
Exit codes: 0 answered, 1 the answer is no, 2 wrong call, 3 bad input file, 4 not available, 5 defect.
With SUPERBILL_DEBUG=1, or --debug, a defect shows where it happened.

\b
Shell completion (bash; zsh and fish likewise):
  eval "$(_SUPERBILL_COMPLETE=bash_source superbill)"
"""


class CommandFolder(click.Group):
    """Commands are the modules of `commands/`; a module is imported only when its command is used or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, sorted."""
        names = [info.name for info in pkgutil.iter_modules(commands.__path__)]
        return sorted(name.removesuffix("_").replace("_", "-") for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, None for an unknown one."""
        module = cmd_name.replace("-", "_")
        module = "import_" if module == "import" else module
        if module not in {info.name for info in pkgutil.iter_modules(commands.__path__)}:
            return None
        found: click.Command = importlib.import_module(f"{commands.__name__}.{module}").command
        return found


def _set_debug(_: click.Context, __: click.Parameter, value: bool) -> None:
    if value:
        os.environ[DEBUG] = "1"


@click.group(
    cls=CommandFolder,
    epilog=EPILOG,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(version("superbill"), prog_name="superbill")
@click.option("--debug", is_flag=True, is_eager=True, expose_value=False, callback=_set_debug,
              help="Show where a defect happened.")  # fmt: skip
def superbill() -> None:
    """What is this code, may I bill it like this, what does it pay, and who says so?

    Superbill answers from official releases on this machine, on the date of service, with a receipt for every fact.

    \b
    Try:
      superbill lookup 82331
      superbill search "high blood pressure"
      superbill pairs 82331 82310
      superbill price 99213 --locality 01112/05
    """


def run() -> None:
    """Entry point of the `superbill` command."""
    try:
        superbill(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(130)
    except SuperbillError as error:
        click.echo(f"superbill: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001  the last catch: a defect ends in one line and its own exit code
        if os.environ.get(DEBUG):
            traceback.print_exc()
        said = " ".join(f"{type(error).__name__}: {error}".split())
        click.echo(f"superbill: a defect in Superbill ({said}); --debug shows where", err=True)
        sys.exit(InternalError.exit_code)
