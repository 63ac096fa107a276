"""Files of the window's own kind (``*.nnviz``): sessions, and recordings of training elsewhere."""
