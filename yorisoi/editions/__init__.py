"""The policy itself: its editions by school year, the editor of them, and what everybody may read of it."""
