// Each case of fixtures/**/*.md and rules/**/*.md is one test. With WEIR_UPDATE_EXPECTED=1 nothing
// is tested: the expected dumps are rewritten with what the analysis says now (target
// update-expected).

#include <gtest/gtest.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>

#include "tests/literate/case_files.h"

namespace weir::literate {
namespace {

class LiterateCase : public testing::Test {
 public:
  explicit LiterateCase(const Case& one) : case_(one) {}
  void TestBody() override {
    const CaseResult result = run_case(case_, built_in_knowledge());
    for (const std::string& failure : result.failures)
      ADD_FAILURE_AT((std::string(WEIR_SOURCE_DIR) + "/" + case_.file).c_str(),
                     static_cast<int>(case_.line))
          << failure;
  }

 private:
  const Case& case_;
};

/// Letters and digits of a text, other runs as one `_`: what test filters can name.
std::string test_name(std::string_view text) {
  std::string name;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      name += c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
  }
  return name;
}

void register_cases(const std::vector<Case>& cases) {
  for (const Case& one : cases)
    testing::RegisterTest(test_name(one.file).c_str(), test_name(one.name).c_str(), nullptr,
                          nullptr, one.file.c_str(), static_cast<int>(one.line),
                          [&one]() -> testing::Test* { return new LiterateCase(one); });
}

int update(const std::vector<CaseFile>& files) {
  const std::vector<CaseResult> results = run_cases(files, built_in_knowledge());
  for (const CaseFile& file : files) {
    const std::string bytes = with_actual_dumps(file, results);
    if (bytes == file.bytes) continue;
    std::ofstream(std::string(WEIR_SOURCE_DIR) + "/" + file.path, std::ios::binary) << bytes;
    std::printf("rewritten: %s\n", file.path.c_str());
  }
  return 0;
}

}  // namespace
}  // namespace weir::literate

int main(int argc, char** argv) {
  const std::vector<weir::CaseFile> files = weir::literate::case_files();
  if (std::getenv("WEIR_UPDATE_EXPECTED") != nullptr) return weir::literate::update(files);
  testing::InitGoogleTest(&argc, argv);
  const std::vector<weir::Case> cases = weir::read_cases(files);
  weir::literate::register_cases(cases);
  return RUN_ALL_TESTS();
}
