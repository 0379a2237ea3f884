// Templates within templates, inlined and not, down to a null pointer.
#include "corpus.h"

volatile int corpus_sink;

namespace deep {

template <typename T, int Level>
struct Layer {
  Layer<T, Level - 1> inner;

  template <typename Visitor>
  int visit(Visitor &visitor) const {
    int below = inner.visit(visitor);
    return below + visitor(Level);
  }
};

template <typename T>
struct Layer<T, 0> {
  const T *value;

  template <typename Visitor>
  int visit(Visitor &visitor) const {
    return visitor.take(*value);
  }
};

template <typename T>
class Sum {
 public:
  OWN_FRAME int operator()(int level) {
    total_ += level;
    return static_cast<int>(total_);
  }

  int take(const T &value) { return add<T, long>(value, 2L); }

 private:
  template <typename A, typename B>
  OWN_FRAME int add(const A &a, B b) {
    total_ += a * b;
    return static_cast<int>(total_);
  }

  T total_ = 0;
};

template <template <typename> class Visitor, typename T>
OWN_FRAME int walk(const T *value) {
  Layer<T, 6> layers{};
  *reinterpret_cast<const T **>(&layers) = value;
  Visitor<T> visitor;
  int result = layers.visit(visitor);
  corpus_sink = result;
  return result;
}

}  // namespace deep

int main(int count, char **) {
  double good = count;
  corpus_sink = deep::walk<deep::Sum>(&good);
  corpus_sink = deep::walk<deep::Sum>(*const_cast<double *volatile *>(new double *(nullptr)));
  return 0;
}
