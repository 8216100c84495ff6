"""Build the index of a folder of reports.

python index/rebuild.py --corpus DIR --index DIR [--model NAME-OR-PATH] [--full] [--json]
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rag.rebuild import main

if __name__ == "__main__":
    sys.exit(main())
