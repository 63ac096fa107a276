"""Write what is in the frozen app as a CycloneDX 1.6 bill of materials, from the metadata of what was frozen.

    python packaging/sbom.py APP OUT.json

It runs in the environment that was frozen, so that versions are those that are inside.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
import time
import uuid
from importlib.metadata import version
from pathlib import Path
from typing import Any

import notice

LIBRARY = re.compile(r"\.(so(\.\d+)*|dll|dylib|pyd)$|\.framework/")
SPDX = re.compile(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*")


def component(package: Any) -> dict[str, Any]:
    """Describe one package."""
    name, licence = package.metadata["Name"], notice.licence_of(package)
    url = f"pkg:pypi/{notice.name_of(package)}@{package.version}"
    return {
        "type": "library",
        "bom-ref": url,
        "name": name,
        "version": package.version,
        "purl": url,
        "licenses": [_licence(licence)],
        "externalReferences": [{"type": "vcs", "url": notice.source_of(package)}],
    }


def python_component() -> dict[str, Any]:
    """Describe the Python that is inside."""
    reference = f"pkg:generic/python@{platform.python_version()}"
    return {
        "type": "platform",
        "bom-ref": reference,
        "name": "Python",
        "version": platform.python_version(),
        "purl": reference,
        "licenses": [{"expression": "PSF-2.0"}],
    }


def libraries(app: Path) -> list[dict[str, Any]]:
    """Describe every shared library by its path and hash."""
    found = []
    for path in sorted(app.rglob("*")):
        inside = path.relative_to(app).as_posix()
        if path.is_file() and not path.is_symlink() and LIBRARY.search(inside):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found.append({"type": "file", "name": inside, "hashes": [{"alg": "SHA-256", "content": digest}]})
    return found


def bill(app: Path, date: int) -> dict[str, Any]:
    """Return the bill of materials of a frozen app; the same for the same app and date."""
    packages = [*map(component, notice.shipped()), python_component()]
    contents = [*packages, *libraries(app)]
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(contents, sort_keys=True))
    root = f"pkg:pypi/nnviz@{version('nnviz')}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(date)),
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": "nnviz",
                "version": version("nnviz"),
                "purl": root,
                "licenses": [{"expression": "MIT"}],
            },
        },
        "components": contents,
        "dependencies": [{"ref": root, "dependsOn": [item["bom-ref"] for item in packages]}],
    }


def _licence(words: str) -> dict[str, Any]:
    return {"expression": words} if SPDX.fullmatch(words) else {"license": {"name": words}}


if __name__ == "__main__":
    made = bill(Path(sys.argv[1]), int(os.environ.get("SOURCE_DATE_EPOCH", "0")))
    Path(sys.argv[2]).write_text(json.dumps(made, indent=1) + "\n", "utf-8")
