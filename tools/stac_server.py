"""A STAC server on loopback to try the window with: its address, then ``lock``, ``unlock`` and ``stop`` as lines.

    python tools/stac_server.py [--items 1000] [--server pgstac|rustac]

``lock`` makes every search of items hang, as one request made MUSCATE's distribution hang; only pgstac can.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from proofs import NotReady  # noqa: E402
from proofs.pgstac import Pgstac  # noqa: E402
from proofs.servers import Rustac, stac_items  # noqa: E402


def main() -> int:
    """Until ``stop`` or the end of the input."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--server", choices=("pgstac", "rustac"), default="pgstac")
    options = parser.parse_args()
    kind = Pgstac if options.server == "pgstac" else Rustac
    try:
        with tempfile.TemporaryDirectory() as work, kind(stac_items(options.items), Path(work)) as server:
            print(server.url, flush=True)
            _obey(server)
    except NotReady as absent:
        print(absent, file=sys.stderr)
        return 1
    return 0


def _obey(server: Pgstac | Rustac) -> None:
    with ExitStack() as lock:
        for line in sys.stdin:
            word = line.strip()
            if word == "lock" and isinstance(server, Pgstac):
                lock.enter_context(server.locked())
            elif word == "unlock":
                lock.pop_all().close()
            elif word == "stop":
                return
            print("done", word, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
