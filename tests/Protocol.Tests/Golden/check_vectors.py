#!/usr/bin/env python3
"""Decodes the golden vectors with a MessagePack reader of its own and compares with their .json files.

Standard library only. The zstd vector is decompressed by the zstd program where there is one; else only its header is checked and
the frame is taken from the vector that it repeats.
"""
import hashlib
import json
import pathlib
import shutil
import struct
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SCALARS = {0xCA: ">f", 0xCB: ">d", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q", 0xD0: ">b", 0xD1: ">h", 0xD2: ">i", 0xD3: ">q"}
LENGTHS = {0xC4: ">B", 0xC5: ">H", 0xC6: ">I", 0xD9: ">B", 0xDA: ">H", 0xDB: ">I", 0xDC: ">H", 0xDD: ">I", 0xDE: ">H", 0xDF: ">I"}


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise ValueError(f"ends at byte {len(self.data)}")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, form):
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def value(self):
        code = self.take(1)[0]
        if code <= 0x7F:
            return code
        if code >= 0xE0:
            return code - 256
        if code <= 0x8F:
            return self.map(code & 15)
        if code <= 0x9F:
            return self.array(code & 15)
        if code <= 0xBF:
            return self.take(code & 31).decode("utf-8")
        if code in (0xC0, 0xC2, 0xC3):
            return {0xC0: None, 0xC2: False, 0xC3: True}[code]
        if code in SCALARS:
            return self.number(SCALARS[code])
        if code not in LENGTHS:
            raise ValueError(f"code {code:#x} at byte {self.at - 1}")
        length = self.number(LENGTHS[code])
        if code <= 0xC6:
            return self.take(length)
        if code <= 0xDB:
            return self.take(length).decode("utf-8")
        return self.array(length) if code <= 0xDD else self.map(length)

    def array(self, count):
        return [self.value() for _ in range(count)]

    def map(self, count):
        return {self.value(): self.value() for _ in range(count)}


def decode(data):
    reader = Reader(data)
    value = reader.value()
    if reader.at != len(data):
        raise ValueError(f"bytes follow the value, from byte {reader.at}")
    return value


def raw(value):
    """As JSON can say it: binary in hexadecimal."""
    if isinstance(value, bytes):
        return value.hex()
    return [raw(v) for v in value] if isinstance(value, list) else value


def table(encoded):
    columns = [{"key": c[0], "kind": c[1], "unit": c[2] if len(c) > 2 else ""} for c in decode(encoded)]
    return {"encoded": encoded.hex(), "hash": hashlib.sha256(encoded).digest()[:16].hex(), "columns": columns}


def metric(kind, value):
    if kind == 2:
        last, mean, low, high = value if isinstance(value, list) else [value] * 4
        return {"last": last, "mean": mean, "min": low, "max": high}
    if kind in (3, 4):
        return {"count": value[0], "sum": value[1], "min": value[2], "max": value[3], "sketch": value[4].hex()}
    return int(value) if kind == 7 else value


def attached(names, values):
    told = dict(zip(names, values))
    told["sha256"], told["bytes"] = values[len(names)].hex(), values[len(names) + 1]
    return told


def frame(values):
    return {"build_id": values[0].hex(), "module": values[1], "offset": f"{values[2]:x}"}


def series(values):
    return {"key": values[0], "unit": values[1], "values": values[2]}


CRASH = ("id", "program", "executable", "pid", "signal", "code", "fault_address", "thread", "strategy", "core_bytes", "reason", "frames")
OBSERVATIONS = {
    3: lambda v: dict(zip(("reason", "slug", "details"), v)),
    4: lambda v: dict(zip(("language", "type", "message", "stack", "program", "is_fatal"), v)),
    5: lambda v: dict(zip(CRASH, v)),
    6: lambda v: attached(("id", "strategy", "is_truncated"), v),
    7: lambda v: attached(("cid", "next_cid", "first_ms", "last_ms", "lines", "lost", "levels", "cause", "request"), v),
    8: lambda v: attached(("id", "name", "mime", "reason", "started_ms"), v),
    9: lambda v: {"start_ms": v[0], "step_ms": v[1], "request": v[2], "series": [series(s) for s in v[3]]},
    10: lambda v: dict(zip(("id", "outcome", "message"), v)),
}


