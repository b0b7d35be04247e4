"""学校だより, the short edition and 懇談会: what guardians and neighbours are told (法15条2項)."""
