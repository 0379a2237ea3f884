// Virtual calls, references, lambdas and the library's own types, down to an object that is not there.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "corpus.h"

volatile int corpus_sink;

namespace shapes {

enum class Kind : unsigned char { Circle = 1, Square };

class Shape {
 public:
  virtual ~Shape() = default;
  virtual int area(int scale) const = 0;
  Kind kind = Kind::Circle;
};

class Square : public Shape {
 public:
  explicit Square(int side, const int *unit) : side_(side), unit_(unit) { kind = Kind::Square; }

  OWN_FRAME int area(int scale) const override {
    const int &unit = *unit_;
    int result = side_ * side_ * scale * unit;
    corpus_sink = result;
    return result;
  }

 private:
  int side_;
  const int *unit_;
};

}  // namespace shapes

namespace {

OWN_FRAME int total(const std::vector<std::unique_ptr<shapes::Shape>> &all, const std::string &label, int &&scale) {
  int sum = static_cast<int>(label.size());
  std::for_each(all.begin(), all.end(), [&sum, &scale](const auto &shape) {
    int area = shape->area(scale);
    sum += area;
  });
  corpus_sink = sum;
  return sum;
}

}  // namespace

int main(int count, char **words) {
  int unit = 2;
  std::string label = words[0];
  std::vector<std::unique_ptr<shapes::Shape>> all;
  all.push_back(std::make_unique<shapes::Square>(3, &unit));
  all.push_back(std::make_unique<shapes::Square>(4, nullptr));
  corpus_sink = total(all, label, count + 1);
  return 0;
}
