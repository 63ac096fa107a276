"""What ``make bench`` measures: figures, never asserts. Each is one JSON line."""
