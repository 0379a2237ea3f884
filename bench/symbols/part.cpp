// One unit of the big program: much of the standard library, instantiated for types of its own. PART is its number.
#include <algorithm>
#include <deque>
#include <functional>
#include <future>
#include <iostream>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <variant>
#include <vector>

namespace fleet_bench {
using step = std::function<int(int)>;
}

namespace {

template <int N>
struct record {
  int number = N;
  std::string name = "record " + std::to_string(N);
  std::map<std::string, std::vector<std::pair<int, double>>> values;
  std::variant<int, std::string, std::shared_ptr<record<N>>> other;
  bool operator<(const record &that) const { return std::tie(number, name) < std::tie(that.number, that.name); }
};

template <int N>
struct table {
  std::unordered_map<std::string, record<N>> by_name;
  std::deque<record<N>> in_order;
  std::set<record<N>> sorted;
  std::list<std::unique_ptr<record<N>>> owned;

  void add(int value) {
    record<N> made;
    made.number = value;
    made.values["first"].emplace_back(value, value / 2.0);
    by_name[made.name] = made;
    in_order.push_back(made);
    sorted.insert(made);
    owned.push_back(std::make_unique<record<N>>(made));
    std::stable_sort(in_order.begin(), in_order.end(), [](const record<N> &a, const record<N> &b) { return b < a; });
  }

  template <class F>
  int visit(F f) {
    std::vector<std::reference_wrapper<record<N>>> all(in_order.begin(), in_order.end());
    return std::accumulate(all.begin(), all.end(), 0, [&](int sum, record<N> &one) { return sum + f(one); });
  }
};

template <int N>
__attribute__((noinline)) int work(int depth, const fleet_bench::step &next) {
  table<N> mine;
  mine.add(depth);
  mine.add(depth + N);
  static const std::regex digits("([0-9]+) ([a-z]*)");
  std::smatch match;
  std::string text = std::to_string(depth) + " words";
  int seen = std::regex_match(text, match, digits) ? static_cast<int>(match.size()) : 0;
  return mine.visit([&](record<N> &one) {
    one.other = std::make_shared<record<N>>();
    return one.number + seen + (&one == &mine.in_order.front() ? next(depth) : 0);
  });
}

template <int... N>
int chain(std::integer_sequence<int, N...>, int depth, const fleet_bench::step &next) {
  const std::vector<std::function<int(int, const fleet_bench::step &)>> all = {work<N + 1000 * PART>...};
  return all[static_cast<std::size_t>(depth) % all.size()](depth, next);
}

}  // namespace

int enter_part(int depth, const fleet_bench::step &next) { return chain(std::make_integer_sequence<int, INSTANCES>{}, depth, next); }
