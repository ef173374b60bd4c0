"""Make the kernel's file: see `making`."""

import sys

from compiling.making import main

sys.exit(main(sys.argv[1:]))
