"""Tags of the cases' templates."""
