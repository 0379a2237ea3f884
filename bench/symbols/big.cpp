// Enters parts of the big program (part.cpp): main six of them, each of eight threads two of its own, one from within another. Then a store to where nothing is.
// PARTS is their number; enter(N) is in big-parts.inc, which the script writes.
#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "big-parts.inc"

static std::atomic<int> waiting{0};

static int descend(int thread, int part, int left) {
  if (left > 0) {
    return enter((part + 1) % PARTS, part, [=](int depth) { return descend(thread, part + 1, left - 1) + depth; });
  }
  if (thread == 0) {
    while (waiting < 8) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    int *where = nullptr;
    *const_cast<volatile int *>(where) = part;
  }
  waiting++;
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

int main() {
  for (int thread = 1; thread <= 8; thread++) {
    std::thread([=] { descend(thread, thread * (PARTS / 9), 2); }).detach();
  }
  return descend(0, 0, 6);
}
