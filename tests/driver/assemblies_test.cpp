// Cloud assemblies on disk: what of a cdk.out folder is read, what is passed over, and what is hostile.

#include "analyzer/driver/assemblies.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "analyzer/driver/templates.h"
#include "tests/driver/built_in.h"

namespace weir {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLeaf = R"({"Resources": {"T": {"Type": "AWS::SNS::Topic", "Metadata": {"aws:cdk:path": "App/T/Resource"}}}})";

std::string manifest(const std::string& artifacts) { return R"({"version": "48.0.0", "artifacts": {)" + artifacts + "}}"; }

std::string stack(const std::string& file, const std::string& metadata = "{}") {
  return R"(")" + file + R"(": {"type": "aws:cloudformation:stack", "properties": {"templateFile": ")" + file +
         R"("}, "metadata": )" + metadata + "}";
}

/// Metadata of the topic above whose trace is one line.
std::string made_at(const std::string& line) {
  return R"({"/App/T/Resource": [{"type": "aws:cdk:logicalId", "data": "T", "trace": [")" + line + R"("]}]})";
}

class Assemblies : public testing::Test {
 protected:
  Assemblies() {
    std::string name = (fs::temp_directory_path() / "weir-assemblies-XXXXXX").string();
    folder_ = fs::canonical(mkdtemp(name.data()));
    write("app/.git/HEAD", "");
  }
  ~Assemblies() override { fs::remove_all(folder_); }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path) << text;
  }

  struct Read {
    std::vector<std::string> roots, said;
    bool warned = false;  ///< by a diagnostic at least
    std::string origin;   ///< of the first root's first resource: "path:line:column", "" if none
  };
  /// What is read when `argument` (below app/) is analysed.
  Read read(const std::string& argument) {
    SourceMap sources;
    const Result<Project> project = discover({{(folder_ / "app" / argument).string()}, {}, {}}, sources);
    EXPECT_TRUE(project.ok());
    const TemplateFiles templates = read_templates(*project, built_in_knowledge().catalog, {}, sources, 2);
    Read result;
    result.roots = templates.roots;
    for (const Diagnostic& one : project->diagnostics) result.said.push_back(one.message);
    for (const Diagnostic& one : templates.diagnostics) {
      result.said.push_back(one.message);
      result.warned |= one.level == Level::warning;
    }
    for (const auto& file : templates.files) {
      if (result.roots.empty() || file->path != result.roots.front()) continue;
      const Document& document = *file->templates.front();
      const NodeIndex entry = find_entry_node(document, find_entry(document, 0, "Resources"), "T");
      const std::vector<Span> origin = sources.origin_of(sources.in_host(document.span(entry)));
      if (origin.empty()) continue;
      const Position at = sources.position(origin.front().file, origin.front().begin);
      result.origin = std::string(sources.path(origin.front().file)) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
    }
    return result;
  }

  /// The origin of the topic if its trace is this line, and app/lib/x.ts has three lines.
  std::string origin_of(const std::string& line) {
    write("app/lib/x.ts", "one\n  two\nthree\n");
    write("app/cdk.out/manifest.json", manifest(stack("App.template.json", made_at(line))));
    write("app/cdk.out/App.template.json", kLeaf);
    return read("").origin;
  }

  fs::path folder_;
};

using Paths = std::vector<std::string>;

TEST_F(Assemblies, OfAnAppItsStacksAreAnalysedAndNothingElseOfTheFolder) {
  write("app/cdk.json", "{}");
  write("app/cdk.out/cdk.out", R"({"version": "48.0.0"})");
  write("app/cdk.out/manifest.json", manifest(stack("App.template.json")));
  write("app/cdk.out/App.template.json", kLeaf);
  write("app/cdk.out/App.assets.json", R"({"version": "48.0.0", "files": {}})");
  write("app/cdk.out/tree.json", "{}");
  write("app/cdk.out/asset.0123/template.json", kLeaf);
  write("app/cdk.out/asset.0123/broken.template.json", R"({"Resources": {"T": {"Type": "AWS::SNS::Topic")");
  const Read result = read("");
  EXPECT_EQ(result.roots, Paths{"cdk.out/App.template.json"});
  EXPECT_EQ(result.said, Paths{});
}

