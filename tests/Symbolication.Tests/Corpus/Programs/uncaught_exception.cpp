// An exception that nobody catches.
#include <stdexcept>

#include "corpus.h"

volatile int corpus_sink;

namespace valve {

struct Range {
  int low = 0;
  int high = 0;
};

class Controller {
 public:
  explicit Controller(Range range) : range_(range) {}

  OWN_FRAME int open(int percent) const {
    if (percent > range_.high) {
      throw std::out_of_range("valve opened too far");
    }

    corpus_sink = percent;
    return percent;
  }

 private:
  Range range_;
};

}  // namespace valve

OWN_FRAME int run(const valve::Controller &controller, int percent) {
  int result = controller.open(percent);
  corpus_sink = result;
  return result;
}

int main(int count, char **) {
  valve::Controller controller({0, 100});
  corpus_sink = run(controller, 100 + count);
  return 0;
}
