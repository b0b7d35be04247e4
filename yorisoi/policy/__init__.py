"""The policy as code and data: no database, no request."""
