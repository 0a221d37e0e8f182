"""The operator's door: the console script ``audit``. Each noun has its own file."""

from importlib import import_module
from pkgutil import iter_modules

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from audit.domain.errors import Refusal
from audit.settings import UnsafeSettings


class Plain(click.Group):
    """A group whose commands end with a plain sentence, not a traceback, when something is refused."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise click.ClickException(refusal.sentence) from None
        except UnsafeSettings as unsafe:
            raise click.ClickException(f"The settings are not safe to start with:\n{unsafe}") from None
        except (OperationalError, ProgrammingError) as error:
            raise click.ClickException(
                f"The database could not be read: {error.orig}. If it is new, run audit init first."
            ) from None
        except OSError as error:
            if error.filename is None:  # a closed pipe, say, of which click itself makes an end
                raise
            raise click.ClickException(
                f"{error.filename}: {error.strerror}. Nothing more was done."
            ) from None


@click.group(cls=Plain, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Section 11 and Section 175 self-assessment audits: the operator's door."""


for _module in iter_modules(__path__):
    for _command in getattr(import_module(f"{__name__}.{_module.name}"), "COMMANDS", ()):
        main.add_command(_command)
