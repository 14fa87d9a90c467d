"""Call a widget's own functions, as Node runs them."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

LOAD = (Path(__file__).parent / "widgets" / "load.mjs").as_uri()


def in_node(files, body, data):
    """`body` is JavaScript from `data` and `kit` (the exports) to a result."""
    node = shutil.which("node")
    if node is None:
        pytest.fail("Node is missing: 'make test' brings it.")
    names = ", ".join(json.dumps(name) for name in files)
    program = f"""
        import {{ readFileSync }} from "node:fs";
        import {{ load }} from {json.dumps(LOAD)};
        const kit = await load({names});
        const data = JSON.parse(readFileSync(0, "utf8"));
        const result = (() => {{ {body} }})();
        process.stdout.write(JSON.stringify(result));
    """
    done = subprocess.run(
        [node, "--input-type=module", "-e", program],
        input=json.dumps(data),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
