"""Documents: what was recorded, on paper. One engine for PDF, Excel and Word; each making is in the journal."""