TEST_F(Assemblies, ThatGitIgnoresAreReadIfNamedAndElseMentioned) {
  write("app/.gitignore", "cdk.out\n*.json\n");
  write("app/cdk.out/manifest.json", manifest(stack("App.template.json")));
  write("app/cdk.out/App.template.json", kLeaf);
  EXPECT_EQ(read("cdk.out").roots, Paths{"cdk.out/App.template.json"});
  EXPECT_EQ(read("cdk.out/manifest.json").roots, Paths{"cdk.out/App.template.json"});
  const Read passed_over = read("");
  EXPECT_EQ(passed_over.roots, Paths{});
  EXPECT_EQ(passed_over.said, Paths{"cdk.out: is ignored by git and was not read; name the folder to have its templates analysed"});
}

TEST_F(Assemblies, WhoseContentsGitIgnoresAreReadIfNamedAndElseMentioned) {
  write("app/cdk.out/manifest.json", manifest(stack("App.template.json")));
  write("app/cdk.out/App.template.json", kLeaf);
  write("app/cdk.out/assembly-Beta/manifest.json", manifest(stack("Beta.template.json")));
  write("app/cdk.out/assembly-Beta/Beta.template.json", kLeaf);
  for (const std::string pattern : {"cdk.out/*", "*.json", "*.template.json"}) {
    write("app/.gitignore", pattern + "\n");
    EXPECT_EQ(read("cdk.out").roots,
              (Paths{"cdk.out/App.template.json", "cdk.out/assembly-Beta/Beta.template.json"}))
        << pattern;
    EXPECT_EQ(read("cdk.out").said, Paths{}) << pattern;
    const Read passed_over = read("");
    EXPECT_EQ(passed_over.roots, Paths{}) << pattern;
    ASSERT_EQ(passed_over.said.size(), 2u) << pattern;
    EXPECT_EQ(passed_over.said.back(),
              "cdk.out: holds templates that are ignored by git and were not read; name the folder "
              "to have them analysed");
  }
  write("app/.gitignore", "");
  write("app/cdk.out/.gitignore", "*\n");
  EXPECT_EQ(read("cdk.out").roots.size(), 2u);
}

TEST_F(Assemblies, AreNoReasonToReadWhatIsIgnoredBesideAnotherManifest) {
  write("app/.gitignore", "*.template.json\n");
  write("app/web/manifest.json", R"({"name": "a web app"})");
  write("app/web/App.template.json", kLeaf);
  EXPECT_EQ(read("web").roots, Paths{});
  EXPECT_EQ(read("").said, Paths{});
}

TEST_F(Assemblies, ThatAreNotThereAreMissed) {
  write("app/infra/cdk.json", "{}");
  EXPECT_EQ(read("").said, Paths{"infra/cdk.json: the program's templates are not there; `cdk synth` writes them"});
}

TEST_F(Assemblies, OfOtherProgramsAreMissedToo) {
  write("app/edge/cdktf.json", "{}");
  write("app/mail/Pulumi.yaml", "runtime: nodejs\n");
  write("app/paid/cdktf.json", "{}");
  write("app/paid/cdktf.out/stacks/paid/cdk.tf.json", "{}");
  EXPECT_EQ(read("").said,
            (Paths{"edge/cdktf.json: the program's stacks are not there; `cdktf synth` writes them",
                   "mail/Pulumi.yaml: resources that a Pulumi program makes are not read"}));
}

TEST_F(Assemblies, LeaveOutWhatAnEarlierRunLeftBehind) {
  write("app/cdk.out/manifest.json", manifest(stack("App.template.json")));
  write("app/cdk.out/App.template.json", kLeaf);
  write("app/cdk.out/Gone.template.json", kLeaf);
  const Read result = read("");
  EXPECT_EQ(result.roots, Paths{"cdk.out/App.template.json"});
  EXPECT_EQ(result.said, Paths{"cdk.out/Gone.template.json: is no stack that the manifest beside it names; name the file to have it analysed"});
  EXPECT_TRUE(result.warned);
  EXPECT_EQ(read("cdk.out/Gone.template.json").roots, Paths{"cdk.out/Gone.template.json"});
}

TEST_F(Assemblies, HideNoTemplateThatSomebodyElsePutBesideThem) {
  write("app/cdk.out/manifest.json", manifest(stack("App.template.json")));
  write("app/cdk.out/App.template.json", kLeaf);
  write("app/cdk.out/prod.yaml", "Resources:\n  T:\n    Type: AWS::SNS::Topic\n");
  write("app/cdk.out/mixed.yaml",
        "Resources:\n  T:\n    Type: AWS::SNS::Topic\n  U:\n    Type: AWS::SNS::Topic\n    "
        "Metadata: {\"aws:cdk:path\": App/U}\n");
  const Read result = read("");
  EXPECT_EQ(result.roots,
            (Paths{"cdk.out/App.template.json", "cdk.out/mixed.yaml", "cdk.out/prod.yaml"}));
  EXPECT_EQ(result.said, Paths{});
}

