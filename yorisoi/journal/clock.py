"""What time it is, for everything that writes (`policy.moment`, so that what is drawn goes by the same clock)."""

from yorisoi.policy.moment import at, now

__all__ = ["at", "now"]
