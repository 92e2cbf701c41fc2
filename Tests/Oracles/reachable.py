"""Ends with 0 where the package index that pip is set to use answers."""

import os
import subprocess
import sys
import urllib.error
import urllib.request

DEFAULT = "https://pypi.org/simple"


def index():
    """The address of the package index, as pip would choose it."""
    if "PIP_INDEX_URL" in os.environ:
        return os.environ["PIP_INDEX_URL"].rstrip("/")
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    configured = subprocess.run(command, capture_output=True, text=True).stdout.strip()
    return (configured or DEFAULT).rstrip("/")


try:
    urllib.request.urlopen(index() + "/pandas/", timeout=20)
except urllib.error.HTTPError:
    sys.exit(0)
except OSError:
    sys.exit(1)
