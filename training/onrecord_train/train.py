"""One experiment: `python -m onrecord_train.train CONFIG --data DATA --minilm FOLDER --run FOLDER`.

Started again with the same run folder, it goes on from the last checkpoint. The order of tasks, of batches and the
dropout depend on the seed and the step alone, so an interrupted run sees what an uninterrupted one would have seen.

The learning rate rises over `warmup` steps and falls in a straight line to zero at `steps`, or at `seconds` of training
time if these run out first: a run on a busy machine gets shorter, never unfinished.
"""

from __future__ import annotations

import argparse
import json
import time
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import torch

from . import corpora, quantise
from .evaluate import open_model
from .model import Model, Shape, load, save
from .pieces import WordPieces, trim
from .articles import Articles
from .tasks import TASKS, TOLD, Item, Task, Sentences, batches, stack


@dataclass
class Config:
    """`share`: how often a task gets the step; `weight`: what its loss is multiplied by; `size`: positions in its batches, where
    not `batch`; `alone`: the share of stance sentences that get a window of their own; `articles`: the share of the articles
    annotated whole that is read."""

    seed: int = 1
    steps: int = 3000
    seconds: float = 0.0
    batch: int = 4096
    body_rate: float = 1e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warmup: int = 100
    clip: float = 1.0
    dropout: float = 0.1
    keep_first: int = 0
    layers: list[int] = field(default_factory=lambda: [0, 1, 2, 3, 4, 5])
    threads: int = 2
    save_every: float = 300.0
    alone: float = 0.5
    articles: float = 1.0
    share: dict[str, float] = field(default_factory=dict)
    weight: dict[str, float] = field(default_factory=dict)
    size: dict[str, int] = field(default_factory=dict)


class Feed:
    """Batches of one task without end; `done` passes and `at` say where it stands."""

    def __init__(self, name: str, task: Task, seed: int, size: int) -> None:
        self.name, self.task, self.seed, self.size = name, task, seed, size
        self.done, self.at = 0, 0
        self.queue: list[list[Item]] = []

    def fill(self) -> None:
        rng = Random(f"{self.seed} {self.name} {self.done}")
        together = getattr(self.task, "batches", batches)
        self.queue = together(self.task.items(rng), rng, self.size)

    def next(self) -> list[Item]:
        if not self.queue:
            self.fill()
        if self.at == len(self.queue):
            self.done, self.at = self.done + 1, 0
            self.fill()
        self.at += 1
        return self.queue[self.at - 1]


def vocabulary(config: Config, data: Path, minilm: Path, run: Path) -> tuple[WordPieces, list[int]]:
    """The trimmed vocabulary of this run, and the rows of the full one that it keeps."""
    full = (minilm / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
    path = run / "vocab.txt"
    if not path.exists():
        kept = trim(full, corpora.training_texts(data), config.keep_first)
        path.write_text("".join(full[i] + "\n" for i in kept), encoding="utf-8")
    tokens = WordPieces.load(path)
    rows = {p: i for i, p in enumerate(full)}
    return tokens, [rows[p] for p in tokens.vocabulary]


def shallower(state: dict[str, torch.Tensor], layers: list[int]) -> dict[str, torch.Tensor]:
    """The weights of a trained model with only these layers of its body, in this order (Sajjad et al. 2020)."""
    own = {f"body.layers.{old}.": f"body.layers.{new}." for new, old in enumerate(layers)}
    out = {k: v for k, v in state.items() if not k.startswith("body.layers.")}
    for old, new in own.items():
        out |= {k.replace(old, new): v for k, v in state.items() if k.startswith(old)}
    return out


def optimizer(model: Model, config: Config) -> torch.optim.AdamW:
    """The pretrained parts learn slowly, the new ones fast; norms, biases and lone vectors do not decay."""
    groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        new = not name.startswith("body.") or name.startswith(("body.shape", "body.gap", "body.mark"))
        groups.setdefault((new, parameter.ndim > 1 and "crf" not in name), []).append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": parameters,
                "rate": config.head_rate if new else config.body_rate,
                "weight_decay": config.decay if decays else 0.0,
            }
            for (new, decays), parameters in groups.items()
        ],
        lr=0.0,
        fused=True,
    )


