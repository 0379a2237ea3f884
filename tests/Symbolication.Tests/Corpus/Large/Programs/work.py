"""A Python program at work in many threads, most of it in the interpreter's C code, which is made to crash.

work.py busy    prints its id, then a line for each piece of work, and goes on until a signal ends it
work.py nested  crashes by itself, deep in calls from C to Python and back
work.py thread  crashes by itself, in a thread that is not the first
"""

import collections
import ctypes
import decimal
import functools
import hashlib
import json
import os
import pickle
import queue
import re
import sqlite3
import sys
import threading
import zlib

TEXT = " ".join("word%d and %x;" % (i, i * 2654435761 % 2**32) for i in range(400))

# Calls from C to Python and back that are within one another when it crashes: each has some ten frames of C.
DEPTH = 12


def hash_and_pack(round):
    """Lets go of the interpreter's lock."""
    digest = hashlib.pbkdf2_hmac("sha256", TEXT.encode(), b"salt%d" % round, 2000)
    return len(zlib.compress(TEXT.encode() * 20 + digest, 9))


def ask_database(round):
    """SQLite calls back for each row and each comparison."""
    with sqlite3.connect(":memory:") as connection:
        connection.create_function("scramble", 1, lambda text: text[::-1])
        connection.create_collation("by_length", lambda a, b: (len(a) > len(b)) - (len(a) < len(b)))
        connection.execute("create table words (word text, number integer)")
        connection.executemany("insert into words values (?, ?)", ((word, i * round) for i, word in enumerate(TEXT.split())))
        query = "select scramble(word) as w, sum(number) from words where word like '%d1%' group by w order by w collate by_length, 2"
        return len(connection.execute(query).fetchall())


def read_and_write(round):
    document = {"words": TEXT.split(), "round": round, "nested": [[i, {"half": i / 2}] for i in range(200)]}
    text = json.dumps(document, indent=1, sort_keys=True)
    back = json.loads(text, object_hook=collections.OrderedDict, parse_float=decimal.Decimal)
    return len(pickle.dumps((back, pickle.loads(pickle.dumps(document)))))


def match(round):
    pattern = re.compile(r"(?P<name>[a-z]+)(?P<number>\d+)|(?:(?:[0-9a-f])+;)+")
    return len(pattern.sub(lambda found: (found.group("name") or "").upper(), TEXT))


def sort(round):
    return sorted(TEXT.split(), key=functools.cmp_to_key(lambda a, b: (a[::-1] > b[::-1]) - (a[::-1] < b[::-1])))[0]


def compute(round):
    decimal.getcontext().prec = 200
    return sum((decimal.Decimal(i).sqrt() for i in range(1, 200)), decimal.Decimal(round)) + 3**2000 % 7**300


WORK = [hash_and_pack, ask_database, read_and_write, match, sort, compute]


def repeat(work):
    for round in range(1, sys.maxsize):
        work(round)


def by_json(depth, crash):
    return json.dumps(object(), default=lambda _: deeper(depth, crash))


def by_pattern(depth, crash):
    return re.sub("a", lambda _: str(deeper(depth, crash)), "bab")


def by_sort(depth, crash):
    return sorted([2, 1], key=lambda _: deeper(depth, crash) or 0)


def by_database(depth, crash):
    with sqlite3.connect(":memory:") as connection:
        connection.create_function("deeper", 1, lambda value: str(deeper(value, crash)))
        return connection.execute("select deeper(?)", (depth,)).fetchone()


def by_reduce(depth, crash):
    return functools.reduce(lambda one, other: deeper(depth, crash), map(int, "12"))


WAYS = [by_json, by_pattern, by_sort, by_database, by_reduce]


def deeper(depth, crash):
    return crash() if depth == 0 else WAYS[depth % len(WAYS)](depth - 1, crash)


def start(*arguments):
    threading.Thread(target=arguments[0], args=arguments[1:], daemon=True).start()


def main(what):
    print(os.getpid(), flush=True)
    start(queue.Queue().get)
    start(threading.Event().wait, 3600.0)
    for work in WORK:
        start(repeat, work)
    if what == "thread":
        start(deeper, DEPTH, lambda: ctypes.string_at(1))
    for round in range(1, sys.maxsize):
        work = WORK[round % len(WORK)]
        work(round)
        if what == "nested":
            deeper(DEPTH, os.abort)
        print(work.__name__, flush=True)


main(sys.argv[1])
