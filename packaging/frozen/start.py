"""Where the frozen app begins: the very command that a wheel installs."""

import os
import sys

# The start program has led the loader to the app's own libraries; what the app starts needs the system's.
libraries = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
os.environ.pop("LD_LIBRARY_PATH", None)
if libraries is not None:
    os.environ["LD_LIBRARY_PATH"] = libraries

from ui.app import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