def observation(kind, values):
    told = OBSERVATIONS[kind](values)
    if kind == 5:
        told["fault_address"] = None if values[6] is None else f"{values[6]:x}"
        told["frames"] = [frame(f) for f in values[11]]
    return {k: v.hex() if isinstance(v, bytes) else v for k, v in told.items()}


def entry(values, tables):
    number, kind, wall, uptime, origin, body = values
    told = {"number": number, "type": kind, "wall_ms": wall, "uptime_ms": uptime, "origin": origin, "body": body.hex()}
    if kind == 1:
        report = decode(body)
        told["report"] = {
            "kind": report[0],
            "duration_ms": report[1],
            "table_hash": report[2].hex(),
            "values": raw(report[3]),
            "session_name": report[4] if len(report) > 4 else "",
        }
        if report[2].hex() in tables:
            pairs = zip(tables[report[2].hex()], report[3])
            told["metrics"] = {c["key"]: metric(c["kind"], v) for c, v in pairs if v is not None}
    elif kind == 2:
        told["attributes"] = decode(body)
    elif kind in OBSERVATIONS:
        told["observation"] = observation(kind, decode(body))
    return told


def request(frame):
    tables = [table(t) for t in frame.get(7, [])]
    known = {t["hash"]: t["columns"] for t in tables}
    return {
        "device": dict(zip(("serial", "hardware_version"), frame[0])),
        "agent": dict(zip(("name", "version"), frame[1])),
        "origins": [{"boot_id": o[0].hex(), "software_type": o[1], "software_version": o[2]} for o in frame[2]],
        "wall_ms": frame[3],
        "uptime_ms": frame[4],
        "epoch": f"{frame[5]:016x}",
        "entries": [entry(e, known) for e in frame.get(6, [])],
        "tables": tables,
        "configuration_revision": frame.get(8, 0),
    }


def reply(frame):
    names = ("revision", "report_interval_ms", "monitoring", "debugging", "logging", "developer_until_ms", "bytes_per_day")
    asked = ("id", "kind", "expires_ms", "from_ms", "to_ms", "subject")
    return {
        "acknowledged": [dict(zip(("first", "last"), r)) for r in frame.get(0, [])],
        "rejected": [dict(zip(("number", "code", "reason"), r)) for r in frame.get(1, [])],
        "unknown_tables": [h.hex() for h in frame.get(2, [])],
        "configuration": dict(zip(names, frame[3] + [0] * (7 - len(frame[3])))) if 3 in frame else None,
        "server_time_ms": frame[4],
        "come_back_ms": frame.get(5, 0),
        "requests": [{k: v.hex() if isinstance(v, bytes) else v for k, v in zip(asked, r)} for r in frame.get(6, [])],
    }


def identity(data, expected):
    if expected["content_encoding"] == "identity":
        return data
    if data[:4] != bytes.fromhex("28b52ffd"):
        raise ValueError("not a zstd frame")
    if shutil.which("zstd"):
        return subprocess.run(["zstd", "-dc"], input=data, capture_output=True, check=True).stdout
    for path in HERE.glob("*.hex"):
        other = json.loads(path.with_suffix(".json").read_text("utf-8"))
        if other["content_encoding"] == "identity" and other["value"] == expected["value"]:
            return bytes.fromhex(path.read_text("ascii"))
    raise ValueError("no zstd program, and no identity vector of the same value")


def main():
    vectors = sorted(HERE.glob("*.hex"))
    wrong = 0
    for path in vectors:
        expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
        data = identity(bytes.fromhex(path.read_text("ascii")), expected)
        told = {"request": request, "reply": reply}[expected["frame"]](decode(data))
        agrees = told == expected["value"] and len(data) == expected["decoded_bytes"]
        print(f"{path.stem}: {'agrees' if agrees else 'DIFFERS'}")
        if not agrees:
            wrong += 1
            print(json.dumps(told, indent=2, ensure_ascii=False), file=sys.stderr)
    print(f"{len(vectors) - wrong} vectors agree")
    return 1 if wrong or not vectors else 0


if __name__ == "__main__":
    sys.exit(main())
