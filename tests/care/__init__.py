"""Finding out early: concerns, interviews, the checklist, the nurse, the line of time."""
