"""Groups of options that verbs share: each option is declared once, and a verb takes a whole group as one parameter.

A group is a frozen dataclass whose fields are options. `expanded` gives typer the options one by one, and the verb the
filled groups.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from typing import Any, get_type_hints

from newsclean.cli import options as option
from newsclean.cli.options import options_from
from newsclean.cli.pages.formats import render_options_from
from newsclean.cli.pages.inputs import PageInputs
from newsclean.cli.types import parse_share
from newsclean.options import Options
from newsclean.render import Layout, RenderOptions


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages to read, besides the words of the command line."""

    url: option.Url = None
    files_from: option.FilesFrom = None
    null: option.Null = False
    allow_private: option.AllowPrivate = False

    def inputs(self, words: list[str] | None) -> PageInputs:
        """Return the pages of a command line."""
        return PageInputs(
            tuple(words or ()),
            self.url,
            self.files_from,
            is_null_separated=self.null,
            allows_private=self.allow_private,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """How the bytes of pages are read."""

    input_: option.Input = "auto"
    encoding: option.Encoding = None


@dataclass(frozen=True, slots=True)
class Judging:
    """The deciders about the blocks of pages: rules, policies, and models."""

    publication: option.Publication = None
    rules: option.Rules = None
    max_removed: option.MaxRemoved = "90%"
    removal: option.Removal = "warn"
    second_opinion: option.SecondOpinion = "auto"
    keep: option.Keep = None
    drop: option.Drop = None
    field: option.Field = None
    agency_authors: option.AgencyAuthors = False
    contradictions: option.Contradictions = False

    def options(self, reading: Reading | None = None, **settings: Any) -> Options:
        """Return the `Options` of a command line. Raises `UsageError` for an unknown category or a bad share."""
        reading = reading or Reading()
        return options_from(
            self.rules,
            self.keep,
            self.drop,
            self.field,
            input=reading.input_,
            encoding=reading.encoding,
            publication=self.publication,
            max_removed=parse_share(self.max_removed, "--max-removed"),
            removal=self.removal,
            second_opinion=self.second_opinion,
            agency_authors=self.agency_authors,
            contradictions=self.contradictions,
            **settings,
        )


@dataclass(frozen=True, slots=True)
class Writing:
    """How articles are written, whatever the format is."""

    blocks: option.Blocks = False
    headline: option.Headline = True
    fields: option.Fields = None
    front_matter: option.FrontMatter = False
    links: option.Links = True
    images: option.Images = True
    link_style: option.LinkStyle = "inline"
    standalone: option.Standalone = False
    keys: option.FrontMatterKeys = None
    wrap: option.Wrap = 0
    csv_safe: option.CsvSafe = False
    no_ledger: option.NoLedger = False

    @property
    def is_for_pages(self) -> bool:
        """Whether the caller gave options that outputs of archives do not have."""
        return bool(self.fields or self.front_matter or self.csv_safe)

    def rendering(self, format_: str) -> RenderOptions:
        """Return the `RenderOptions` for a format. Raises `UsageError` for options that the format cannot follow."""
        layout = Layout(self.links, self.images, self.link_style, self.standalone, self.keys, self.wrap)
        return render_options_from(
            format_,
            self.fields,
            layout,
            self.blocks,
            self.headline,
            self.front_matter,
            self.csv_safe,
            self.no_ledger,
        )


def expanded(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Return a verb as typer takes it: with the options of its groups instead of the groups."""
    hints = get_type_hints(verb, include_extras=True)
    groups: dict[str, Any] = {name: kind for name, kind in hints.items() if is_dataclass(kind)}
    if not groups:
        return verb

    @wraps(verb)
    def called(**values: Any) -> Any:
        made = {
            name: kind(**{field.name: values.pop(field.name) for field in fields(kind)})
            for name, kind in groups.items()
        }
        return verb(**values, **made)

    parameters = list(_parameters(verb, hints))
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return called


def _parameters(verb: Callable[..., Any], hints: dict[str, Any]) -> Iterator[inspect.Parameter]:
    """Yield the parameters of a verb, each group's fields in its place."""
    for parameter in inspect.signature(verb).parameters.values():
        kind = hints[parameter.name]
        own = {parameter.name: (parameter.default, kind)}
        if is_dataclass(kind):
            types = get_type_hints(kind, include_extras=True)
            own = {field.name: (field.default, types[field.name]) for field in fields(kind)}
        for name, (default, annotation) in own.items():
            yield inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
