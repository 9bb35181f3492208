"""The gate: laws and accuracy on the real pages of a bench folder. Run as `python .ci/gate.py BENCH [--limit N]`.

Prints a table, and exits 1 when a law is broken on any page or a score is below its floor. A floor only ever rises.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from newsclean import Source, clean
from tests.laws import broken_laws

DATASETS = ("aeb", "fundus_eval", "fundus_tests", "wcxb", "traf_eval", "zh_web")
FLOORS = {"aeb": 0.95, "fundus_eval": 0.945, "fundus_tests": 0.955, "wcxb": 0.92, "zh_web": 0.87}
"""F1(PR) of bench/score.py."""


def check(path: Path) -> tuple[str, list[str], str]:
    """Return a page's id, the laws it breaks (or its crash), and its body."""
    page_id = path.name.removesuffix(".html.gz")
    source = Source(str(path), gzip.decompress(path.read_bytes()))
    try:
        return page_id, broken_laws(source), clean(source).body
    except Exception as error:  # noqa: BLE001 - whatever it is,
        return page_id, [f"crash: {type(error).__name__}: {error}"], ""


def main() -> int:
    """Run the gate and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--limit", type=int, default=None, help="pages per data set")
    arguments = parser.parse_args()
    failed = False
    with ProcessPoolExecutor() as pool, tempfile.TemporaryDirectory() as folder:
        for dataset in DATASETS:
            paths = sorted((arguments.bench / dataset).glob("*.html.gz"))[: arguments.limit]
            broken: Counter[str] = Counter()
            predictions = Path(folder) / f"{dataset}.jsonl"
            with predictions.open("w", encoding="utf-8") as out:
                for page_id, laws, body in pool.map(check, paths, chunksize=8):
                    broken.update(laws)
                    for law in laws:
                        print(f"  {dataset}/{page_id}: {law}")
                    out.write(json.dumps({"id": page_id, "text": body}) + "\n")
            score = subprocess.run(  # noqa: S603 - the bench's own scorer
                [sys.executable, arguments.bench / "score.py", dataset, predictions],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            measures = score.splitlines()[-1].split("  ")
            f1 = next((float(m.split()[1]) for m in measures if m.startswith("F1(PR)")), None)
            print(
                f"{dataset}: {len(paths)} pages, laws broken {broken.total()}, {score.splitlines()[-1]}",
                flush=True,
            )
            failed |= bool(broken) or (f1 is not None and arguments.limit is None and f1 < FLOORS.get(dataset, 0))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
