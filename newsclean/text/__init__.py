"""Text primitives that know no page and no word lists."""
