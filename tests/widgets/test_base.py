"""What a widget leaves for its page: small values in it, large in files."""

import base64
import gzip
import hashlib

from livenets import manifest
from livenets.widgets import base


def test_large_values_are_packed_in_files_named_for_what_they_hold(
    tmp_path, monkeypatch
):
    monkeypatch.setenv(base.BOOK, str(tmp_path))
    large, small = bytes(40_000), b"small"
    value = {"maps": [large, small], "same": large, "name": "x"}
    found = base.for_page(value)
    digest = hashlib.sha256(large).hexdigest()[:16]
    file = {"file": f"{digest}.gz.bin"}
    encoded = base64.b64encode(small).decode()
    assert found == {
        "maps": [file, {"base64": encoded}],
        "same": file,
        "name": "x",
    }
    (path,) = tmp_path.iterdir()
    assert gzip.decompress(path.read_bytes()) == large
    assert path.stat().st_size < 1000
    place = f'"file": "{path.name}"'
    assert manifest.lost(tmp_path, "a.html", place) == []
    for damaged in (b"", gzip.compress(b"other"), path.read_bytes()[:-9]):
        path.write_bytes(damaged)
        (said,) = manifest.lost(tmp_path, "a.html", place)
        assert said == f"a.html: {path.name} is not what its name says."
