"""The verbs that make models, one module each."""
