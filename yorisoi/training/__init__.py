"""Training of the staff (法18条2項): drills in which a case is played through the real screens."""
