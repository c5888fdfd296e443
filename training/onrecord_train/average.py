"""The mean of several trained models: `python -m onrecord_train.average A.pt B.pt ... --out C.pt`.

For models that were trained on from one another: their mean often reads better than any of them (Wortsman et al. 2022). Takes the
files of runs with the same sizes and vocabulary; temperatures are averaged too and must be fitted anew. Two heads that label the same
thing by other definitions can be mixed likewise: `quotation` reads the bounds of speech better with a little of `attribution`.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch

from .model import load, save


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--quotation", type=float, help="the share that `quotation` keeps of itself; the rest comes from `attribution`")
    args = parser.parse_args()
    models = [load(path) for path in args.models]
    states = [m.state_dict() for m in models]
    models[0].load_state_dict({k: torch.stack([s[k].float() for s in states]).mean(0) for k in states[0]})
    if args.quotation is not None:
        own, other = models[0].quotation.state_dict(), models[0].attribution.state_dict()
        models[0].quotation.load_state_dict({k: args.quotation * own[k] + (1 - args.quotation) * other[k] for k in own})
    args.out.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(args.models[0].parent / "vocab.txt", args.out.parent)
    save(args.out, models[0])


if __name__ == "__main__":
    main()
