from bridgelint.api import DryRunError as DryRunError
from bridgelint.api import DryRunPart as DryRunPart
from bridgelint.api import DryRunReceiver as DryRunReceiver
from bridgelint.api import DryRunRequest as DryRunRequest
from bridgelint.api import DryRunTrigger as DryRunTrigger
from bridgelint.api import ResolveError as ResolveError
from bridgelint.api import dry_run as dry_run
from bridgelint.api import lint as lint
from bridgelint.api import resolve as resolve
from bridgelint.api import to_json as to_json
from bridgelint.base.failure import Failure as Failure
from bridgelint.base.finding import Edit as Edit
from bridgelint.base.finding import Finding as Finding
from bridgelint.base.finding import Fix as Fix
from bridgelint.base.finding import Label as Label
from bridgelint.base.finding import Severity as Severity
from bridgelint.base.source import SourceFile as SourceFile
from bridgelint.base.source import Span as Span
from bridgelint.eventbridge.request import PutEventsRequest as PutEventsRequest
from bridgelint.lint.report import Coverage as Coverage
from bridgelint.lint.report import Report as Report
from bridgelint.version import __version__ as __version__

__all__: list[str]  # noqa: PYI035 # the names above
