#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analyzer/knowledge/knowledge.h"

namespace weir {

using Files = std::vector<std::pair<std::string, std::string>>;

/// A small vocabulary with one concept of each sort that tests need; files of the same path replace it.
Files small_vocabulary();
/// `small_vocabulary()` and more files.
Files with(Files more);
std::unique_ptr<CompiledKnowledge> compile(const Files& files, const Knowledge* base = nullptr);
/// The faults as people read them.
std::string faults_of(const Files& files, const Knowledge* base = nullptr);
/// A threat without faults whose `from` (front matter, query or text) is replaced by `to`.
std::string rule_with(const std::string& from = "", const std::string& to = "");

}  // namespace weir
