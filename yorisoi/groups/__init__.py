"""たてわり班: cross-grade groups, their sixth-grade leaders and monthly sessions (docs/decisions/0032)."""
