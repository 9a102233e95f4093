"""`python -m ecosteward.norms calc …`: the library on the command line."""

import sys

from ecosteward.norms.commands import main

sys.exit(main(sys.argv[1:]))
