"""The header of a TEI document: the article's metadata."""

from __future__ import annotations

from newsclean.article import Article
from newsclean.render.tree.xml import element, escape_text, lines


def header_of(article: Article) -> str:
    """Return the `<teiHeader>` of an article."""
    title = element("title", escape_text(article.headline or ""), {"type": "main"})
    authors = [element("author", escape_text(name)) for name in article.authors]
    publisher = article.publisher or (article.publication.name if article.publication else None) or "unknown"
    date = [element("date", escape_text(article.published))] if article.published else []
    address = [element("ptr", "", {"type": "URL", "target": article.url})] if article.url else []
    published = lines([element("publisher", escape_text(publisher)), element("availability", element("p")), *date])
    source = element("biblFull", lines([_title_statement(title, authors), element("publicationStmt", published)]))
    short = element("bibl", lines([title, *authors, element("publisher", escape_text(publisher)), *date, *address]))
    description = lines(
        [
            _title_statement(title, authors),
            element("publicationStmt", element("p")),
            element("sourceDesc", lines([short, source])),
        ]
    )
    return element(
        "teiHeader", f"\n{lines([element('fileDesc', description), _encoding(article), _profile(article)])}\n"
    )


def _title_statement(title: str, authors: list[str]) -> str:
    return element("titleStmt", lines([title, *authors]))


def _encoding(article: Article) -> str:
    """Return the description of the program that made the document."""
    names = {"version": _version(article.newsclean), "ident": "newsclean"}
    application = element("application", element("label", "newsclean"), names)
    return element("encodingDesc", element("appInfo", application))


def _version(version: str) -> str:
    return ".".join(part for part in version.split(".") if part.isdecimal()) or "0"


def _profile(article: Article) -> str:
    """Return what the page says of its text: summary, language, section and tags."""
    abstract = element("abstract", element("p", escape_text(article.summary))) if article.summary else ""
    language = element("langUsage", element("language", "", {"ident": article.language})) if article.language else ""
    terms = [element("term", escape_text(article.section), {"type": "categories"})] if article.section else []
    terms += [element("term", escape_text(tag), {"type": "tags"}) for tag in article.tags]
    keywords = element("textClass", element("keywords", "".join(terms))) if terms else ""
    found = lines([abstract, language, keywords])
    return element("profileDesc", found) if found else ""
