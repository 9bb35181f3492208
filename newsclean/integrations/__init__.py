"""newsclean in other tools: `scrapy`, `datatrove` and `datasets`. Each of these modules needs the package of its name.

`rows.article_row` returns an article as a row for any table; docs/python.md shows it with pandas.

Every integration calls `clean_one`: a page that cannot be cleaned has its error in its own row, and the others go on.
Only `newsclean batch` stops a page that hangs or crashes; datatrove has time limits of its own.
"""
