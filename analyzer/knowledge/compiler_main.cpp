// weir_knowledge_compiler RULES_DIR PACKAGED_DIR OUT_FILE: checks rules and catalogue, those of the
// tree and those distilled from packages, and writes the blob that is linked into weir.

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "analyzer/knowledge/knowledge.h"

namespace {

/// Writes beside the target, then renames: never half a file.
bool write_file(const std::string& path, const std::string& bytes) {
  const std::string beside = path + ".part";
  std::ofstream stream(beside, std::ios::binary | std::ios::trunc);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (stream && std::rename(beside.c_str(), path.c_str()) == 0) return true;
  (void)std::remove(beside.c_str());
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: weir_knowledge_compiler RULES_DIR PACKAGED_DIR OUT_FILE\n";
    return 2;
  }
  const std::string folder = argv[1];
  auto files = weir::read_knowledge_files(folder);
  auto packaged = weir::read_knowledge_files(argv[2]);
  for (const auto* read : {&files, &packaged})
    if (!read->ok()) {
      std::cerr << read->error().message << "\n";
      return 1;
    }
  std::move(packaged->begin(), packaged->end(), std::back_inserter(*files));
  const auto compiled = weir::compile_knowledge(std::move(*files), nullptr);
  if (!compiled->faults.empty()) {
    std::cerr << weir::describe_faults(*compiled, folder);
    return 1;
  }
  if (!write_file(argv[3], compiled->blob)) {
    std::cerr << "cannot write " << argv[3] << "\n";
    return 1;
  }
  return 0;
}
