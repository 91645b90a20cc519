#include "analyzer/driver/unread_programs.h"

#include <array>
#include <string_view>
#include <system_error>

namespace weir {
namespace fs = std::filesystem;
namespace {

struct ProgramMark {
  std::string_view file;    ///< what makes a folder such a program
  std::string_view output;  ///< where its output stands unless it is told otherwise; "" if none can be read
  std::string_view why;
};

constexpr std::array<ProgramMark, 3> kPrograms = {
    {{"cdk.json", "cdk.out", "the program's templates are not there; `cdk synth` writes them"},
     {"cdktf.json", "cdktf.out", "the program's stacks are not there; `cdktf synth` writes them"},
     {"Pulumi.yaml", "", "resources that a Pulumi program makes are not read"}}};

bool stands_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

}  // namespace

std::vector<UnreadProgram> unread_programs(const fs::path& folder) {
  std::vector<UnreadProgram> programs;
  for (const ProgramMark& mark : kPrograms)
    if (stands_there(folder / mark.file) && (mark.output.empty() || !stands_there(folder / mark.output)))
      programs.push_back({std::string(mark.file), std::string(mark.why)});
  return programs;
}

}  // namespace weir
