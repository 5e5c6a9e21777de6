"""Starts the kernel of a page in the app: IPython's, without what helps somebody who writes code in it.

The debugger and the completion of code take a tenth of a kernel's memory, and of the time it starts in.
"""

import sys

if __name__ == "__main__":
    sys.modules |= {"debugpy": None, "jedi": None}  # type: ignore[dict-item] # as if they were not installed
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()
