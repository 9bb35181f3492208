"""Gold: pages with articles labelled by hand, how texts compare with them, and how to build folders of them."""
