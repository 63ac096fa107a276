"""The bill of materials names every package once, and every library by its hash."""

from __future__ import annotations

import hashlib
from pathlib import Path

import notice
import sbom


def test_bill_is_whole_and_repeatable(tmp_path: Path) -> None:
    library = tmp_path / "_internal" / "libx.so.6"
    library.parent.mkdir()
    library.write_bytes(b"machine code")
    (tmp_path / "README.txt").write_text("words")
    bill = sbom.bill(tmp_path, 1_700_000_000)
    assert bill == sbom.bill(tmp_path, 1_700_000_000)
    assert (bill["bomFormat"], bill["metadata"]["timestamp"]) == ("CycloneDX", "2023-11-14T22:13:20Z")
    packages = {item["name"]: item for item in bill["components"] if item["type"] == "library"}
    assert set(packages) == {package.metadata["Name"] for package in notice.shipped()}
    assert packages["numpy"]["licenses"] == [{"expression": "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0"}]
    files = [item for item in bill["components"] if item["type"] == "file"]
    assert [item["name"] for item in files] == ["_internal/libx.so.6"]
    assert files[0]["hashes"][0]["content"] == hashlib.sha256(b"machine code").hexdigest()
    references = [item["bom-ref"] for item in bill["components"] if "bom-ref" in item]
    assert bill["dependencies"][0]["dependsOn"] == references
    assert len(set(references)) == len(references)
