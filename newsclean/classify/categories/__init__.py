"""The classifier of categories: it says what each block is, besides whether it belongs to the article."""
