#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/application/profiles.h"
#include "parsers/app_config/application/properties.h"

namespace weir::app_config {

/// The files of a name that an application finds (`application.yml`, `config/more.yml`), those that count least first.
using FilesCalled = std::function<std::vector<FileId>(const std::string& name)>;

/// What is around an application: the variables that its process is given, and the words that start it.
struct Process {
  Properties variables;
  bool all_variables = true;  ///< else it may be given others
  bool lacks_variables = false;  ///< it is given others, in a file that is not there
  std::string command;
};

/// Reads the settings of Spring applications of one unit. Each file is read once, however many applications find it.
class SpringReader {
 public:
  SpringReader(ResourceModel& model, SourceMap& sources, std::size_t& budget)
      : model_(model), sources_(sources), budget_(budget) {}

  /// The properties that an application has in the end: `bootstrap` and `application` files with what they import, the
  /// documents and files of its profiles, variables that stand for properties, placeholders filled. What hangs on profiles
  /// that are not known is unknown. Empty if there are no files, or applications were too large (`is_spent`).
  Properties read(const FilesCalled& files, const Process& process);
  /// Whether applications have more settings than those of one unit may have: the last one, and those to come, are not read.
  bool is_spent() const { return steps_ > kSettings; }

 private:
  static constexpr std::size_t kSettings = 500'000;  ///< as often as they are looked at

  struct State;
  const std::vector<Properties>& documents(FileId file, const std::string& name);
  void collect(const FilesCalled& files, const std::string& name, int depth, State& state);
  void import(const FilesCalled& files, const Properties& document, int depth, State& state);
  Profiles profiles_of(const FilesCalled& files, const Process& process);
  void add_document(const Properties& document, Truth holds, State& state);

  ResourceModel& model_;
  SourceMap& sources_;
  std::size_t& budget_;
  std::map<std::uint32_t, std::vector<Properties>> read_;
  std::size_t steps_ = 0;  ///< properties looked at, of all applications
};

}  // namespace weir::app_config
