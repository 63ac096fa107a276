"""The window: the only part of the project that knows Qt."""

import os

# Qt hands every large, smooth, translucent fill to a pool of threads, and on the few cores of a laptop the hand-over
# costs several times the fill itself: a hundred links take 6 ms with the pool and 1.6 ms without. Read by Qt once.
os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
