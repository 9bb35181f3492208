"""Tools for authors of publication files: new files, checks, reports and conversions. Cleaning uses none of them."""