// Anybody can write that file, and it must hide nothing.
TEST_F(Assemblies, AVersionFileMakesNoTemplateOneThatSynthesisWrote) {
  write("app/cdk.out/manifest.json", manifest(stack("App.template.json")));
  write("app/cdk.out/cdk.out", R"({"version": "48.0.0"})");
  write("app/cdk.out/App.template.json", kLeaf);
  write("app/cdk.out/Own.template.json", R"({"Resources": {"T": {"Type": "AWS::SNS::Topic"}}})");
  EXPECT_EQ(read("").roots, (Paths{"cdk.out/App.template.json", "cdk.out/Own.template.json"}));
}

TEST_F(Assemblies, MayHoldTheSameStackTwice) {
  write("app/cdk.out/manifest.json", manifest(stack("App.template.json") + "," + stack("Copy.template.json")));
  write("app/cdk.out/App.template.json", kLeaf);
  write("app/cdk.out/Copy.template.json", kLeaf);
  write("app/cdk.out/assembly-Beta/manifest.json", manifest(stack("App.template.json")));
  write("app/cdk.out/assembly-Beta/App.template.json", kLeaf);
  EXPECT_EQ(read("").roots,
            (Paths{"cdk.out/App.template.json", "cdk.out/Copy.template.json", "cdk.out/assembly-Beta/App.template.json"}));
}

TEST_F(Assemblies, ThatNameATemplateTwiceKeepWhatTheyKnowOfIt) {
  write("app/lib/x.ts", "one\n");
  write("app/cdk.out/App.template.json", kLeaf);
  const std::string known = stack("App.template.json", made_at("new App (/builds/lib/x.ts:1:1)"));
  for (const std::string metadata :
       {"{}", R"({"/App/T/Resource": [{"type": "aws:cdk:logicalId", "data": "T"}]})"}) {
    std::string again = stack("App.template.json", metadata);
    again.replace(1, 3, "Two");
    write("app/cdk.out/manifest.json", manifest(known + "," + again));
    EXPECT_EQ(read("").origin, "lib/x.ts:1:1") << metadata;
  }
}

