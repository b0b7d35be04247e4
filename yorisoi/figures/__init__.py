"""The figures of the year: the national survey, the month for the board, pictures, the year's ledger."""
