"""The verbs and their options. Each verb is a function of the library with files around it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from newsclean.blocks import Category, Policy
from newsclean.cli.inputs import open_source
from newsclean.cli.output_options import FieldsOption, FrontMatterOption, PageFormat, parse_render_options
from newsclean.cli.types import parse_share
from newsclean.errors import UsageError, did_you_mean
from newsclean.options import Options
from newsclean.rules.files.layers import standard_rules
from newsclean.version import __version__


class _DefaultVerb(TyperGroup):
    """`newsclean page.html` means `newsclean clean page.html`, and a page piped in needs no words at all."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        own_options = {name for parameter in self.params for name in (*parameter.opts, "-h", "--help")}
        if args:
            is_unnamed = args[0] not in self.commands and args[0] not in own_options
        else:
            # without a word a person wants help, a pipe wants its page cleaned, and completion wants the verbs
            is_unnamed = not (ctx.resilient_parsing or sys.stdin.isatty())
        if is_unnamed:
            args = ["clean", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_DefaultVerb,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Reader(StrEnum):
    """Which reader takes a page."""

    AUTO = "auto"
    HTML = "html"
    TEXT = "text"


class Kind(StrEnum):
    """What newsclean is measured on."""

    HTML = "html"
    TEXT = "text"


class Trained(StrEnum):
    """What a model is trained for."""

    HTML = "html"
    TEXT = "text"
    APPEALS = "appeals"
    HEADLINE = "headline"


class Opinion(StrEnum):
    """When trafilatura is asked."""

    NEVER = "never"
    AUTO = "auto"
    ALWAYS = "always"


class Removal(StrEnum):
    """What happens when rules take too much of an article."""

    WARN = "warn"
    FAIL = "fail"


class Peer(StrEnum):
    """A tool to be measured beside newsclean."""

    TRAFILATURA = "trafilatura"


class TableKind(StrEnum):
    """How a table is written."""

    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"


Files = Annotated[list[str] | None, typer.Argument(metavar="[FILE|-]...", help="Pages; none or - for standard input.")]
KindOption = Annotated[Kind, typer.Option("--input", help="The pages as they are, or text dumps of them.")]
InputOption = Annotated[Reader, typer.Option("--input", help="What the pages are; auto looks at each.")]
EncodingOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="The pages' encoding, whatever they say of themselves.")
]
UrlOption = Annotated[str | None, typer.Option(metavar="URL", help="The address of the page.")]
PublicationOption = Annotated[
    str | None, typer.Option(metavar="ID|none", help="Use this publication's rules; none for no rules.")
]
RulesOption = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="PATH", help="Publication files, or folders of them, above all others."),
]
KeepOption = Annotated[
    list[str] | None, typer.Option("--keep", metavar="CATEGORY", help="Keep a category in the body.")
]
DropOption = Annotated[
    list[str] | None, typer.Option("--drop", metavar="CATEGORY", help="Drop a category to the ledger.")
]
FieldOption = Annotated[
    list[str] | None, typer.Option("--field", metavar="CATEGORY", help="Move a category to a field.")
]
OpinionOption = Annotated[
    Opinion, typer.Option("--second-opinion", help="Whether trafilatura is asked too; auto asks where we are unsure.")
]
MaxRemovedOption = Annotated[
    str,
    typer.Option("--max-removed", metavar="SHARE", help="Of an article, that a publication's drop rules may take."),
]
RemovalOption = Annotated[
    Removal, typer.Option(help="When they take more: warn has them not apply to that page, fail fails it.")
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")
]


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsclean {__version__}")
        raise typer.Exit


