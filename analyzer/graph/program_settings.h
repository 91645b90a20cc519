#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/graph/inference.h"
#include "analyzer/graph/select.h"
#include "analyzer/model/program.h"

namespace weir {

/// What a process gives to the program that it runs, and which of the program's parts that lets run.
class ProgramSettings {
 public:
  using Hits = std::map<std::string, std::vector<Hit>, std::less<>>;  ///< by name

  /// `shared`: several processes run the program.
  ProgramSettings(Inference& inference, const Program& program, const BoundProgram& bound, bool shared);

  /// The values of a setting; null if the input gives none of the name.
  const std::vector<Hit>* find(std::string_view name) const;
  const Hits& all() const { return settings_; }
  /// Whether most of the settings that the program reads are given to it.
  bool most_are_given() const;

  /// Whether what stands under conditions is done. What is not decided may be, unless several run the program: each
  /// does its own part of it.
  bool holds(const std::vector<ProgramCondition>& conditions) const;
  /// From now on what is not decided is done, whoever runs the program.
  void take_undecided_as_done() { shared_ = false; }
  /// The functions that run: starts, and what runs where they lead.
  std::set<std::uint32_t> reached() const;

  /// What stands for a setting that is not given; none where it may be given all the same.
  std::optional<std::string> default_of(const ProgramText& text) const;

 private:
  bool is_whole(const std::string& setting) const;
  std::optional<std::string> value_of(const ProgramText& text) const;

  Inference& in_;
  const Program& program_;
  const BoundProgram& bound_;
  bool shared_;
  bool partly_known_;  ///< it may be given settings that the input does not show
  Hits settings_;
};

}  // namespace weir
