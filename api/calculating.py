"""The command `cs-answers calc`: the calculators, one subcommand each, with options made of their arguments."""

import inspect
import json
import sys
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text
from typer.core import TyperGroup

from api.console import make_console
from api.retention import retention
from bot import tools
from bot.calculate.wording import with_unit
from bot.metrics.calculator import Calculator, Measure, Parameter, Result
from bot.metrics.errors import InputError
from bot.metrics.exact import write
from bot.tools import CALCULATORS, calculate, describe, find

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class _Names(TyperGroup):
    """Subcommands by name, with hyphens or underscores; what is not among them is told as for any other caller."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The subcommand that the first argument names."""
        name, *rest = args
        if not name.startswith("-"):
            name = _kebab(name)
            if self.get_command(ctx, name) is None:
                find(name)
        return super().resolve_command(ctx, [name, *rest])


calc_app = typer.Typer(
    cls=_Names,
    help="Calculates metrics of Customer Success; without a name, lists them all.",
    add_completion=False,
    pretty_exceptions_enable=False,
)

_GROUPS = {
    "retention": "Retention and churn",
    "sentiment": "What customers say",
    "economics": "Economics of Customer Success",
    "growth": "Growth and its cost",
}
_METAVARS = {measure: measure.value.upper() for measure in Measure} | {Measure.SCORE: "SCORES"}


@calc_app.callback(invoke_without_command=True)
def calculators(context: typer.Context, as_json: AsJson = False) -> None:
    """Calculates metrics of Customer Success; without a name, lists them all."""
    if context.invoked_subcommand is not None:
        return
    if as_json:
        _print_json(tools.schemas())
    else:
        _list_all(make_console())


_KEYWORD = inspect.Parameter.KEYWORD_ONLY


def _command_of(calculator: Calculator) -> Callable[..., None]:
    """A function whose signature has an option for each argument, as typer reads it."""

    def run(*, as_json: bool, **options: str | None) -> None:
        given = {name: value for name, value in options.items() if value is not None}
        _calculate(calculator, given, as_json=as_json)

    options = [_option(parameter.name, parameter) for parameter in calculator.parameters]
    if calculator.in_money:
        options.append(_option("currency", None))
    options.append(inspect.Parameter("as_json", _KEYWORD, default=False, annotation=AsJson))
    command: Any = run
    command.__signature__ = inspect.Signature(options)
    command.__annotations__ = {option.name: option.annotation for option in options}
    command.__doc__ = f"{describe(calculator)}\n\n{_example(calculator)}"
    return run


def _option(name: str, parameter: Parameter | None) -> inspect.Parameter:
    """An option that may be left out: what is missing is told in a sentence of ours."""
    words, metavar = "Three letters of the currency of all amounts, such as EUR.", "CODE"
    if parameter is not None:
        metavar = _METAVARS[parameter.measure]
        words = " ".join(part for part in (parameter.description, _limits(parameter)) if part)
    option = typer.Option(_flag(name), help=words, metavar=metavar, show_default=False)
    return inspect.Parameter(name, _KEYWORD, default=None, annotation=Annotated[str | None, option])


def _calculate(calculator: Calculator, options: dict[str, str], *, as_json: bool) -> None:
    lists = {parameter.name for parameter in calculator.parameters if parameter.is_list}
    inputs = {name: _split(value) if name in lists else value for name, value in options.items()}
    try:
        result = calculate(calculator.name, inputs)
    except InputError as error:
        raise _in_options(error, calculator) from None
    if as_json:
        _print_json(tools.as_json(result))
    else:
        _show(make_console(), calculator, result)


def _split(scores: str) -> list[str]:
    return [each for each in scores.replace(";", ",").split(",") if scores.strip()]


def _in_options(error: InputError, calculator: Calculator) -> InputError:
    """The same error, with arguments called as their options are."""
    flags = {parameter.name: _flag(parameter.name) for parameter in calculator.parameters} | {"currency": "--currency"}
    parts = {key: flags.get(words, words) for key, words in error.parts.items()}
    return InputError(error.rule, flags.get(error.argument, error.argument), **parts)


def _show(console: Console, calculator: Calculator, result: Result) -> None:
    console.print(
        Text.assemble(
            (calculator.title, "bold"), "  ", (with_unit(write(result.value), result.unit, "en"), "bold cyan")
        )
    )
    console.print(f"  {result.formula}")
    console.print(f"  {result.substituted}")
    if result.note:
        console.print(Text(f"  {result.note}", style="dim"))


def _list_all(console: Console) -> None:
    width = max(map(len, CALCULATORS)) + 2
    for group, members in groupby(CALCULATORS.values(), key=lambda calculator: calculator.group):
        console.print(_GROUPS.get(group, group.capitalize()), style="bold")
        for calculator in members:
            options = " ".join(_flag(parameter.name) for parameter in calculator.parameters)
            console.print(Text.assemble("  ", (_kebab(calculator.name).ljust(width), "cyan"), calculator.title))
            console.print(Text(f"  {'':{width}}{options}", style="dim"))
        console.print()
    console.print("cs-answers calc NAME --help explains each. " + _example(CALCULATORS["nrr"]), style="dim")


def _example(calculator: Calculator) -> str:
    options = (f"{_flag(each.name)} {each.example.replace(' ', '')}" for each in calculator.parameters if each.example)
    return f"Example: cs-answers calc {_kebab(calculator.name)} {' '.join(options)}"


def _limits(parameter: Parameter) -> str:
    words = []
    if parameter.above is not None:
        words.append(f"more than {parameter.above}")
    if parameter.minimum is not None:
        words.append(f"{parameter.minimum} or more")
    if parameter.maximum is not None:
        words.append(f"at most {parameter.maximum}")
    if parameter.whole:
        words.append("whole")
    if parameter.default is not None:
        words.append(f"{parameter.default} when left out")
    return f"[{', '.join(words)}]" if words else ""


def _flag(name: str) -> str:
    return "--" + _kebab(name)


def _kebab(name: str) -> str:
    return name.replace("_", "-")


def _print_json(content: Any) -> None:
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def _add_all(calculators: Sequence[Calculator]) -> None:
    for calculator in calculators:
        calc_app.command(name=_kebab(calculator.name), rich_help_panel=_GROUPS.get(calculator.group))(
            _command_of(calculator)
        )


_add_all(list(CALCULATORS.values()))
calc_app.command(name="retention", rich_help_panel=_GROUPS["retention"])(retention)
