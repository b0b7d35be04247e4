"""年度替わり: a year is planned ahead, looked at, and turned in one press; open cases go on to the next 担任."""
