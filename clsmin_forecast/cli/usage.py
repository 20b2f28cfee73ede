"""What is typed wrongly, refused as other bad input is: in a sentence or two."""

import re
from typing import Any, cast

import typer
from typer.core import TyperGroup

from ..errors import InputError, unknown

PROGRAM = "clsmin-forecast"
HELP = {"help_option_names": ["-h", "--help"]}
_OURS = {
    r"Option '(.+)' requires an argument": r"\1 needs a value",
    r"Option '(.+)' does not take a value": r"\1 takes no value",
    r"argument\(s\) \((.*)\)": r"argument \1",
}  # of the parser, to the words of the other errors
UsageError = cast(type[Exception], typer.BadParameter.__mro__[1])
"""What the parser raises; it is of click, or of typer's own copy of it."""


class Commands(TyperGroup):
    """Commands by name; one that does not exist is refused with the nearest that does."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the first argument names."""
        if args[0] not in self.commands:
            raise unknown(ctx.command_path, "command", args[0], self.commands)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands, each with what it does in full."""
        with formatter.section("Commands"):
            formatter.write_dl((name, first_line(each)) for name, each in self.commands.items())


def first_line(command: Any) -> str:
    """Return what a command says first of itself."""
    return str(command.help).partition("\n")[0]


def refused_usage(error: Any) -> InputError:
    """Return the error for what the parser refused."""
    context = error.ctx
    if context is None:
        return InputError(f"{PROGRAM}: {_plain(error.message)}")
    where, parameters = context.command_path, context.command.params
    if error.message == context.get_help():  # nothing was asked for
        return InputError(error.message)
    if hasattr(error, "possibilities"):
        known = [_name(each) for each in parameters if _is_option(each)]
        said = str(unknown(where, "option", error.option_name, known))
    else:
        said = f"{where}: {_reason(error)}"
    return InputError(f"{said} It is written: {_synopsis(context)}.")


def _reason(error: Any) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return _plain(error.message)
    if not error.message:
        return f"{_name(parameter)} is missing."
    return f"{_name(parameter)}: {_plain(error.message)}"


def _plain(message: str) -> str:
    """Return a message of the parser in the words of the others."""
    words = message.removeprefix("Value error, ").removeprefix("Got ").rstrip(".")
    for theirs, ours in _OURS.items():
        words = re.sub(theirs, ours, words)
    return f"{words}."


def _synopsis(context: Any) -> str:
    named = [each for each in context.command.params if each.required or not _is_option(each)]
    said = [_form(each) for each in sorted(named, key=_is_option)]
    command = ["COMMAND"] if isinstance(context.command, Commands) else []
    return " ".join([context.command_path, *command, *said, "[OPTIONS]"])


def _form(parameter: Any) -> str:
    name = _name(parameter)
    if _is_option(parameter):
        return f"{name} {parameter.name.upper()}"
    if parameter.metavar:
        return str(parameter.metavar)
    several = "..." if parameter.nargs == -1 else ""
    return f"{name}{several}" if parameter.required else f"[{name}]{several}"


def _name(parameter: Any) -> str:
    return str(parameter.opts[-1]) if _is_option(parameter) else str(parameter.name).upper()


def _is_option(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "option")
