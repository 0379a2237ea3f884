"""Run by gdb: what it makes of cores of one program, as JSON.

CORPUS_PROGRAM   the program
CORPUS_CORES     its cores, a line each
CORPUS_ANSWER    file for the answer: one object a line, in the order of the cores
CORPUS_VARIABLES 1: arguments and locals too
"""

import json
import os

import gdb

# A thread has at most as many frames in Fleet.
MAX_FRAMES = 256

# What is longer is cut by gdb, with "..." behind it.
MAX_ELEMENTS = 200


def is_synthetic(frame):
    """Whether gdb made it up from call sites: a function that went on to the next by a jump, or what was inlined into one."""
    while frame is not None and frame.type() == gdb.INLINE_FRAME:
        frame = frame.older()
    return frame is not None and frame.type() == gdb.TAILCALL_FRAME


def describe(frame):
    place = frame.find_sal()
    name = "<signal handler called>" if frame.type() == gdb.SIGTRAMP_FRAME else frame.name()
    return {
        "pc": frame.pc(),
        "function": name or "",
        "file": place.symtab.fullname() if place.symtab else "",
        "line": place.line if place.symtab else 0,
        "inlined": frame.type() == gdb.INLINE_FRAME,
    }


def text_of(symbol, frame):
    try:
        value = symbol.value(frame)
        return value.format_string(raw=True, symbols=False, max_elements=MAX_ELEMENTS, repeat_threshold=0, static_members=False)
    except (gdb.error, gdb.MemoryError, RuntimeError, ValueError) as problem:
        return "<error: %s>" % problem


def variables_of(frame):
    """Of the function and of the blocks within it around the program counter, the innermost first."""
    found = []
    try:
        block = frame.block()
    except RuntimeError:
        return found
    while block is not None and not block.is_global and not block.is_static:
        for symbol in block:
            if symbol.is_argument or (symbol.is_variable and symbol.addr_class != gdb.SYMBOL_LOC_STATIC):
                found.append({
                    "name": symbol.name,
                    "type": str(symbol.type),
                    "isArgument": symbol.is_argument,
                    "line": symbol.line,
                    "value": text_of(symbol, frame),
                })
        if block.function is not None:
            break
        block = block.superblock
    return found


def frames_of(with_variables):
    frames, variables, synthetic = [], [], 0
    stop = "the outermost"
    frame = gdb.newest_frame()
    while frame is not None:
        if len(frames) == MAX_FRAMES:
            stop = "more than %d" % MAX_FRAMES
            break
        if is_synthetic(frame):
            synthetic += 1
        else:
            frames.append(describe(frame))
            if with_variables:
                variables.append(variables_of(frame))
        try:
            older = frame.older()
        except gdb.error as problem:
            stop = str(problem)
            break
        if older is None:
            stop = gdb.frame_stop_reason_string(frame.unwind_stop_reason())
        frame = older
    return {"frames": frames, "variables": variables, "synthetic": synthetic, "stop": stop}


def answer(core, with_variables):
    gdb.execute("core-file " + core)
    signal = gdb.convenience_variable("_exitsignal")
    crashed = gdb.selected_thread().ptid[1]
    threads = []
    for thread in sorted(gdb.selected_inferior().threads(), key=lambda t: t.num):
        thread.switch()
        threads.append(dict(frames_of(with_variables), id=thread.ptid[1], isCrashed=thread.ptid[1] == crashed))
    files = [objfile.filename for objfile in gdb.objfiles() if objfile.owner is None and os.path.isfile(objfile.filename)]
    return {"signal": int(signal) if signal is not None else 0, "threads": threads, "files": files}


gdb.execute("set pagination off")
gdb.execute("set width 0")
gdb.execute("set print frame-arguments none")
gdb.execute("set backtrace past-main on")

# Memory of one core is not that of the next.
gdb.execute("set stack-cache off")
gdb.execute("set code-cache off")
gdb.execute("file " + os.environ["CORPUS_PROGRAM"], to_string=True)
with open(os.environ["CORPUS_ANSWER"], "w") as out:
    for core in os.environ["CORPUS_CORES"].splitlines():
        out.write(json.dumps(answer(core, os.environ["CORPUS_VARIABLES"] == "1")) + "\n")
