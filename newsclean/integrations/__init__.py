"""newsclean in other tools: `scrapy`, `datatrove`, `pandas` and `datasets`. Each module needs the package of its name.

Every integration calls `clean_one`: a page that cannot be cleaned has its error in its own row, and the others go on.
Only `newsclean batch` stops a page that hangs or crashes; datatrove has time limits of its own.
"""
