"""The document type of TEI-XML: the customisation that trafilatura ships, with the tables that it leaves out."""

from __future__ import annotations

from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import trafilatura
from lxml import etree

from newsclean import Article
from newsclean.render.tei import to_tei

_TABLES = """
<!ENTITY % model.listLike "list |listOrg |listEvent |listPerson |listPlace |listRelation |listObject |listNym |table">
"""
"""The entity comes first, so it wins over that of the customisation. In TEI P5 (chapter 14) tables are like lists."""
_CELLS = """
<!ELEMENT table ((head)*, (row)+)>
<!ATTLIST table rows CDATA #IMPLIED cols CDATA #IMPLIED>
<!ELEMENT row (cell)+>
<!ELEMENT cell %macro.specialPara;>
<!ATTLIST cell role CDATA #IMPLIED rows CDATA #IMPLIED cols CDATA #IMPLIED>
"""


@cache
def tei_dtd() -> Any:
    """Return the DTD of the TEI documents that newsclean writes."""
    shipped = Path(trafilatura.__file__).parent / "data" / "tei_corpus.dtd"
    return etree.DTD(StringIO(_TABLES + shipped.read_text(encoding="utf-8") + _CELLS))


def is_valid_tei(article: Article) -> bool:
    """Return whether the TEI document of an article is valid."""
    return bool(tei_dtd().validate(etree.fromstring(to_tei(article).encode())))
