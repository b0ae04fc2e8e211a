#!/usr/bin/env python3
"""mutate: thousands of mutations of valid messages, reproducible.

    mutate.py [--seed N] [--count N] [--only CLASS] [--write DIR] [--source DIR]

Prints how many of each class there are; with --write, each is a file of DIR, named after class and number, and
DIR/list.txt says what was done to which message. What is wanted are mutations that somebody could overlook: harmless
ones as well as harmful ones, for the interesting set is what the checker accepts.
"""

import argparse
import hashlib
import itertools
import os
import random
import sys

import mutate_content
import mutate_header
import mutate_structure
import mutate_transfer
from bases import collected_bases, own_bases
from mutation import CLASSES
from skeleton import apply_edits

ROOMS = (mutate_header, mutate_content, mutate_structure, mutate_transfer)  # each registers its classes
PAIRS = "pairs of mutations"
PAIRS_WEIGHT = 4  # of these there are as many as of so many other classes
BASES_MIN = 12    # for each class
PER_BASE = 40     # mutations of one class, of one message, in one run


class Mutant:
    def __init__(self, base, label, octets):
        self.base, self.label, self.octets = base, label, octets

    def __str__(self):
        return f"{self.base}: {self.label}"


def class_names():
    return [*CLASSES, PAIRS]


def shares(count, only=None):
    """How many of each class, of so many in all."""
    names = [name for name in class_names() if not only or only in name]
    weights = {name: PAIRS_WEIGHT if name == PAIRS else 1 for name in names}
    total = sum(weights.values())
    return {name: max(count * weight // total, 1) for name, weight in weights.items()}


def edits_of(name, message, dice):
    """Label and edits of all mutations of one class, of one message, in an order that the dice decide."""
    if name == PAIRS:
        return pairs(message, dice)
    rows = list(CLASSES[name](message, dice))
    return dice.sample(rows, len(rows))


def pairs(message, dice):
    """Two mutations of any classes, in one message."""
    pools = [edits_of(name, message, dice)[:PER_BASE] for name in dice.sample(list(CLASSES), 6)]
    pools = [pool for pool in pools if pool]
    for _ in range(PER_BASE if pools else 0):
        one, other = dice.choice(dice.choice(pools)), dice.choice(dice.choice(pools))
        yield f"{one[0]} + {other[0]}", [*one[1], *other[1]]


def applies(name, message):
    return name == PAIRS or next(iter(CLASSES[name](message, random.Random(0))), None) is not None


def mutants(name, bases, seed, count):
    """So many different mutants of one class, or as many as there are."""
    dice = random.Random(f"{seed} {name}")
    order = (base for base in dice.sample(bases, len(bases)) if applies(name, base))
    chosen = list(itertools.islice(order, max(BASES_MIN, count // PER_BASE)))
    seen, made = {hashlib.sha256(base.octets).digest() for base in chosen}, 0
    while made < count and chosen:
        quota, before = -(-(count - made) // len(chosen)), made
        for base in chosen:
            found = 0
            for label, edits in edits_of(name, base, dice):
                if found == quota or made == count:
                    break
                octets = apply_edits(base.octets, edits)
                digest = octets is not None and hashlib.sha256(octets).digest()
                if not digest or digest in seen:
                    continue
                seen.add(digest)
                found, made = found + 1, made + 1
                yield Mutant(base.name, label, octets)
        if made == before:
            return


def all_bases(source):
    return own_bases() + collected_bases(source)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description="Mutations of valid messages.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--only", metavar="CLASS", help="classes whose name holds this")
    parser.add_argument("--write", metavar="DIR")
    parser.add_argument("--source", default=os.path.join(here, "..", ".."), help="where tests/mail is")
    options = parser.parse_args()
    bases, total, said = all_bases(options.source), 0, []
    for name, count in shares(options.count, options.only).items():
        made = list(mutants(name, bases, options.seed, count))
        total += len(made)
        print(f"{len(made):7} {name}")
        for number, mutant in enumerate(made):
            file = f"{name.replace(' ', '-').replace(',', '')}-{number:05}.eml"
            said.append(f"{file} {mutant}")
            if options.write:
                os.makedirs(options.write, exist_ok=True)
                with open(os.path.join(options.write, file), "wb") as out:
                    out.write(mutant.octets)
    if options.write:
        with open(os.path.join(options.write, "list.txt"), "w", encoding="utf-8", errors="replace") as out:
            out.write("\n".join(said) + "\n")
    print(f"{total:7} of {len(bases)} messages, seed {options.seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
