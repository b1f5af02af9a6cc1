"""What shells are told about the command: completions and the manual page, made from its parser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.cli.help import HELP
from bridgelint.report.links import HOMEPAGE
from bridgelint_rules import RULES
from options import Option, every_option, formats

_RULES: Final = tuple(rule.name for rule in RULES)
_SHELLS: Final = ("bash", "zsh", "fish")


def files() -> dict[str, str]:
    """Every file by name, as it ships."""
    return {
        "bridgelint.bash": _bash(),
        "_bridgelint": _zsh(),
        "bridgelint.fish": _fish(),
        "bridgelint.1": _manual(),
    }


def _words(option: Option) -> tuple[str, ...]:
    """What an option may be given, where that is a list."""
    if option.takes == "RULE":
        return _RULES
    if option.takes == "FORMAT[=FILE]":
        return formats()
    return option.words


def _names(option: Option) -> list[str]:
    return [option.name, *([option.short] if option.short else [])]


def _bash() -> str:
    return "\n".join(_bash_lines()) + "\n"


def _bash_lines() -> Iterator[str]:
    several = every_option()
    yield "# bash completion for bridgelint"
    yield ""
    yield "_bridgelint() {"
    yield "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}"
    yield "    local IFS=$'\\n'"
    yield "    # bash takes an `=` for a word of its own: before it stands an option, or a FORMAT."
    yield '    if [[ $current == "=" ]]; then'
    yield "        current="
    yield '    elif [[ $before == "=" ]]; then'
    yield "        before=${COMP_WORDS[COMP_CWORD-2]}"
    yield "        [[ $before == -* ]] || before=FILE"
    yield "    fi"
    yield "    COMPREPLY=()"
    yield "    case $before in"
    alike: dict[tuple[str, ...], list[str]] = {}
    for option in several:
        alike.setdefault(_words(option), []).extend(_names(option))
    for words, names in alike.items():
        if words:
            yield f"    {'|'.join(names)})"
            yield f"        COMPREPLY=($(IFS=' '; compgen -W '{' '.join(words)}' -- \"$current\"))"
            yield "        return ;;"
    files = [name for each in several if each.takes == "FILE" for name in _names(each)]
    yield f"    FILE|{'|'.join(files)})"
    yield "        compopt -o filenames 2>/dev/null"
    yield '        COMPREPLY=($(compgen -f -- "$current"))'
    yield "        return ;;"
    yield f"    {'|'.join(each.name for each in several if each.takes == 'DIR')})"
    yield "        compopt -o filenames 2>/dev/null"
    yield '        COMPREPLY=($(compgen -d -- "$current"))'
    yield "        return ;;"
    other = [each for each in several if each.takes and not _words(each)]
    rest = [each.name for each in other if each.takes not in {"FILE", "DIR"}]
    yield f"    {'|'.join(rest)})"
    yield "        return ;;"
    yield "    esac"
    yield "    if [[ $current == -* ]]; then"
    every = " ".join(name for each in several for name in _names(each))
    yield f"        COMPREPLY=($(IFS=' '; compgen -W '{every}' -- \"$current\"))"
    yield "    else"
    yield "        compopt -o filenames 2>/dev/null"
    yield '        COMPREPLY=($(compgen -f -- "$current"))'
    yield "    fi"
    yield "}"
    yield ""
    yield "complete -F _bridgelint bridgelint"


def _zsh() -> str:
    return "\n".join(_zsh_lines()) + "\n"


def _zsh_lines() -> Iterator[str]:
    yield "#compdef bridgelint"
    yield ""
    yield "_bridgelint() {"
    yield "    _arguments -s \\"
    for option in every_option():
        for name in _names(option):
            yield f"        {_zsh_argument(option, name)} \\"
    yield "        '*:module:_files'"
    yield "}"
    yield ""
    # Sourced, it has to be registered; found in `fpath`, it is the function.
    yield 'if [[ $funcstack[1] == "_bridgelint" ]]; then'
    yield '    _bridgelint "$@"'
    yield "else"
    yield "    compdef _bridgelint bridgelint"
    yield "fi"


def _zsh_argument(option: Option, name: str) -> str:
    sentence = option.sentence.replace("'", "'\\''").replace("[", "\\[").replace(":", "\\:")
    repeated = "*" if "may be repeated" in option.sentence else ""
    if not option.takes:
        return f"'{repeated}{name}[{sentence}]'"
    joint = "=" if name.startswith("--") else ""
    return f"'{repeated}{name}{joint}[{sentence}]:{_zsh_value(option)}'"


def _zsh_value(option: Option) -> str:
    words = _words(option)
    if words:
        return f"{option.takes.partition('[')[0]}:({' '.join(words)})"
    action = {"FILE": "_files", "DIR": "_files -/"}.get(option.takes, "")
    return f"{option.takes}:{action}"


def _fish() -> str:
    return "\n".join(_fish_lines()) + "\n"


def _fish_lines() -> Iterator[str]:
    yield "# fish completion for bridgelint"
    yield ""
    for option in every_option():
        short = f" -s {option.short[1:]}" if option.short else ""
        sentence = option.sentence.replace("'", "\\'")
        yield (
            f"complete -c bridgelint{short} -l {option.name[2:]}"
            f"{_fish_value(option)} -d '{sentence}'"
        )


def _fish_value(option: Option) -> str:
    words = _words(option)
    if words:
        return f" -x -a '{' '.join(words)}'"
    if option.takes == "DIR":
        return " -x -a '(__fish_complete_directories)'"
    if option.takes == "FILE":
        return " -r -F"
    return " -x" if option.takes else ""


def _manual() -> str:
    return "\n".join(_manual_lines()) + "\n"


def _manual_lines() -> Iterator[str]:
    yield ".TH BRIDGELINT 1"
    yield ".SH NAME"
    yield "bridgelint \\- check Terraform's aws_events_put_events actions and their triggers"
    yield ".SH SYNOPSIS"
    yield ".B bridgelint"
    yield "[\\fIOPTIONS\\fR] [\\fIPATH\\fR ...]"
    yield ".SH DESCRIPTION"
    yield _roff(" ".join(HELP.split("\n\n")[1].split()))
    group = ""
    yield ".SH OPTIONS"
    for option in every_option():
        if option.group != group:
            group = option.group
            yield f".SS {group}"
        yield ".TP"
        names = ", ".join(f"\\fB{_roff(name)}\\fR" for name in reversed(_names(option)))
        yield f"{names} {_manual_value(option)}".rstrip()
        sentence = _roff(option.sentence[0].upper() + option.sentence[1:])
        words = f": {', '.join(formats())}" if option.name == "--format" else ""
        yield f"{sentence}{words}."
    yield ".SH EXIT STATUS"
    for status, meaning in (
        ("0", "Nothing at or above the failure severity was found."),
        ("1", "an error prevented a complete run: invalid usage, unreadable input, a failed emit."),
        ("2", "There are findings."),
    ):
        yield ".TP"
        yield status
        yield meaning
    yield ".SH FILES"
    yield ".TP"
    yield ".I .bridgelint.hcl"
    yield "The configuration file: the nearest one, up to the root of the repository."
    yield ".SH SEE ALSO"
    yield ".BR terraform (1)"
    yield ".PP"
    yield _roff(HOMEPAGE)


def _manual_value(option: Option) -> str:
    return f"\\fI{_roff(option.takes)}\\fR" if option.takes else ""


def _roff(text: str) -> str:
    return text.replace("\\", "\\\\").replace("-", "\\-").replace("'", "\\(aq")
