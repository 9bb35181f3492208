"""Keeping publication files right, for those who write them; no page that is cleaned comes by here."""
