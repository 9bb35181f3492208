r"""Learning a publication's boilerplate from its own pages: text that recurs in many articles belongs to none of them.

The algorithm, step by step, with the module of each step:

1. `sampling` groups the pages by publication, and samples at most 400 of each.
2. `page_lines` reduces each page to a sketch: its lines with the classifier's labels, its headline, and the selectors
   around each line (`selectors`). With the sketches, `sampling` numbers the articles, so that an article that was
   crawled twice does not look like repetition.
3. `templates` turns each line into a skeleton, with placeholders for numbers, and aligns lines that differ in more.
4. `repetition` keeps the templates that accompany enough articles, and then the lines between them that vary.
5. `filters` removes what may belong to an article: teased headlines, repeated background, subheadings, cut-out labels.
6. `runs` joins lines that lie together into blocks, with an opener and a closer if a rule can cut out the whole block.
7. `regions` finds the article's container, boxes inside it, and in text dumps the lines below every article.
8. `proposals` turns runs and boxes into rules with their evidence. `identity` names the publication.

`learn` does all of it. A batch calls steps 1 to 6 itself, and takes `proposals.repetition_rules` for the pages at hand.

An example. Six dumps of different articles contain an appeal, each in another place and with another sum:

    A word from the Courier                      A word from the Courier
    Please give $5 before the end of May.        Please give 12 euros before the end of June.
    Not today, thanks                            Not today, thanks

The first and the last line recur word for word. The skeletons of the second, "please give \0 before the end of may."
and "please give \0 before the end of june.", lie in too few articles, but share word triples. Aligned, they become the
template "please give\0 before the end of\0.", which accompanies all six articles. The three lines pass the filters,
since each has recurring neighbours. They form one run, as they are adjacent in all articles. The lexicon does not know
the run, but "give" asks for money. The proposal:

    [[drop]]
    id = "donation"
    category = "donation"
    from = "A word from the Courier"
    through = "Not today, thanks"
    max_blocks = 6
    line = ["A word from the Courier", "Not today, thanks"]
    regex = ["^please give.{0,24} before the end of.{0,24}\\.$"]
    why = "found in 6 of 6 articles"
"""

from newsclean.learn.learn import Learned, LearnOptions, learn
from newsclean.learn.repetition import Support

__all__ = ["LearnOptions", "Learned", "Support", "learn"]
