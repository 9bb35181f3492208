"""Learning a publication's boilerplate from repetition: the same appeal, box and footer stand on every page.

`grouping` tells publications apart and samples their pages, `digest` is a page as the others see it, `duplicates`
merges pages with the same article, `templates` and `repetition` find what recurs, `guards` keep what is the articles',
`stretches` are blocks of several lines, `zones` where the article of a dump stands, `selectors` elements of HTML,
`proposals` the rules that come of it, `identity` and `examples` the rest of a publication file, `writing` its text,
`review` the talk with whoever decides. `verb` is all of it.
"""

from newsclean.learn.learn import Learned, LearnOptions, learn
from newsclean.learn.repetition import Support

__all__ = ["LearnOptions", "Learned", "Support", "learn"]
