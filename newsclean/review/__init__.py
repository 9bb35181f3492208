"""The review: static pages that show what newsclean kept and removed, and why."""
