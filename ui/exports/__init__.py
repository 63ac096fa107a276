"""What leaves the window: pictures, tables, weights."""
