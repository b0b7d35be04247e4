"""The real server under many hands, a power cut, a full disk."""
