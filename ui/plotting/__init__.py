"""What several plots share: axes and their ticks."""
