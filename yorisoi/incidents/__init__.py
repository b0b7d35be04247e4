"""重大事態: opened by a fact, an absence or a claim; reported at once; investigated always; told, followed up, kept."""
