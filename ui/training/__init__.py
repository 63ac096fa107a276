"""Training: a process of its own beside the window, so that neither ever waits for the other's interpreter.

`process` is the window's end of it and `program` what runs there: a `worker` that owns the `runs`. `wire` is what goes
between them. Nothing here imports Qt.
"""

OPTION = "--training-process"
"""With this alone, the app is no window but trains for one."""
