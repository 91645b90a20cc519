// Program source as an attacker may write it, and names as the table of clients has them.

#include "parsers/app_source/source.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "parsers/app_source/evaluation.h"

namespace weir::app_source {
namespace {

Program read(const std::string& path, std::string text) {
  SourceMap sources;
  const FileId file = sources.add_file(path, std::move(text));
  return read_program(sources, Catalog{}, ProgramCatalog{}, {{file, path, *program_language(path)}},
                      {});
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST(ProgramSource, NestingIsNoMatter) {
  constexpr std::size_t kLevels = 100'000;
  const std::string open = repeated("(", kLevels), close = repeated(")", kLevels);
  EXPECT_EQ(read("a.py", "x = " + open + "1" + close + "\n").files, 1U);
  EXPECT_EQ(read("a.js", "x = " + open + "1" + close + ";\n").files, 1U);
  EXPECT_EQ(read("a.ts", "x = " + open + "1" + close + ";\n").files, 1U);
  EXPECT_EQ(read("a.go", "package a\nvar x = " + open + "1" + close + "\n").files, 1U);
  read("a.py", repeated("f(", kLevels));
  read("a.js", repeated("`${", kLevels));
  read("a.tsx", repeated("<a>", kLevels));
}

TEST(ProgramSource, WhatIsNoTextIsNotRead) {
  EXPECT_EQ(read("a.py", std::string("x = 1\0", 6)).files, 0U);
  EXPECT_EQ(read("a.py", "x = '\xff\xfe'\n").files, 0U);
  EXPECT_EQ(read("a.py", repeated("x = 1  # much of the same\n", 400'000)).files, 0U) << "10 MB";
}

TEST(ProgramSource, WhatDependsOnItselfIsNotKnown) {
  EXPECT_EQ(read("a.py", "a = b\nb = a\na.put_item(a)\n").files, 1U);
  EXPECT_EQ(read("a.py", "def f(x):\n  return f(x)\nf(f)(f).g(f)\n").files, 1U);
  EXPECT_EQ(read("a.js", "export { a } from './a'; a();").files, 1U);
  std::string chain = "v0 = f(1)\n";
  for (int i = 1; i < 20'000; ++i)
    chain += "v" + std::to_string(i) + " = f(v" + std::to_string(i - 1) + ")\n";
  EXPECT_EQ(read("a.py", chain).files, 1U);
}

TEST(ProgramSource, TextsDoNotGrowWithoutBounds) {
  std::string text = "t0 = 'https://example.com/'\n";
  for (int i = 1; i < 60; ++i) {
    const std::string before = "t" + std::to_string(i - 1);
    text += "t" + std::to_string(i) + " = " + before + " + " + before + "\n";
  }
  EXPECT_EQ(read("a.py", text + "f(t59)\n").files, 1U);
  EXPECT_EQ(
      read("a.py", "t = '" + repeated("x", 60'000) + "'\n" + repeated("f(t)\n", 20'000)).files, 1U);
}

TEST(ProgramSource, ObjectsAndClassesInEachOtherAreBounded) {
  std::string objects = "const o0 = {a: 1};\n", classes = "class c0:\n  def m(self): self.m()\n";
  for (int i = 1; i < 60; ++i) {
    const std::string before = std::to_string(i - 1), own = std::to_string(i);
    objects += "const o" + own + " = {...o" + before + ", ...o" + before + ", k" + own + ": 1};\n";
    classes += "class c" + own + "(c" + before + ", c" + before + "):\n  def n(self): self.m()\n";
  }
  EXPECT_EQ(read("a.js", objects + "f(o59.a);").files, 1U);
  EXPECT_EQ(read("a.py", classes + "c59().m()\nc59().nothing()\n").files, 1U);
  std::string large = "const o = {";
  for (int i = 0; i < 20'000; ++i) large += "k" + std::to_string(i) + ": 1, ";
  EXPECT_EQ(read("a.js", large + "};\n" + repeated("f(o.x);", 2'000)).files, 1U);
  EXPECT_EQ(read("a.py", repeated("class a:\n  def f(self): self.f()\n", 15'000)).files, 1U);
}

TEST(ProgramSource, WhatObjectsAreGivenLaterIsBounded) {
  std::string branches = "a = {}\n";
  for (int i = 0; i < 8'000; ++i) {
    const std::string n = std::to_string(i);
    branches += "if x" + n + ":\n  a['k" + n + "'] = f(" + n + ")\nelse:\n  a['k" + n + "'] = 2\n";
  }
  EXPECT_EQ(read("a.py", branches + "f(a)\n").files, 1U);
}

TEST(ProgramSource, FilesThatTakeEverythingFromEachOther) {
  SourceMap sources;
  std::vector<SourceFile> files;
  std::string text;
  for (int i = 0; i < 40; ++i) text += "from f" + std::to_string(i) + " import *\n";
  for (int i = 0; i < 40; ++i) {
    const std::string path = "f" + std::to_string(i) + ".py";
    files.push_back({sources.add_file(path, text + "missing()\n"), path, ProgramLanguage::python});
  }
  EXPECT_EQ(read_program(sources, Catalog{}, ProgramCatalog{}, files, {}).files, 40U);
}

TEST(ProgramSource, SettingsAreMet) {
  const std::string text =
      "import os\nT = os.environ['A']\nprint(T, os.getenv('B', 'c'))\nprint(T)\n";
  EXPECT_EQ(read("a.py", text).settings, (std::vector<std::string>{"A", "B"}));
}

TEST(ClientNames, Patterns) {
  Caught caught;
  EXPECT_TRUE(fits("boto3.client({service}).{operation}", "boto3.client(s3).get_object", caught));
  EXPECT_EQ(caught.service, "s3");
  EXPECT_EQ(caught.operation, "get_object");
  EXPECT_TRUE(fits("axios.create().get", "axios.create(x).get", caught));
  EXPECT_TRUE(fits("**.send", "@aws-sdk/client-s3.S3Client().send", caught));
  EXPECT_FALSE(fits("requests.get", "requests.get()", caught));
  EXPECT_FALSE(fits("requests.*", "requests.a.b", caught));
}

TEST(Handlers, FilesAndFunctions) {
  EXPECT_EQ(entry_of_handler("pkg.module.main").module, "pkg/module");
  EXPECT_EQ(entry_of_handler("src/index.handler").module, "src/index");
  EXPECT_EQ(entry_of_handler("src/index.handler").function, "handler");
  EXPECT_EQ(entry_of_handler("bootstrap").module, "bootstrap");
  EXPECT_EQ(entry_of_command("node ./dist/main.js --all").module, "dist/main");
  EXPECT_EQ(entry_of_command("python -u -m tasks.load x").module, "tasks/load");
  EXPECT_EQ(entry_of_command("[\"uvicorn\", \"app.main:api\", \"--port\", \"80\"]").module,
            "app/main");
  EXPECT_EQ(entry_of_command("python -m gunicorn -b 0.0.0.0 shop.wsgi:app").module, "shop/wsgi");
  EXPECT_EQ(entry_of_command("app.handler").function, "handler");
  EXPECT_EQ(entry_of_command("npm run start").module, "");
  EXPECT_EQ(entry_of_command(command_of_build("FROM a\nCMD [\"python\", \"a.py\"]\nFROM b\n"
                                              "ENTRYPOINT [\"node\"]\n  CMD [\"b.js\"]\n"))
                .module,
            "b");
}

}  // namespace
}  // namespace weir::app_source
