"""newsclean inside other tools: `scrapy`, `datatrove`, `pandas` and `datasets`; each module needs its package.

All of them call `clean_one`: a page that cannot be cleaned is told of in its own row, and the others go on. Only
`newsclean batch` gives up a page that hangs or crashes; datatrove has time limits of its own.
"""
