"""予防: the year's plan, what was done of it, and how the year is looked back on."""
