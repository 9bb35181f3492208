"""The pages that a command line names, and tables of them."""
