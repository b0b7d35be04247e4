"""What goes to homes."""
