// What every rule and every catalogue file owes: cases on both sides, honesty about the unknown,
// snippets that are run.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/literate/case_files.h"

namespace weir::literate {
namespace {

/// Concepts that Terraform says with other means (`publish = true`, a policy and its attachments),
/// those that only the mirroring provider has, or that are not there at all.
const std::set<std::string> kNotInTerraform = {"aws.alexa.skill",
                                               "aws.arc.autoshift",
                                               "aws.arc.plan",
                                               "aws.bedrock.data_automation",
                                               "aws.bedrock.enforced_guardrail",
                                               "aws.bedrock.knowledge_base_policy",
                                               "aws.bedrock.prompt_router",
                                               "aws.bedrock.reasoning_policy",
                                               "aws.bedrock.reasoning_policy_version",
                                               "aws.bedrock.resource_policy",
                                               "aws.bedrock.session",
                                               "aws.bedrock.setting",
                                               "aws.bedrockagentcore.evaluator",
                                               "aws.bedrockagentcore.gateway_rate_limit",
                                               "aws.bedrockagentcore.harness",
                                               "aws.bedrockagentcore.harness_endpoint",
                                               "aws.bedrockagentcore.online_evaluation",
                                               "aws.bedrockagentcore.payment_connector",
                                               "aws.bedrockagentcore.payment_manager",
                                               "aws.bedrockagentcore.policy",
                                               "aws.bedrockagentcore.policy_engine",
                                               "aws.bedrockagentcore.resource_policy",
                                               "aws.comprehend.endpoint",
                                               "aws.comprehend.flywheel",
                                               "aws.greengrass.subscription",
                                               "aws.healthlake.datastore",
                                               "aws.healthlake.setting",
                                               "aws.iam.policy",
                                               "aws.iotanalytics.channel",
                                               "aws.iotanalytics.dataset",
                                               "aws.iotanalytics.datastore",
                                               "aws.iotanalytics.pipeline",
                                               "aws.kinesisvideo.channel",
                                               "aws.lambda.version",
                                               "aws.managedblockchain.member",
                                               "aws.managedblockchain.node",
                                               "aws.neptunegraph.setting",
                                               "aws.novaact.workflow",
                                               "aws.opsworks.instance",
                                               "aws.qbusiness.data_source",
                                               "aws.qbusiness.index",
                                               "aws.qbusiness.plugin",
                                               "aws.qbusiness.retriever",
                                               "aws.qbusiness.permission",
                                               "aws.qbusiness.web_experience",
                                               "aws.resiliencehub.app",
                                               "aws.resiliencehub.service",
                                               "aws.s3.existing_bucket_events",
                                               "aws.sagemaker.cluster",
                                               "aws.sagemaker.inference_component",
                                               "aws.sagemaker.processing_job",
                                               "aws.sdb.domain",
                                               "aws.wisdom.agent",
                                               "aws.wisdom.assistant",
                                               "aws.wisdom.association",
                                               "aws.wisdom.guardrail",
                                               "aws.wisdom.knowledge_base",
                                               "aws.wisdom.prompt",
                                               "aws.wisdom.setting"};

/// A rule's file and its cases.
struct RuleCases {
  std::string id;
  std::string bytes;
  std::vector<Case> cases;
};

std::vector<RuleCases> rules_with_cases() {
  const std::vector<CaseFile> files = case_files();
  const std::vector<Case> cases = read_cases(files);
  const Rules& rules = built_in_knowledge().rules;
  std::vector<RuleCases> out;
  for (const RuleRecord& rule : rules.rules) {
    RuleCases one{std::string(rules.text(rule.id)), {}, {}};
    for (const CaseFile& file : files)
      if (file.bytes.starts_with("---\n") && file.path.ends_with("/" + one.id + ".md"))
        one.bytes = file.bytes;
    for (const Case& c : cases)
      if (c.rule == one.id) one.cases.push_back(c);
    out.push_back(std::move(one));
  }
  return out;
}

bool flags(const Case& one) {
  return std::any_of(one.expectations.begin(), one.expectations.end(),
                     [](const Expectation& e) { return !e.known_miss; });
}

/// A language whose dialect exists, and how its snippets are fenced.
struct Dialect {
  Language language;
  std::string_view fence;
  bool has_unknowns;  ///< a manifest says everything outright
};
constexpr std::array kDialects = {Dialect{Language::cloudformation, "yaml", true},
                                  Dialect{Language::terraform, "hcl", true}};
constexpr std::array kClusterDialects = {Dialect{Language::kubernetes, "yaml", false}};
constexpr std::array kComposeDialects = {Dialect{Language::compose, "yaml", true}};
constexpr std::array kPipelineDialects = {Dialect{Language::ci, "yaml", false}};

bool is_in(const Case& one, Language language) {
  return std::any_of(one.sources.begin(), one.sources.end(), [&](const CaseSource& s) {
    if (language == Language::terraform) return s.path.ends_with(".tf");
    if (language == Language::ci) return s.path.starts_with(".git") || s.path.starts_with(".circleci/");
    if (language == Language::compose) return s.path.ends_with("compose.yaml");
    if (language == Language::kubernetes) return s.text.find("apiVersion:") != std::string::npos;
    return s.text.find("Resources:") != std::string::npos ||
           s.text.find("\"Resources\"") != std::string::npos;
  });
}

/// A rule about containers on a host is said for compose, one about what only clusters have for them, one about what a code
/// host runs for that;
/// any other for all classical languages, and may be for the others too.
std::span<const Dialect> dialects_of(const RuleCases& rule) {
  const bool classical = std::any_of(rule.cases.begin(), rule.cases.end(), [](const Case& one) {
    return is_in(one, Language::cloudformation) || is_in(one, Language::terraform);
  });
  if (classical || rule.cases.empty()) return kDialects;
  const bool on_hosts = std::any_of(rule.cases.begin(), rule.cases.end(),
                                    [](const Case& one) { return is_in(one, Language::compose); });
  if (on_hosts) return kComposeDialects;
  const bool of_host = std::any_of(rule.cases.begin(), rule.cases.end(),
                                   [](const Case& one) { return is_in(one, Language::ci); });
  return of_host ? std::span<const Dialect>(kPipelineDialects) : std::span<const Dialect>(kClusterDialects);
}

std::string in(const RuleCases& rule, Language language) {
  return rule.id + " in " + std::string(name_of(language));
}

std::string query_of(const std::string& bytes) {
  const std::size_t begin = bytes.find("```query\n");
  return bytes.substr(begin, bytes.find("\n```", begin) - begin);
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string line(text.substr(0, end));
    for (const char* mark : {"  # expect:", "  # related:"})
      line.resize(std::min(line.find(mark), line.size()));
    lines.push_back(std::move(line));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The blocks of the explanation in a language: nameless, before `## Cases`.
std::vector<std::vector<std::string>> snippets_of(const std::string& bytes,
                                                  std::string_view fence) {
  const std::string help = bytes.substr(0, bytes.find("\n## Cases"));
  const std::string opening = "```" + std::string(fence) + "\n";
  std::vector<std::vector<std::string>> out;
  for (std::size_t at = help.find(opening); at != std::string::npos;
       at = help.find(opening, at + 1)) {
    const std::size_t begin = at + opening.size();
    out.push_back(lines_of(std::string_view(help).substr(begin, help.find("```", begin) - begin)));
  }
  return out;
}

bool stands_in(const std::vector<std::string>& snippet, const Case& one) {
  return std::any_of(one.sources.begin(), one.sources.end(), [&](const CaseSource& source) {
    const std::vector<std::string> lines = lines_of(source.text);
    return std::search(lines.begin(), lines.end(), snippet.begin(), snippet.end()) != lines.end();
  });
}

TEST(Rules, HaveFlaggedAndUnflaggedCases) {
  const auto rules = rules_with_cases();
  ASSERT_FALSE(rules.empty());
  for (const RuleCases& rule : rules) {
    for (const Dialect& dialect : dialects_of(rule)) {
      const auto count = [&](bool flagged) {
        return std::count_if(rule.cases.begin(), rule.cases.end(), [&](const Case& c) {
          return is_in(c, dialect.language) && flags(c) == flagged;
        });
      };
      EXPECT_GE(count(true), 1) << in(rule, dialect.language);
      EXPECT_GE(count(false), 2) << in(rule, dialect.language)
                                 << ": at least a mitigated form and a near miss";
    }
  }
}

TEST(Rules, AreSilentAboutTheUnknownBecauseTheyLeaveItUndecided) {
  for (const RuleCases& rule : rules_with_cases()) {
    for (const Case& one : rule.cases) {
      if (!one.name.starts_with("Unknown:")) continue;
      EXPECT_FALSE(flags(one)) << rule.id << ": " << one.name;
      EXPECT_GE(run_case(one, built_in_knowledge()).undecided, 1u) << rule.id << ": " << one.name;
    }
    for (const Dialect& dialect : dialects_of(rule)) {
      if (!dialect.has_unknowns) continue;
      const auto cases = std::count_if(rule.cases.begin(), rule.cases.end(), [&](const Case& c) {
        return c.name.starts_with("Unknown:") && is_in(c, dialect.language);
      });
      EXPECT_GE(cases, 1) << in(rule, dialect.language) << " needs a case `Unknown: …`";
    }
  }
}

TEST(Rules, WithExceptionsTellTheUnknownEndFromAnUnrelatedOne) {
  for (const RuleCases& rule : rules_with_cases()) {
    if (query_of(rule.bytes).find("\nunless ") == std::string::npos) continue;
    for (const Dialect& dialect : dialects_of(rule)) {
      const bool fires = std::any_of(rule.cases.begin(), rule.cases.end(), [&](const Case& c) {
        return c.name.starts_with("Unknown elsewhere changes nothing:") && flags(c) &&
               is_in(c, dialect.language);
      });
      EXPECT_TRUE(fires) << in(rule, dialect.language)
                         << " needs a flagged case `Unknown elsewhere changes nothing: …`";
    }
  }
}

TEST(Rules, ExplainWithSnippetsThatAreRun) {
  for (const RuleCases& rule : rules_with_cases()) {
    for (const Dialect& dialect : dialects_of(rule)) {
      auto snippets = snippets_of(rule.bytes, dialect.fence);
      if (snippets.empty()) snippets = snippets_of(rule.bytes, "python");  // about programs
      EXPECT_GE(snippets.size(), 2u)
          << in(rule, dialect.language) << ": a flagged and a fixed snippet";
      for (std::size_t i = 0; i < snippets.size(); ++i) {
        const bool flagged = i == 0;
        const bool run = std::any_of(rule.cases.begin(), rule.cases.end(), [&](const Case& c) {
          return flags(c) == flagged && stands_in(snippets[i], c);
        });
        EXPECT_TRUE(run) << in(rule, dialect.language) << ": snippet " << i + 1 << " stands in no "
                         << (flagged ? "flagged" : "unflagged") << " case:\n"
                         << (snippets[i].empty() ? "" : snippets[i].front());
      }
    }
  }
}

/// Whether the text names the type, and not only one that begins like it.
bool names_type(std::string_view text, std::string_view type) {
  for (std::size_t at = text.find(type); at != std::string_view::npos;
       at = text.find(type, at + 1)) {
    const char next = at + type.size() < text.size() ? text[at + type.size()] : '\n';
    if (std::isalnum(static_cast<unsigned char>(next)) == 0 && next != ':') return true;
  }
  return false;
}

/// Whether the text has an object of the type: `group/Kind` stands as `apiVersion: group/…` and `kind: Kind`.
bool uses_type(std::string_view text, std::string_view type) {
  if (names_type(text, type)) return true;
  const std::size_t slash = type.find('/');
  return slash != type.npos && text.find(type.substr(0, slash + 1)) != text.npos &&
         names_type(text, "kind: " + std::string(type.substr(slash + 1)));
}

std::vector<std::string> project_texts() {
  std::vector<std::string> texts;
  for (const Case& one : read_cases(case_files()))
    for (const CaseSource& source : one.sources) texts.push_back(source.text);
  const std::filesystem::path systems =
      std::filesystem::path(WEIR_SOURCE_DIR) / "fixtures" / "systems";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(systems)) {
    if (entry.path().extension() != ".yaml" && entry.path().extension() != ".tf") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return texts;
}

TEST(Catalogue, EveryConceptIsExercised) {
  const Catalog& catalog = built_in_knowledge().catalog;
  const std::vector<std::string> texts = project_texts();
  for (const Language language :
       {Language::cloudformation, Language::terraform, Language::kubernetes}) {
    std::set<std::string> missing;
    std::set<std::uint32_t> seen;
    for (const TypeName& type : catalog.types) {
      if (type.language != language) continue;
      const std::string_view name = catalog.text(type.name);
      const bool used = std::any_of(texts.begin(), texts.end(),
                                    [&](const std::string& t) { return uses_type(t, name); });
      if (used) seen.insert(type.concept_id.value);
    }
    for (const TypeName& type : catalog.types)
      if (type.language == language && seen.count(type.concept_id.value) == 0)
        missing.insert(std::string(catalog.text(catalog.concepts[type.concept_id.index()].file)));
    std::string names;
    for (const std::string& file : missing) names += "\n  " + file;
    EXPECT_TRUE(missing.empty()) << missing.size()
                                 << " catalogue files that no case and no fixture uses in "
                                 << name_of(language) << ":" << names;
  }
}

/// Terraform splits more than CloudFormation does, but what CloudFormation declares it can say.
TEST(Catalogue, EveryConceptOfCloudFormationHasANameInTerraform) {
  const Catalog& catalog = built_in_knowledge().catalog;
  std::map<std::uint32_t, std::set<Language>> languages;
  for (const TypeName& type : catalog.types) languages[type.concept_id.value].insert(type.language);
  std::set<std::string> unnamed;
  for (const auto& [concept_id, in] : languages) {
    if (in.count(Language::cloudformation) == 0 || in.count(Language::terraform) != 0) continue;
    unnamed.insert(std::string(catalog.text(catalog.concepts[concept_id].name)));
  }
  EXPECT_EQ(unnamed, kNotInTerraform);
}

}  // namespace
}  // namespace weir::literate
