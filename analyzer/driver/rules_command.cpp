#include "analyzer/driver/cases.h"
#include "analyzer/driver/commands.h"
#include "analyzer/report/rule_list.h"

namespace weir {

int rules_list_command(const CommandLine& line, const Knowledge& built_in) {
  const Result<Knowledge> knowledge = load_knowledge(line, built_in);
  if (!knowledge.ok()) return fail(knowledge.error().message);
  const bool json = line.format == Format::json;
  return put_output({}, json ? write_rule_list_json(knowledge->rules) : write_rule_list_text(knowledge->rules)) ? 0 : 2;
}

int rules_show_command(const CommandLine& line, const Knowledge& built_in) {
  const Result<Knowledge> knowledge = load_knowledge(line, built_in);
  if (!knowledge.ok()) return fail(knowledge.error().message);
  const RuleRecord* rule = knowledge->rules.find(line.rule);
  if (rule == nullptr) return fail("no rule is called \"" + line.rule + "\"; `weir rules list` shows them");
  return put_output({}, write_rule(knowledge->rules, knowledge->catalog, *rule)) ? 0 : 2;
}

int rules_test_command(const CommandLine& line, const Knowledge& built_in) {
  Result<std::vector<KnowledgeFile>> files = read_knowledge_files(line.rules_folder);
  if (!files.ok()) return fail(files.error().message);
  std::vector<CaseFile> cases;
  for (const KnowledgeFile& file : *files)
    if (file.path.ends_with(".md")) cases.push_back({file.path, file.bytes});
  const Result<Knowledge> knowledge = load_knowledge(line, built_in);
  if (!knowledge.ok()) return fail(knowledge.error().message);
  if (read_cases(cases).empty()) return fail(line.rules_folder + ": there are no cases to run");
  std::string text;
  std::size_t passed = 0, failed = 0;
  for (const CaseResult& result : run_cases(cases, *knowledge)) {
    ++(result.passed() ? passed : failed);
    if (result.passed()) continue;
    text += line.rules_folder + "/" + result.file + ":" + std::to_string(result.line) + ": " + result.name + "\n";
    for (const std::string& failure : result.failures) text += "  " + failure + "\n";
  }
  text += std::to_string(passed) + " passed, " + std::to_string(failed) + " failed\n";
  if (!put_output({}, text)) return 2;
  return failed == 0 ? 0 : 1;
}

}  // namespace weir
