"""The runs of `terraform test` files: what each one applies, with which providers and variables.

Run on 1.15.9 and 1.16: a run with `command = apply`, the default, invokes actions for real. Only a
mocked provider of the action prevents that.
"""

from __future__ import annotations

from collections.abc import Mapping

from bridgelint.actions.provider_configurations import ProviderName, passed_providers
from bridgelint.actions.trigger_elements import word_of
from bridgelint.base.records import Record
from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.parse import parse_body
from bridgelint.hcl.references import references
from bridgelint.hcl.tree import Attribute, Block, Body
from bridgelint.terraform.values.types import DYNAMIC
from bridgelint.terraform.values.values import Reason, Value, unknown
from bridgelint.workspace.variable_inputs import InputValue


class TestRun(Record, eq=False):
    """One `run` block."""

    __test__ = False

    name: str
    header: Span
    applies: bool
    """Whether `command` is `apply` or absent."""

    source: str | None
    """The source of the module that it tests instead of the one that contains the file."""

    variables: Mapping[str, Attribute]
    """The variables of the file and of the run; those of the run win."""

    mocked: frozenset[ProviderName]
    """The provider configurations of the tested module that are mocked for this run."""

    updates: bool
    """Whether an earlier run of the file applied the same module with other variables, so that this
    run can update resources."""

    repeats: bool
    """Whether an earlier run of the file applied the same module with the same variables. They
    share their state, so this run changes nothing."""

    @property
    def inputs(self) -> tuple[InputValue, ...]:
        """The variables whose values are constant."""
        return tuple(
            InputValue(name, each.value, each.value.span, "named file")
            for name, each in self.variables.items()
            if not references(each.value)
        )

    @property
    def unknown_inputs(self) -> dict[str, Value]:
        """The other variables, which refer to an earlier run or a variable."""
        reason = "the run sets it to a value that is known only while it runs"
        return {
            name: unknown(DYNAMIC, Reason(f"var.{name} is unknown: {reason}", each.value.span))
            for name, each in self.variables.items()
            if references(each.value)
        }


def runs_in(file: SourceFile) -> tuple[TestRun, ...]:
    """Return the runs of a `*.tftest.hcl` file, in order."""
    body, _ = parse_body(file)
    mocks = frozenset(
        (block.labels[0].text, word_of(block.body.value("alias")))
        for block in body.blocks_of("mock_provider")
        if block.labels
    )
    shared = _variables(body)
    applied: dict[str, str] = {}
    return tuple(_run(block, shared, mocks, applied) for block in body.blocks_of("run"))


def _run(
    block: Block,
    shared: Mapping[str, Attribute],
    mocks: frozenset[ProviderName],
    applied: dict[str, str],
) -> TestRun:
    """Read a run. `applied` contains the variables of the last apply by state."""
    variables = {**shared, **_variables(block.body)}
    modules = block.body.blocks_of("module")
    source = word_of(modules[0].body.value("source")) if modules else None
    applies = word_of(block.body.value("command")) in {None, "apply"}
    state = word_of(block.body.value("state_key")) or source or ""
    signature = "\n".join(f"{name}={variables[name].value.span.text}" for name in sorted(variables))
    # Without `providers`, all mocked ones of the file.
    providers = block.body.attribute("providers")
    mocked = (inner for inner, outer in passed_providers(providers).items() if outer in mocks)
    before = applied.get(state)
    if applies:
        applied[state] = signature
    return TestRun(
        name=block.labels[0].text if block.labels else "",
        header=block.header,
        applies=applies,
        source=source,
        variables=variables,
        mocked=mocks if providers is None else frozenset(mocked),
        updates=applies and before is not None and before != signature,
        repeats=applies and before == signature,
    )


def _variables(body: Body) -> dict[str, Attribute]:
    blocks = body.blocks_of("variables")
    return {each.name: each for block in blocks for each in block.body.attributes}
