"""The fields of an article that blocks fill."""

from newsclean import Policy
from newsclean.blocks import Category
from tests.support.assembly import labelled

STORY = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter."


def test_blocks_of_facts_fill_fields_and_are_in_the_ledger() -> None:
    lines = {
        Category.HEADLINE: "A headline",
        Category.BYLINE: "By Ana Ruiz and Tom Lee",
        Category.CAPTION: "The pier.",
        Category.PHOTO_CREDIT: "Photo: Ana Ruiz",
        Category.CORRECTION: "Correction: it was Tuesday.",
        Category.AGENCY_CREDIT: "With AP",
        Category.TRANSLATION_NOTE: "Translated by Ida Berg.",
        Category.COPYRIGHT: "© Harbour Post",
        Category.AUTHOR_BIO: "Ana Ruiz is a reporter.",
        Category.BODY: STORY,
    }
    article = labelled("\n\n".join(lines.values()), *lines)
    assert article.headline == "A headline"
    assert article.authors == ("Ana Ruiz", "Tom Lee")
    assert article.captions == ("The pier.", "Photo: Ana Ruiz")
    assert article.corrections == ("Correction: it was Tuesday.",)
    assert article.agencies == ("With AP",)
    assert article.translation == "Translated by Ida Berg."
    assert article.copyright == "© Harbour Post"
    assert article.fields == {"author-bio": ("Ana Ruiz is a reporter.",)}
    assert article.body == STORY
    assert [entry.category for entry in article.ledger] == list(lines)[:-1]
    assert {entry.policy for entry in article.ledger} == {Policy.FIELD}
    assert article.sources["captions"] == "text"
