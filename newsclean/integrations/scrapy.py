"""Scrapy: an item pipeline that adds the article to the item of its page.

ITEM_PIPELINES = {"newsclean.integrations.scrapy.NewscleanPipeline": 300}
NEWSCLEAN_HTML_FIELD = "html"          # response.body or response.text
NEWSCLEAN_URL_FIELD = "url"
NEWSCLEAN_INTO = "article"             # the article's field; an error goes to article_error
NEWSCLEAN_DROP_EMPTY = False           # drop items that have no article
NEWSCLEAN_OPTIONS = {"second_opinion": "never"}      # fields of newsclean.Options
"""

from __future__ import annotations

from typing import Any

from itemadapter import ItemAdapter
from scrapy.exceptions import DropItem

from newsclean.errors import UsageError
from newsclean.integrations.rows import source_of
from newsclean.options import Options
from newsclean.pipeline import Failure, clean_one
from newsclean.render.json import to_dict


class NewscleanPipeline:
    """Cleans the page in an item, and adds the article to it. An item without a page passes unchanged."""

    def __init__(
        self, html: str = "html", url: str = "url", into: str = "article", *, drop_empty: bool = False, **options: Any
    ) -> None:
        self.html, self.url, self.into, self.drop_empty = html, url, into, drop_empty
        try:
            self.options = Options(**options)
        except TypeError as error:
            raise UsageError(f"NEWSCLEAN_OPTIONS: {str(error).rpartition('() ')[2]}") from None

    @classmethod
    def from_crawler(cls, crawler: Any) -> NewscleanPipeline:
        """Return a pipeline with the settings of a crawler. Raises `UsageError` for unknown options."""
        settings = crawler.settings
        return cls(
            settings.get("NEWSCLEAN_HTML_FIELD", "html"),
            settings.get("NEWSCLEAN_URL_FIELD", "url"),
            settings.get("NEWSCLEAN_INTO", "article"),
            drop_empty=settings.getbool("NEWSCLEAN_DROP_EMPTY"),
            **settings.getdict("NEWSCLEAN_OPTIONS"),
        )

    def process_item(self, item: Any, spider: Any = None) -> Any:  # noqa: ARG002 - older versions of Scrapy pass it
        """Return the item with its article, or with the error of its page.

        Raises `DropItem` for a page without an article if NEWSCLEAN_DROP_EMPTY is set.
        """
        adapter = ItemAdapter(item)
        url = adapter.get(self.url)
        source = source_of(adapter.get(self.html), url, name=str(url or "<item>"))
        if source is None:
            return item
        article = clean_one(source, self.options)
        if isinstance(article, Failure):
            self._put(adapter, self.into, None)
            self._put(adapter, f"{self.into}_error", str(article.error))
            return item
        if article.is_empty and self.drop_empty:
            raise DropItem(f"no article in {source.name}")
        self._put(adapter, self.into, to_dict(article))
        return item

    def _put(self, adapter: ItemAdapter, name: str, value: Any) -> None:
        try:
            adapter[name] = value
        except KeyError:
            kind = type(adapter.item).__name__
            raise UsageError(f"{kind} has no field {name!r} for the article; add it, or set NEWSCLEAN_INTO") from None
