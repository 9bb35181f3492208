"""How a caller follows a run, and how it ends one early."""

from __future__ import annotations

from dataclasses import dataclass

from newsclean.batch.results import PageResult, ShardReport


@dataclass(slots=True)
class Stop:
    """A request to end a run. The first signal drains the run, the second aborts it."""

    signal: int | None = None
    is_urgent: bool = False

    def request(self, signal: int) -> None:
        """Ask the run to end."""
        self.is_urgent = self.signal is not None
        self.signal = self.signal or signal


class Listener:
    """Hears how a run goes on, in the main process. This one ignores every event; subclasses override the methods."""

    def planned(self, inputs: int, to_clean: int) -> None:
        """Hear how many pages or archives the run has, and how many of them it must clean."""

    def page(self, result: PageResult) -> None:
        """Hear that a page is settled; of the pages in archives only some that failed are reported."""

    def shard(self, report: ShardReport) -> None:
        """Hear that an archive is done, skipped or failed."""
