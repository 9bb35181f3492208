"""Training on text: dumps of gold pages, appeals put into them, examples, the word model."""
