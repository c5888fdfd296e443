#!/usr/bin/env python3
"""Reads one sentence with the installed package and its command: whether a wheel works where it was installed."""

import subprocess
import sys

import onrecord

ARTICLE = "“We will not pay again,” the minister, Ilse Marrin, said."

result = onrecord.analyze(ARTICLE)
speakers = [result["entities"][quote["speaker"]]["name"] for quote in result["quotes"] if quote["speaker"] is not None]
if speakers != ["Ilse Marrin"]:
    sys.exit(f"expected one quote by Ilse Marrin, found {speakers}")
shown = subprocess.run([sys.executable, "-m", "onrecord"], input=ARTICLE.encode(), stdout=subprocess.PIPE, check=True)
if b"Ilse Marrin" not in shown.stdout:
    sys.exit("the command line does not name Ilse Marrin")
print(f"onrecord {onrecord.__version__}, {result['model']}: reads, on {sys.version}")
