"""The work of the verbs that write publication files."""
