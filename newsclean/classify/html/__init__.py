"""The model of HTML blocks: features, selection of the article's blocks, and the fallback extractor."""
