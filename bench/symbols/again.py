# What a core takes in a debugger that has the program's symbols already: AGAIN_COUNT times AGAIN_CORE, a line for each as measure.c writes it.
import os, resource, time

lines = []
for _ in range(int(os.environ["AGAIN_COUNT"])):
    start, used = time.monotonic(), time.process_time()
    gdb.execute("core-file " + os.environ["AGAIN_CORE"], to_string=True)
    gdb.execute("thread apply all " + os.environ["AGAIN_COMMAND"], to_string=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lines.append("%.1f %.1f %d\n" % ((time.monotonic() - start) * 1e3, (time.process_time() - used) * 1e3, peak))
with open(os.environ["AGAIN_FIGURES"], "w") as figures:
    figures.writelines(lines)
