"""A shallower body that says what a deeper one says: `python -m onrecord_train.distil MODEL --layers 0 1 3 5 --data DATA --run FOLDER`.

The student begins as some layers of the teacher, with all of its heads, and learns nothing but the teacher's last vectors (Sanh et al.
2019; Jiao et al. 2020): where the vectors agree, every head agrees, those for which there is no annotation too. So any news text
teaches: all that trains anything, without its labels. The loss is the mean squared difference over that of the teacher's vectors
from their mean; the heads stay as they are.

The rate rises over the first steps and falls in a straight line to zero at `--seconds` of training time.
"""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path
from random import Random

import torch

from . import corpora
from .evaluate import open_model
from .model import Model, Shape, save
from .tasks import Item, batches, stack
from .train import shallower
from .windows import LIMIT, windows

WARMUP = 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("teacher", type=Path)
    parser.add_argument("--layers", type=int, nargs="+", required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=1200.0)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--batch", type=int, default=4096)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    args.run.mkdir(parents=True, exist_ok=True)
    shutil.copy(args.teacher.parent / "vocab.txt", args.run)
    teacher, tokens = open_model(args.teacher)
    student = Model(Shape(teacher.sizes.vocabulary, layers=len(args.layers), dropout=0.0))
    student.load_state_dict(shallower(teacher.state_dict(), args.layers))
    rule = torch.optim.AdamW(student.body.parameters(), lr=0.0, weight_decay=0.01, fused=True)
    rng = Random(1)
    texts = [row["text"] for name in ("polnear", "worldwide", "gum", "newsmtsc") for row in corpora.rows(args.data / corpora.TRAIN[name])]
    docs = [tokens.read(text) for text in texts]
    step, elapsed, recent = 0, 0.0, []
    queue: list[list[Item]] = []
    student.train()
    while elapsed < args.seconds:
        begun = time.monotonic()
        if not queue:
            queue = batches([Item(d, a, b, None) for d in docs for a, b in windows(d, rng.randint(48, LIMIT))], rng, args.batch)
        inputs = stack(queue.pop())
        with torch.no_grad():
            wanted = teacher.vectors(inputs)
        real = torch.arange(inputs.ids.shape[1])[None, :] < inputs.lengths[:, None]
        wanted, found = wanted[real], student.vectors(inputs)[real]
        loss = (found - wanted).square().mean() / wanted.var(0).mean()
        for group in rule.param_groups:
            group["lr"] = args.rate * min(1.0, (step + 1) / WARMUP) * (1 - elapsed / args.seconds)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        rule.step()
        rule.zero_grad(set_to_none=True)
        step += 1
        elapsed += time.monotonic() - begun
        recent.append(loss.item())
        if step % 50 == 0:
            print(f"{step:5d} {elapsed:6.0f}s {sum(recent) / len(recent):.4f}", flush=True)
            recent = []
    save(args.run / "model.pt", student.eval(), step=step, elapsed=elapsed)


if __name__ == "__main__":
    main()