def task(name: str, config: Config, data: Path, told: Path | None, tokens: WordPieces) -> Task:
    if name == "articles":
        return Articles(data, tokens, config.articles)
    return TOLD[name](told, tokens) if name in TOLD else TASKS[name](data, tokens)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("config", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--minilm", type=Path, required=True, help="folder with model.safetensors and vocab.txt")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="the model.pt of a run, or an exported file, with six layers, of which the configured ones are kept")
    parser.add_argument("--told", type=Path, help="the folder of `teach.py`, where the configuration has a task of its files")
    args = parser.parse_args()
    config = Config(**tomllib.loads(args.config.read_text()))
    torch.set_num_threads(config.threads)
    args.run.mkdir(parents=True, exist_ok=True)

    if args.start and not (args.run / "vocab.txt").exists():
        _, known = open_model(args.start)
        (args.run / "vocab.txt").write_text("".join(p + "\n" for p in known.vocabulary), encoding="utf-8")
    tokens, rows = vocabulary(config, args.data, args.minilm, args.run)
    Sentences.alone = config.alone
    made = {n: task(n, config, args.data, args.told, tokens) for n in config.share}
    feeds = {n: Feed(n, task, config.seed, config.size.get(n, config.batch)) for n, task in made.items()}
    torch.manual_seed(config.seed)
    model = Model(Shape(len(rows), layers=len(config.layers), dropout=config.dropout))
    model.body.load_minilm(args.minilm, rows, config.layers)
    if args.start:
        start = load(args.start) if args.start.suffix == ".pt" else quantise.restore(args.start)[0]
        model.load_state_dict(shallower(start.state_dict(), config.layers))
    rule = optimizer(model, config)
    step, elapsed = 0, 0.0
    checkpoint = args.run / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(state["model"])
        rule.load_state_dict(state["rule"])
        step, elapsed = state["step"], state["elapsed"]
        for name, (done, at) in state["feeds"].items():
            feeds[name].done, feeds[name].at = done, at
    log = (args.run / "log.jsonl").open("a", encoding="utf-8")
    print(f"{len(rows)} pieces, {sum(p.numel() for p in model.parameters()):,} weights, from step {step}", flush=True)

    def keep() -> None:
        place = {n: (f.done, f.at) for n, f in feeds.items()}
        new = checkpoint.with_suffix(".new")
        save(new, model, rule=rule.state_dict(), step=step, elapsed=elapsed, feeds=place)
        new.replace(checkpoint)

    names, shares = list(config.share), list(config.share.values())
    recent: dict[str, list[float]] = {}
    saved = time.monotonic()
    model.train()
    while True:
        progress = max(step / config.steps, elapsed / config.seconds if config.seconds else 0.0)
        if progress >= 1:
            break
        begun = time.monotonic()
        name = Random(f"{config.seed} {step}").choices(names, shares)[0]
        items = feeds[name].next()
        torch.manual_seed(config.seed * 1_000_003 + step)
        rate = min(1.0, (step + 1) / config.warmup) * (1 - progress)
        for group in rule.param_groups:
            group["lr"] = group["rate"] * rate
        inputs = stack(items)
        loss = feeds[name].task.loss(model, items, inputs, model.vectors(inputs))
        (loss * config.weight.get(name, 1.0)).backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), config.clip)
        rule.step()
        rule.zero_grad(set_to_none=True)
        step += 1
        elapsed += time.monotonic() - begun
        recent.setdefault(name, []).append(loss.item())
        row = {"step": step, "task": name, "loss": loss.item(), "norm": norm.item(), "elapsed": round(elapsed, 1)}
        log.write(json.dumps(row) + "\n")
        if step % 50 == 0:
            text = "  ".join(f"{n} {sum(v) / len(v):.3f}" for n, v in sorted(recent.items()))
            passes = " ".join(f"{n}:{f.done + f.at / max(1, len(f.queue)):.1f}" for n, f in feeds.items())
            print(f"{step:5d} {elapsed:6.0f}s {rate:.2f}  {text}  | {passes}", flush=True)
            recent = {}
            log.flush()
        if time.monotonic() - saved > config.save_every:
            keep()
            saved = time.monotonic()
    keep()
    save(args.run / "model.pt", model.eval(), step=step, elapsed=elapsed)
    print("done", flush=True)


if __name__ == "__main__":
    main()
