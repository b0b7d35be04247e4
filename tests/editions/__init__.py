"""Editions: drafts, adoption, public pages."""
