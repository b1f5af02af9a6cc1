"""Completions for shells and the manual page, made from the table of options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.cli.help import SUMMARY, sentence
from bridgelint.cli.options import ENVIRONMENT, EXAMPLES, GROUPS, OPTIONS, STATUS, Option
from bridgelint.config.config import FORMAT_NAMES
from bridgelint.report.formats import HOMEPAGE
from bridgelint_rules import RULES

_FILES: Final = ("FILE", "RECEIPT")
_RULES: Final = {rule.name: rule.summary.replace("`", "") for rule in RULES}


def files() -> dict[str, str]:
    """Every file by name, as it ships."""
    return {
        "bridgelint.bash": _bash(),
        "_bridgelint": _zsh(),
        "bridgelint.fish": _fish(),
        "bridgelint.1": _manual(),
    }


def _words(option: Option) -> tuple[str, ...]:
    """Return the values of an option, or an empty tuple if they cannot be listed."""
    if option.metavar.startswith("RULE"):
        return tuple(_RULES)
    if option.metavar.startswith("FORMAT"):
        return FORMAT_NAMES
    return option.words


def _may_follow(option: Option) -> bool:
    """Whether the value can be the next word of the command line."""
    return bool(option.metavar) and not option.metavar.startswith("[")


def _bash() -> str:
    return "\n".join(_bash_lines()) + "\n"


def _bash_lines() -> Iterator[str]:
    yield "# bash completion for bridgelint"
    yield ""
    yield "_bridgelint() {"
    yield "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}"
    yield "    local IFS=$'\\n'"
    yield "    # bash splits words at `=`: before it is an option or a FORMAT."
    yield '    if [[ $current == "=" ]]; then'
    yield "        current="
    yield '    elif [[ $before == "=" ]]; then'
    yield "        before=${COMP_WORDS[COMP_CWORD-2]}"
    yield "        [[ $before == -* ]] || before=FILE"
    yield "    fi"
    yield "    COMPREPLY=()"
    yield "    case $before in"
    alike: dict[tuple[str, ...], list[str]] = {}
    for option in OPTIONS:
        alike.setdefault(_words(option), []).extend(option.names)
    for words, names in alike.items():
        if words:
            yield f"    {'|'.join(names)})"
            yield f"        COMPREPLY=($(IFS=' '; compgen -W '{' '.join(words)}' -- \"$current\"))"
            yield "        return ;;"
    files = [name for each in OPTIONS if each.metavar in _FILES for name in each.names]
    yield f"    FILE|{'|'.join(files)})"
    yield "        compopt -o filenames 2>/dev/null"
    yield '        COMPREPLY=($(compgen -f -- "$current"))'
    yield "        return ;;"
    yield f"    {'|'.join(each.name for each in OPTIONS if each.metavar == 'DIR')})"
    yield "        compopt -o filenames 2>/dev/null"
    yield '        COMPREPLY=($(compgen -d -- "$current"))'
    yield "        return ;;"
    other = [each for each in OPTIONS if _may_follow(each) and not _words(each)]
    rest = [each.name for each in other if each.metavar not in {*_FILES, "DIR"}]
    yield f"    {'|'.join(rest)})"
    yield "        return ;;"
    yield "    esac"
    yield "    if [[ $current == -* ]]; then"
    every = " ".join(name for each in OPTIONS for name in each.names)
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
    yield "_bridgelint_rules() {"
    yield "    local -a rules"
    yield "    rules=("
    for name, summary in _RULES.items():
        yield f"        {_quoted(f'{name}:{summary}')}"
    yield "    )"
    yield "    _describe rule rules"
    yield "}"
    yield ""
    yield "_bridgelint() {"
    yield "    _arguments -s \\"
    for option in OPTIONS:
        for name in reversed(option.names):
            yield f"        {_zsh_argument(option, name)} \\"
    yield "        '*:module:_files'"
    yield "}"
    yield ""
    # zsh sources the file, or finds it in `fpath` and runs it as the function.
    yield 'if [[ $funcstack[1] == "_bridgelint" ]]; then'
    yield '    _bridgelint "$@"'
    yield "else"
    yield "    compdef _bridgelint bridgelint"
    yield "fi"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _zsh_argument(option: Option, name: str) -> str:
    text = option.help.replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
    repeated = "*" if option.repeated else ""
    if not option.metavar:
        return _quoted(f"{repeated}{name}[{text}]")
    joint = ("=" if _may_follow(option) else "=-") if name.startswith("--") else ""
    separator = ":" if _may_follow(option) else "::"
    return _quoted(f"{repeated}{name}{joint}[{text}]{separator}{_zsh_value(option)}")


def _zsh_value(option: Option) -> str:
    if option.metavar.startswith("RULE"):
        return "RULE:_bridgelint_rules"
    words = _words(option)
    if words:
        return f"{option.name[2:]}:({' '.join(words)})"
    action = {"FILE": "_files", "RECEIPT": "_files", "DIR": "_files -/"}.get(option.metavar, "")
    return f"{option.metavar}:{action}"


def _fish() -> str:
    return "\n".join(_fish_lines()) + "\n"


def _fish_lines() -> Iterator[str]:
    yield "# fish completion for bridgelint"
    yield ""
    yield "function __bridgelint_rules"
    for name, summary in _RULES.items():
        yield f"    printf '%s\\t%s\\n' {name} {_fish_quoted(summary)}"
    yield "end"
    yield ""
    for option in OPTIONS:
        short = f" -s {option.short[1:]}" if option.short else ""
        yield (
            f"complete -c bridgelint{short} -l {option.name[2:]}"
            f"{_fish_value(option)} -d {_fish_quoted(option.help)}"
        )


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _fish_value(option: Option) -> str:
    if option.metavar.startswith("RULE"):
        return " -x -a '(__bridgelint_rules)'"
    words = _words(option)
    if words:
        return f" -{'x' if _may_follow(option) else 'f'} -a '{' '.join(words)}'"
    if option.metavar == "DIR":
        return " -x -a '(__fish_complete_directories)'"
    if option.metavar in _FILES:
        return " -r -F"
    return " -x" if option.metavar else ""


def _manual() -> str:
    return "\n".join(_manual_lines()) + "\n"


def _manual_lines() -> Iterator[str]:
    yield ".TH BRIDGELINT 1"
    yield ".SH NAME"
    yield "bridgelint \\- check Terraform actions, their triggers, and the events they send"
    yield ".SH SYNOPSIS"
    yield ".B bridgelint"
    yield "[\\fIOPTIONS\\fR] [\\fIPATH\\fR ...]"
    yield ".SH DESCRIPTION"
    yield _roff(SUMMARY)
    yield ".SH OPTIONS"
    for group, options in GROUPS.items():
        yield f".SS {group}"
        for option in options:
            yield ".TP"
            names = ", ".join(f"\\fB{_roff(name)}\\fR" for name in option.names)
            joint = " " if _may_follow(option) else ""
            yield f"{names}{joint}{_italic(option.metavar)}"
            yield _as_sentence(sentence(option))
    for heading, entries in (
        ("EXIT STATUS", STATUS),
        ("ENVIRONMENT", ENVIRONMENT),
        ("EXAMPLES", EXAMPLES),
    ):
        yield f".SH {heading}"
        for name, meaning in entries.items():
            yield from (".TP", f"\\fB{_roff(name)}\\fR", _as_sentence(meaning))
    yield ".SH FILES"
    yield ".TP"
    yield ".I .bridgelint.hcl"
    yield "The configuration file: the nearest one, up to the root of the repository."
    yield ".SH SEE ALSO"
    yield ".BR terraform (1)"
    yield ".PP"
    yield _roff(HOMEPAGE)


def _italic(text: str) -> str:
    return f"\\fI{_roff(text)}\\fR" if text else ""


def _as_sentence(clause: str) -> str:
    return _roff(f"{clause[0].upper()}{clause[1:]}.")


def _roff(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("-", "\\-").replace("'", "\\(aq")
    return f"\\&{escaped}" if escaped.startswith(".") else escaped
