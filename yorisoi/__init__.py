"""Yorisoi よりそい: carries out a Japanese elementary school's いじめ防止基本方針."""

__version__ = "0.1.0"