@app.callback(
    epilog="Examples:  newsclean page.html  |  curl -s URL | newsclean --format json  |  newsclean explain page.html"
)
def _newsclean(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Clean scraped news pages: keep the article, set the boilerplate aside, and say why."""


@app.command(
    epilog="Examples:  newsclean page.html  |  newsclean --format jsonl *.html > articles.jsonl  |  "
    "newsclean --keep caption --ledger set-aside.jsonl dump.txt"
)
def clean(
    files: Files = None,
    format_: Annotated[PageFormat, typer.Option("--format", "-f", help="How to write articles.")] = "text",
    output: OutputOption = None,
    input_: InputOption = Reader.AUTO,
    encoding: EncodingOption = None,
    url: UrlOption = None,
    publication: PublicationOption = None,
    rules: RulesOption = None,
    max_removed: MaxRemovedOption = "90%",
    removal: RemovalOption = Removal.WARN,
    second_opinion: OpinionOption = Opinion.AUTO,
    keep: KeepOption = None,
    drop: DropOption = None,
    field: FieldOption = None,
    ledger: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write what was set aside here, a JSON object a line."),
    ] = None,
    blocks: Annotated[bool, typer.Option("--blocks", help="JSON: add the body's blocks with their kinds.")] = False,
    headline: Annotated[bool, typer.Option(help="Text and Markdown: begin with the headline.")] = True,
    fields: FieldsOption = None,
    front_matter: FrontMatterOption = False,
    text_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="The file is a table (JSONL, CSV); its pages' text is here.")
    ] = None,
    html_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="The file is a table; its pages' HTML is here.")
    ] = None,
    url_field: Annotated[str | None, typer.Option(metavar="NAME", help="Table: the pages' addresses.")] = None,
    table: Annotated[
        TableKind | None, typer.Option(help="Table: its kind, where the file's name does not tell.")
    ] = None,
    into: Annotated[
        str | None, typer.Option(metavar="NAME", help="Table: the new field for the article  [default: article]")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Table: put the body back into the text field, and add no article.")
    ] = False,
    errors: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Table: write rows that cannot be cleaned here.")
    ] = None,
) -> None:
    """Clean pages and print their articles. This is the verb when none is named.

    Articles of several pages are parted by a line with a form feed (text), or are a line each (jsonl, csv). A table
    comes out as it went in, with the article added to each row.
    """
    options = Options(
        input=input_.value,
        encoding=encoding,
        publication=publication,
        rules=standard_rules(rules or ()),
        max_removed=parse_share(max_removed, "--max-removed"),
        removal=removal.value,
        second_opinion=second_opinion.value,
        policy=policies(keep, drop, field),
    )
    if text_field or html_field:
        from newsclean.cli.verbs.clean_table import Columns, clean_table

        if files and len(files) > 1:
            raise UsageError("a table is cleaned alone; several files were given")
        if replace and not text_field:
            raise UsageError("--replace needs the --text-field that it puts the body into")
        new = into if replace else into or "article"
        names = parse_render_options("json", fields, blocks=False, headline=True, front_matter=False).fields
        columns = Columns(text_field, html_field, url_field, new, replace, errors, names)
        kind = table.value if table else None
        raise typer.Exit(clean_table((files or ["-"])[0], kind, columns, options, output))
    if url_field or table or into or replace or errors:
        raise UsageError("a table needs --text-field or --html-field, which say where its pages are")
    from newsclean.cli.verbs.clean import Destination, clean_all

    form = parse_render_options(format_, fields, blocks=blocks, headline=headline, front_matter=front_matter)
    writing = Destination(form, output, ledger)
    raise typer.Exit(clean_all(files or ["-"], url, options, writing))


@app.command(epilog="Example:  newsclean explain page.html | less")
def explain(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="A page; - for standard input.")] = "-",
    input_: InputOption = Reader.AUTO,
    encoding: EncodingOption = None,
    url: UrlOption = None,
    publication: PublicationOption = None,
    rules: RulesOption = None,
    second_opinion: OpinionOption = Opinion.AUTO,
    keep: KeepOption = None,
    drop: DropOption = None,
    field: FieldOption = None,
) -> None:
    """Show a page block by block: what was kept, what was set aside, and why."""
    from newsclean.cli.verbs.explain import explain_page

    options = Options(
        input=input_.value,
        encoding=encoding,
        publication=publication,
        rules=standard_rules(rules or ()),
        second_opinion=second_opinion.value,
        policy=policies(keep, drop, field),
    )
    raise typer.Exit(explain_page(open_source(file, url), options))


@app.command(epilog="Example:  newsclean schema > article.schema.json")
def schema() -> None:
    """Print the JSON Schema of articles as JSON."""
    from importlib.resources import files

    typer.echo(files("newsclean.render").joinpath("article.schema.json").read_text(encoding="utf-8"), nl=False)


@app.command(epilog="Example:  newsclean -f json dump.txt | newsclean restore - > same-dump.txt")
def restore(
    file: Annotated[str, typer.Argument(metavar="[ARTICLE.json|-]", help="An article; - for standard input.")] = "-",
    output: OutputOption = None,
) -> None:
    """Give back, byte for byte, the text that an article was made from."""
    from newsclean.assemble.restore import restore as restore_article
    from newsclean.cli.output import open_output
    from newsclean.errors import RestoreError
    from newsclean.render.json import from_json

    source = open_source(file, None)
    try:
        original = restore_article(from_json(source.data.decode("utf-8", "replace")))
    except RestoreError as error:
        raise RestoreError(f"{source.name}: {error}") from error
    with open_output(output) as stream:
        stream.write(original)


@app.command(epilog="Example:  newsclean train my-gold --output my-model.npz")
def train(
    folders: Annotated[list[Path], typer.Argument(metavar="GOLD_DIR...", help="Folders with gold.jsonl and pages.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Write the model here.")],
    seed: Annotated[int, typer.Option(help="The same seed and gold give the same model.")] = 1,
    kind: Annotated[
        Trained,
        typer.Option(
            "--input",
            help="Train on pages, on text dumps of them, on articles with appeals, or on candidate headlines.",
        ),
    ] = Trained.HTML,
) -> None:
    """Train a model on gold folders, and print its cross-validation by site.

    Needs `pip install 'newsclean[train]'`. `newsclean gold` builds the folders that the shipped models come from.
    """
    from newsclean.cli.verbs.train import train_model

    train_model(folders, output, seed, kind.value)


@app.command(epilog="Example:  newsclean gold clones/* --out gold")
def gold(
    clones: Annotated[list[Path], typer.Argument(metavar="CLONE...", help="Clones of public data sets.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Write one gold folder for each data set here.")],
) -> None:
    """Build gold folders from clones of public data sets, to train on them.

    docs/retraining.md in the package lists the data sets.
    """
    from newsclean.cli.verbs.train import build_gold_folders

    build_gold_folders(clones, out)


@app.command("eval", epilog="Example:  newsclean eval my-gold --against trafilatura")
def evaluate(
    folders: Annotated[list[Path], typer.Argument(metavar="GOLD_DIR...", help="Folders with gold.jsonl and pages.")],
    against: Annotated[Peer | None, typer.Option(help="Measure this tool too.")] = None,
    kind: KindOption = Kind.HTML,
    publication: PublicationOption = None,
    rules: RulesOption = None,
    second_opinion: OpinionOption = Opinion.AUTO,
    keep: KeepOption = None,
    drop: DropOption = None,
    field: FieldOption = None,
) -> None:
    """Measure newsclean on pages with gold articles: precision, recall, F1, exact pages, milliseconds."""
    from newsclean.cli.verbs.train import evaluate_gold

    options = Options(
        input=kind.value,
        publication=publication,
        rules=standard_rules(rules or ()),
        second_opinion=second_opinion.value,
        policy=policies(keep, drop, field),
    )
    evaluate_gold(folders, against.value if against else None, options)


def policies(
    keep: Iterable[str] | None, drop: Iterable[str] | None, field: Iterable[str] | None
) -> dict[Category, Policy]:
    """Return the categories whose policy the command line changes."""
    changed: dict[Category, Policy] = {}
    for policy, names in ((Policy.KEEP, keep), (Policy.DROP, drop), (Policy.FIELD, field)):
        for category in map(_category, names or ()):
            if changed.setdefault(category, policy) is not policy:
                raise UsageError(f"--{changed[category]} {category} and --{policy} {category} contradict each other")
    return changed


def _category(name: str) -> Category:
    try:
        return Category(name)
    except ValueError:
        raise UsageError(f"unknown category {name!r}{did_you_mean(name, list(Category))}") from None
