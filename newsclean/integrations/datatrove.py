"""datatrove: `NewscleanExtractor` replaces `Trafilatura` in a pipeline, and keeps the article's fields."""

from __future__ import annotations

from typing import Any

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.extractors.base import BaseExtractor, ExtractorSandbox
from datatrove.utils.logging import logger
from datatrove.utils.typeshelper import StatHints

from newsclean.integrations.rows import article_row
from newsclean.options import Options

KEPT = ("headline", "authors", "published", "language", "publication", "confidence")
"""The fields that are added to a document's metadata, if they are known."""


class NewscleanExtractor(BaseExtractor):
    """Replaces the HTML in `Document.text` by the article's body, in a separate process; see `BaseExtractor`.

    The page's address is `metadata["url"]`. The extractor drops and counts a document without an article, and one whose
    page crashes or takes longer than `timeout` seconds. `options` are fields of `newsclean.Options`.
    """

    name = "newsclean"
    _requires_dependencies = ("newsclean",)

    def __init__(self, timeout: float = 30, **options: Any) -> None:
        super().__init__(timeout)
        self.options = Options(**options)

    def extract(self, text: str) -> str:
        """Return the body of a page's article, or "" if there is none."""
        return str(self.row(text)["body"])

    def row(self, text: str, url: str | None = None) -> dict[str, Any]:
        """Return the article as a row; see `rows.article_row`."""
        return article_row(text, url, self.options)

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:  # noqa: ARG002
        """Yield the documents with an article; the article's body replaces the page."""
        with ExtractorSandbox(timeout=self.timeout, warmup_text=("", None)) as sandbox:
            for document in data:
                self.stat_update(StatHints.total)
                with self.track_time():
                    row = self._tried(sandbox, document)
                if not row or not row["body"]:
                    self.stat_update(StatHints.dropped)
                    continue
                document.text = row["body"]
                # an unknown confidence is NaN, the only value that differs from itself
                facts = {name: row[name] for name in KEPT if row[name] and row[name] == row[name]}
                document.metadata.update(facts)
                self.stat_update(StatHints.forwarded)
                self.update_doc_stats(document)
                yield document

    def _tried(self, sandbox: Any, document: Any) -> dict[str, Any] | None:
        try:
            row: dict[str, Any] = sandbox.process_document((document.text, document.metadata.get("url")), self.row)
            kind, reason = "clean_error", row["error"]
        except TimeoutError:
            kind, reason = "timeout", f"took longer than {self.timeout:g} s"
        except EOFError:
            kind, reason = "broken_process", "crashed"
        if not reason:
            return row
        self.stat_update(kind)
        logger.warning(f"{document.id}: {reason}")
        return None
