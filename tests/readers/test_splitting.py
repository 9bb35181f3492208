"""Files with several articles: exports of databases, feeds, and the text that newsclean writes."""

import pytest

from newsclean import Options
from newsclean.readers.forms.splitting import split_source
from newsclean.sources import Source

FIRST = "Council keeps the ferry\n\nThe council voted on Tuesday to keep the night ferry through the winter.\n"
SECOND = "Judge orders a count\n\nA judge in Castor County on Friday ordered a partial recount of the votes.\n"
FEED = (
    '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Record</title>\n'
    "<item><title>A</title><description>One.</description></item>\n"
    "<item><title>B</title><description>Two.</description></item>\n</channel></rss>\n"
)
NUMBER = "Document CASTOR0020251101elb10000a\n"
SEVERAL = {
    "lexisnexis": (f"Delivery list\n\n1 of 2 DOCUMENTS\n\n{FIRST}\n2 of 2 DOCUMENTS\n\n{SECOND}", [1, 9]),
    "proquest": (f"Document 1 of 2\n\n{FIRST}\nDocument 2 of 2\n\n{SECOND}", [1, 7]),
    "factiva": (f"{FIRST}\n{NUMBER}\n{SECOND}\n{NUMBER}\n", [1, 6]),
    "own output": (f"{FIRST}\f\n{SECOND}", [1, 5]),
    "feed": (FEED, [1, 3]),
}


@pytest.mark.parametrize("form", SEVERAL)
def test_a_file_is_split_into_its_articles(form: str) -> None:
    text, lines = SEVERAL[form]
    pieces = list(split_source(Source("file.txt", text.encode()), Options()))
    assert [piece.name for piece in pieces] == [f"file.txt:{line}" for line in lines]
    assert b"".join(piece.data for piece in pieces) == text.encode()


@pytest.mark.parametrize("text", [FIRST, f"1 of 1 DOCUMENTS\n\n{FIRST}", f"{FIRST}\fPage 2\n{SECOND}", f"{FIRST}\f\n"])
def test_one_article_stays_whole(text: str) -> None:
    source = Source("file.txt", text.encode())
    assert list(split_source(source, Options())) == [source]
