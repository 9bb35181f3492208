"""Text primitives that know no page: normalisation, dates, bylines, datelines."""
