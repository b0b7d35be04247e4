"""The demo schools: a year of invented life, lived through the same actions that people use."""