TEST_F(Assemblies, ReadAFileOfMetadataOnceAndNotMoreThanTheLimit) {
  write("app/cdk.out/big.json", "{\"padding\": \"" + std::string(6u << 20, 'x') + "\"}");
  const auto with_templates = [&](int templates) {
    std::string stacks;
    for (int i = 0; i < 40; ++i) {
      const std::string file = "App" + std::to_string(i % templates) + ".template.json";
      write("app/cdk.out/" + file, kLeaf);
      stacks +=
          std::string(i == 0 ? "" : ",") + "\"s" + std::to_string(i) +
          R"(": {"type": "aws:cloudformation:stack", "additionalMetadataFile": "big.json", "properties": {"templateFile": ")" +
          file + "\"}}";
    }
    write("app/cdk.out/manifest.json", manifest(stacks));
    return read("").said;
  };
  EXPECT_EQ(with_templates(1), Paths{});
  EXPECT_EQ(with_templates(40),
            Paths{"cdk.out/manifest.json: the files that it names are more than 33554432 bytes; "
                  "without the "
                  "rest, less is known of what made the resources and which stacks are nested"});
}

TEST_F(Assemblies, WhoseManifestIsBrokenAreFoldersOfTemplates) {
  write("app/cdk.out/App.template.json", kLeaf);
  for (const std::string text : {"[\"artifacts\"]", "{\"artifacts\": []}", "{\"version\": 1, \"artifacts\": {\"a\": 1, \"b\": {\"type\": []}}}",
                                 "\"\\\"artifacts\\\"\"", "{\"artifacts\": {"}) {
    write("app/cdk.out/manifest.json", text);
    EXPECT_EQ(read("").roots, Paths{"cdk.out/App.template.json"}) << text;
  }
}

TEST_F(Assemblies, NeverLeadOutOfTheirFolder) {
  write("outside.template.json", kLeaf);
  write("app/elsewhere.json", kLeaf);
  write("app/cdk.out/App.template.json", kLeaf);
  write("app/cdk.out/manifest.json",
        manifest(stack("App.template.json") + "," + stack("../../outside.template.json") + "," + stack("../elsewhere.json") + "," +
                 stack("/etc/passwd") +
                 R"(, "up": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "../../.."}},
                     "self": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}},
                     "assets": {"type": "cdk:asset-manifest", "properties": {"file": "../../outside.template.json"}})"));
  EXPECT_EQ(read("cdk.out/manifest.json").roots, Paths{"cdk.out/App.template.json"});
}

TEST_F(Assemblies, TracesLeadToTheLongestEndOfAPathThatIsThere) {
  EXPECT_EQ(origin_of("new App (/builds/acme/app/lib/x.ts:2:3)"), "lib/x.ts:2:3");
  EXPECT_EQ(origin_of("new App (/lib/x.ts:2)"), "lib/x.ts:2:3");
  EXPECT_EQ(origin_of("new App (/builds/lib/x.ts:3:99)"), "lib/x.ts:3:1");
}

TEST_F(Assemblies, TracesThatLeadNowhereChangeNothing) {
  for (const char* line :
       {"new App (/builds/lib/x.ts:9:1)", "new App (/builds/lib/y.ts:1:1)", "new App (/node_modules/lib/x.ts:1:1)",
        "new App (../../lib/x.ts:1:1)", "new App (/x.ts:1:1)", "new App (/etc/passwd:1:1)", "lib/x.ts", "", ":::::", "(((:1:1)"})
    EXPECT_EQ(origin_of(line), "") << line;
}

TEST_F(Assemblies, TracesThatFitTwoFilesLeadToTheOneNearestToTheAssembly) {
  write("app/infra/cdk.out/manifest.json", manifest(stack("App.template.json", made_at("new App (/builds/lib/x.ts:1:1)"))));
  write("app/infra/cdk.out/App.template.json", kLeaf);
  write("app/lib/x.ts", "one\n");
  EXPECT_EQ(read("").origin, "lib/x.ts:1:1");
  write("app/infra/lib/x.ts", "one\n");
  EXPECT_EQ(read("").origin, "infra/lib/x.ts:1:1");
}

TEST_F(Assemblies, TracesThroughOtherPackagesLeadToTheNextCall) {
  write("app/bin/app.ts", "one\n");
  EXPECT_EQ(origin_of(R"t(new Shared (/builds/shared/lib/x.ts:1:1)", "new App (/builds/app/lib/x.ts:2:3)", "main (/builds/app/bin/app.ts:1:1))t"),
            "lib/x.ts:2:3");
  EXPECT_EQ(origin_of(R"t(new Shared (/builds/shared/lib/x.ts:1:1)", "main (/builds/app/bin/app.ts:1:1))t"), "");
}

TEST_F(Assemblies, TracesOfRelativePathsAreSeenFromTheApp) {
  EXPECT_EQ(origin_of("new App (lib/x.ts:2:3)"), "lib/x.ts:2:3");
  EXPECT_EQ(origin_of("new App (x.ts:2:3)"), "");
}

TEST_F(Assemblies, TracesAreNotFollowedThroughLinksOutOfTheRoot) {
  write("secret/x.ts", "one\n");
  fs::create_directory_symlink(folder_ / "secret", folder_ / "app" / "lib");
  write("app/cdk.out/manifest.json", manifest(stack("App.template.json", made_at("new App (/builds/lib/x.ts:1:1)"))));
  write("app/cdk.out/App.template.json", kLeaf);
  EXPECT_EQ(read("").origin, "");
}

TEST_F(Assemblies, TracesLeadOnlyToSourcesOfPrograms) {
  for (const char* file : {".env", ".env.ts", ".git/config", ".git/hook.ts", ".npm/lib/y.js", "lib/.secret.py", "lib/id_rsa", "lib/y.json",
                           "lib/secrets.yaml", "lib/y.tfvars", "lib/ts", "vendor/lib/y.go", "lib/__pycache__/y.py", "cdk.json"}) {
    write(std::string("app/") + file, "SECRET=1\n");
    EXPECT_EQ(origin_of("new App (/builds/acme/app/" + std::string(file) + ":1:1)"), "") << file;
  }
  for (const char* file : {"lib/y.ts", "lib/y.tsx", "lib/y.mts", "lib/y.cts", "lib/y.js", "lib/y.jsx", "lib/y.mjs", "lib/y.cjs", "lib/y.py",
                           "src/main/Y.java", "src/main/Y.kt", "src/Y.cs", "src/Y.fs", "src/y.go"}) {
    write(std::string("app/") + file, "one\n");
    EXPECT_EQ(origin_of("new App (/builds/acme/app/" + std::string(file) + ":1:1)"), file + std::string(":1:1"));
  }
}

TEST_F(Assemblies, TracesDoNotLeadToWhatGitIgnores) {
  write("app/.gitignore", "local.ts\n/private/\n");
  write("app/lib/.gitignore", "*.own.ts\n!kept.own.ts\n");
  write("app/.git/info/exclude", "mine.ts\n");
  for (const char* file : {"lib/local.ts", "private/lib/y.ts", "lib/y.own.ts", "lib/mine.ts"}) {
    write(std::string("app/") + file, "SECRET=1\n");
    EXPECT_EQ(origin_of("new App (/builds/acme/app/" + std::string(file) + ":1:1)"), "") << file;
  }
  write("app/lib/kept.own.ts", "one\n");
  EXPECT_EQ(origin_of("new App (/builds/acme/app/lib/kept.own.ts:1:1)"), "lib/kept.own.ts:1:1");
}

TEST_F(Assemblies, TracesCountColumnsInUtf16) {
  write("app/lib/y.ts", "/* \xC3\xA9\xF0\x9F\x98\x80 */ make();\n");
  EXPECT_EQ(origin_of("new App (/builds/app/lib/y.ts:1:11)"), "lib/y.ts:1:11");
  EXPECT_EQ(origin_of("new App (/builds/app/lib/y.ts:1:6)"), "lib/y.ts:1:1") << "half a character";
  EXPECT_EQ(origin_of("new App (/builds/app/lib/y.ts:1:17)"), "lib/y.ts:1:17");
  EXPECT_EQ(origin_of("new App (/builds/app/lib/y.ts:1:18)"), "lib/y.ts:1:1") << "behind the line";
}

TEST_F(Assemblies, TracesOfStagesAreSeenFromTheAppAndNotFromThePageBesideIt) {
  write("app/site/manifest.json", R"({"name": "A page", "icons": []})");
  write("app/site/lib/x.ts", "one\n");
  write("app/site/cdk.out/manifest.json", manifest(R"("Beta": {"type": "cdk:cloud-assembly"})"));
  const std::string made = manifest(stack("App.template.json", made_at("new App (/builds/lib/x.ts:1:1)")));
  write("app/site/cdk.out/assembly-Beta/manifest.json", made);
  write("app/site/cdk.out/assembly-Beta/App.template.json", kLeaf);
  write("app/site/cdk.out/lib/x.ts", "output\n");
  EXPECT_EQ(read("").origin, "site/lib/x.ts:1:1");
}

TEST_F(Assemblies, TracesThatNameTooMuchAreFollowedNoFurtherAndTakeNothingFromOthers) {
  std::string deep, metadata;
  for (int i = 0; i < 32; ++i) deep += "d/";
  for (int i = 0; i < 200; ++i) {
    const std::string id = std::to_string(i);
    metadata += (i > 0 ? ", \"/App/" : "{\"/App/") + id + R"t(": [{"type": "aws:cdk:logicalId", "data": "T)t" + id +
                R"t(", "trace": ["new App (/)t" + deep + id + R"t(.ts:1:1)"]}])t";
  }
  write("app/" + deep + "cdk.out/manifest.json", manifest(stack("App.template.json", metadata + "}")));
  write("app/" + deep + "cdk.out/App.template.json", kLeaf);
  write("app/lib/x.ts", "one\n");
  write("app/z/cdk.out/manifest.json", manifest(stack("App.template.json", made_at("new App (/builds/lib/x.ts:1:1)"))));
  write("app/z/cdk.out/App.template.json", kLeaf);
  SourceMap sources;
  const Result<Project> project = discover({{(folder_ / "app").string()}, {}, {}}, sources);
  ASSERT_TRUE(project.ok());
  const TemplateFiles templates = read_templates(*project, built_in_knowledge().catalog, {}, sources, 2);
  std::vector<WrittenTemplate> written;
  for (const auto& file : templates.files) written.push_back({file->path, file->templates.front()});
  Diagnostics said;
  const std::vector<FileId> programs = add_origins(*project, templates.assemblies, written, sources, said);
  ASSERT_EQ(programs.size(), 1u);
  EXPECT_EQ(sources.path(programs.front()), "lib/x.ts");
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said.front().message, deep + "cdk.out: its traces name more files than are looked for (50000 places); some findings are "
                                         "told in the templates instead");
}

}  // namespace
}  // namespace weir
