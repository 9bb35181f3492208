"""From a labelled page to its article: fields, body, ledger, and the way back to the input."""
