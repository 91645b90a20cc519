// What a module of settings comes to in the end, however it changes them on its way: a table of modules, each with the
// settings that it leaves behind (`?` = not known).

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "parsers/app_config/application/frameworks.h"

namespace weir::app_config {
namespace {

using Files = std::map<std::string, std::string>;

struct Left {
  std::string settings;  ///< `A=1 B=?`
  std::size_t diagnostics = 0;
};

/// The settings of a project whose module is `s`, started with `DEPLOYED=yes`.
Left left_by(Files texts, bool all_variables = true) {
  texts.emplace("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 's')\n");
  ResourceModel model;
  SourceMap sources;
  std::map<std::string, FileId> files;
  for (const auto& [name, text] : texts) files.emplace(name, sources.add_file(name, text));
  const FilesCalled called = [&](const std::string& name) {
    const auto found = files.find(name);
    return found == files.end() ? std::vector<FileId>() : std::vector<FileId>{found->second};
  };
  Process process;
  process.variables.push_back({"DEPLOYED", {}, model.values.add_string("yes", {})});
  process.all_variables = all_variables;
  std::size_t budget = 1u << 20;
  Left left;
  for (const Property& one : django_settings(model, sources, called, process, budget)) {
    const Value& value = model.values[one.value];
    left.settings += (left.settings.empty() ? "" : " ") + one.name + "=";
    switch (value.kind) {
      case ValueKind::string: left.settings += model.values.string(one.value); break;
      case ValueKind::boolean: left.settings += value.boolean ? "True" : "False"; break;
      case ValueKind::number: left.settings += std::to_string(static_cast<int>(value.number)); break;
      default: left.settings += "?";
    }
  }
  left.diagnostics = model.diagnostics.size();
  return left;
}

std::string left_by(const std::string& text) { return left_by(Files{{"s.py", text}}).settings; }

TEST(DjangoSettings, PartsThatAreAssigned) {
  EXPECT_EQ(left_by("D = {'a': {'h': 'x', 'p': 1}}\nD['a']['h'] = 'y'\n"), "D.a.h=y D.a.p=1");
  EXPECT_EQ(left_by("D = {'a': 'x'}\nD['b'] = 'y'\n"), "D.a=x D.b=y");
  EXPECT_EQ(left_by("D = {'a': 'x', 'b': 'y'}\nD[unknown] = 'y'\n"), "D=?");
  EXPECT_EQ(left_by("D = {'a': {'h': 'x'}, 'b': 'y'}\nD['a'][f()] = 'y'\n"), "D=?");
  EXPECT_EQ(left_by("D = {'a': f(), 'b': 'y'}\nD['a']['h'] = 'z'\n"), "D.a=? D.b=y");
  EXPECT_EQ(left_by("D = ['x']\nD[0] = 'y'\n"), "D=?");
  EXPECT_EQ(left_by("D = {'a': 'x', 'b': 'y'}\ndel D['a']\n"), "D.b=y");
  EXPECT_EQ(left_by("D = {'a': 'x', 'b': 'y'}\ndel D[which]\n"), "D=?");
  EXPECT_EQ(left_by("A = 'x'\nB = 'y'\ndel A\n"), "B=y");
  EXPECT_EQ(left_by("A = True\nX = object()\nX.a = 1\n"), "A=True X=?");
}

TEST(DjangoSettings, MethodsThatChange) {
  EXPECT_EQ(left_by("D = {'a': 'x'}\nD.update({'a': 'y', 'b': 'z'})\n"), "D.a=y D.b=z");
  EXPECT_EQ(left_by("D = {'a': 'x'}\nD.update(a='y')\n"), "D.a=y");
  EXPECT_EQ(left_by("D = {'a': 'x'}\nD.update(more())\n"), "D=?");
  EXPECT_EQ(left_by("D = {'a': {'h': 'x'}}\nD['a'].update(h='y')\n"), "D.a.h=y");
  EXPECT_EQ(left_by("D = {'a': 'x'}\nD.setdefault('a', 'y')\nD.setdefault('b', 'z')\n"), "D.a=x D.b=z");
  EXPECT_EQ(left_by("D = {'a': 'x'}\nD.setdefault(key, 'y')\n"), "D=?");
  EXPECT_EQ(left_by("L = ['x']\nL.append('y')\nL.insert(0, 'w')\nL.extend(['z'])\n"), "L[0]=w L[1]=x L[2]=y L[3]=z");
  EXPECT_EQ(left_by("L = ['x']\nL.remove('x')\n"), "L=?");
  EXPECT_EQ(left_by("D = {'a': 'x'}\nA = D.pop('a')\n"), "A=? D=?");
  EXPECT_EQ(left_by("D = {'a': 'x'}\nA = D.get('a')\nB = D['a']\n"), "A=? B=x D.a=x");
  EXPECT_EQ(left_by("D = {'a': 'x'}\nchange(D)\n"), "D=?");
  EXPECT_EQ(left_by("D = {'a': 'x'}\nprint(D)\n"), "D.a=x");
  EXPECT_EQ(left_by("D = {'default': {'ENGINE': 'lite', 'NAME': 'x', 'OPTIONS': 'o'}}\n"
                    "import dj_database_url\nD['default'].update(dj_database_url.config())\n"),
            "D.default.ENGINE=? D.default.NAME=? D.default.OPTIONS=o D.default.URL=?");
}

TEST(DjangoSettings, WhatIsAdded) {
  EXPECT_EQ(left_by("L = ['x']\nL += ['y']\nT = 'a'\nT += 'b'\nD = {'a': 'x'}\nD |= {'a': 'y'}\n"), "D.a=y L[0]=x L[1]=y T=ab");
  EXPECT_EQ(left_by("L = ['x']\nL += more()\nN = 1\nN -= 1\nT = 'a'\nT += more()\n"), "L=? N=? T=?");
  EXPECT_EQ(left_by("L = ['x'] + ['y']\nM = [*L, 'z']\nD = {**{'a': 'x'}, 'b': 'y'}\n"),
            "D.a=x D.b=y L[0]=x L[1]=y M[0]=x M[1]=y M[2]=z");
  EXPECT_EQ(left_by("A = B = 'x'\nC, E = 'y', 'z'\nF, *G = 1, 2\n"), "A=x B=x C=y E=z F=? G=?");
  EXPECT_EQ(left_by("A = 1_000\nB = 'x' if False else 'y'\n"), "A=1000 B=y");
}

TEST(DjangoSettings, LoopsAndBlocks) {
  EXPECT_EQ(left_by("A = 'x'\nB = 'y'\nfor n in names:\n    A = n\n"), "A=? B=y");
  EXPECT_EQ(left_by("A = 'x'\nwhile more():\n    A = 'y'\n"), "A=?");
  EXPECT_EQ(left_by("D = {'a': 'x'}\nfor n in D:\n    D[n] = 'y'\n"), "D=?");
  EXPECT_EQ(left_by("A = 'x'\nfor A in names:\n    pass\n"), "A=?");
  EXPECT_EQ(left_by("A = 'x'\nwith open('f') as f:\n    A = 'y'\n    B = f.read()\n"), "A=y B=?");
  EXPECT_EQ(left_by("A = 'x'\nwith suppress(KeyError):\n    B = os.environ['NOT']\n    A = 'y'\n"), "A=? B=?");
  EXPECT_EQ(left_by("A = 'x'\nif (A := 'y'):\n    pass\n"), "A=?");
  EXPECT_EQ(left_by("A = 'x'\n(A := 'y')\n"), "A=y");
  EXPECT_EQ(left_by("A = 'x'\nB = f(A := 'y')\n"), "A=? B=?");
  EXPECT_EQ(left_by("A = 'x'\nmatch f():\n    case [A]: pass\n"), "A=?");
}

TEST(DjangoSettings, Branches) {
  EXPECT_EQ(left_by("A = 'x'\nif f():\n    A = 'y'\n"), "A=?");
  EXPECT_EQ(left_by("if f():\n    A = 'x'\nelse:\n    A = 'x'\n"), "A=x");
  EXPECT_EQ(left_by("if f():\n    A = 'x'\nelif g():\n    A = 'x'\n"), "A=?");
  EXPECT_EQ(left_by("A = 'x'\nif f():\n    raise Exception()\n"), "A=x");
  EXPECT_EQ(left_by("A = 'x'\nif f():\n    A = 'y'\n    sys.exit(1)\n"), "A=x");
  EXPECT_EQ(left_by("A = 'x'\nif A == 'x':\n    A = 'y'\nelif f():\n    A = 'z'\n"), "A=y");
  EXPECT_EQ(left_by("A = 'x'\nif f():\n    del A\n"), "A=?");
  EXPECT_EQ(left_by("import os\nif os.environ.get('DEPLOYED') == 'yes':\n    A = 'x'\nelse:\n    A = 'y'\n"), "A=x");
}

TEST(DjangoSettings, WhatMayFail) {
  EXPECT_EQ(left_by("A = 'x'\ntry:\n    A = os.environ['NOT']\nexcept KeyError:\n    A = 'y'\n"), "A=?");
  EXPECT_EQ(left_by("try:\n    A = 'x'\nexcept KeyError:\n    A = 'y'\n"), "A=x");
  EXPECT_EQ(left_by("A = 'x'\ntry:\n    import more\n    A = 'y'\nexcept ImportError:\n    pass\n"), "A=?");
  EXPECT_EQ(left_by("try:\n    import more\nexcept ImportError:\n    A = 'x'\nelse:\n    A = 'x'\nfinally:\n    B = 'y'\n"), "A=x B=y");
  EXPECT_EQ(left_by("A = 'x'\ntry:\n    A = more()\n    A = 'y'\nexcept Exception:\n    raise\n"), "A=y");
  EXPECT_EQ(left_by({{"s.py", "A = 'x'\ntry:\n    from local import *\nexcept ImportError:\n    pass\n"}, {"local.py", "A = 'y'\n"}}).settings, "A=y");
  EXPECT_EQ(left_by("A = 'x'\ntry:\n    from local import *\nexcept ImportError:\n    pass\nB = 'z'\n"), "A=? B=z");
}

TEST(DjangoSettings, ModulesThatAreNotThere) {
  EXPECT_EQ(left_by("A = 'x'\nfrom missing import *\nB = 'y'\n"), "A=? B=y");
  EXPECT_EQ(left_by({{"s.py", "A = 'x'\nfrom base import *\n"}, {"base.py", "B = 'y'\nfrom missing import *\nC = 'z'\n"}}).settings,
            "A=? B=? C=z");
  EXPECT_EQ(left_by("A = 'x'\nfrom missing import A\n"), "A=?");
  EXPECT_EQ(left_by({{"s.py", "A = 'x'\nfrom base import B as A\nfrom base import C\n"}, {"base.py", "B = 'y'\n"}}).settings, "A=y C=?");
  EXPECT_EQ(left_by({{"s.py", "A = 'x'\nif f():\n    from base import *\nelse:\n    from more import *\n"},
                     {"base.py", "A = 'y'\nB = 'z'\n"},
                     {"more.py", "from base import *\nC = 'w'\n"}})
                .settings,
            "A=y B=z C=?");
}

TEST(DjangoSettings, AllNamesAtOnce) {
  EXPECT_EQ(left_by("A = 'x'\nglobals()['A'] = 'y'\n"), "A=y");
  EXPECT_EQ(left_by("A = 'x'\nglobals()[name] = 'y'\nB = 'z'\n"), "A=? B=z");
  EXPECT_EQ(left_by("A = 'x'\nlocals().update({'A': 'y', 'B': 'z'})\n"), "A=y B=z");
  EXPECT_EQ(left_by("A = 'x'\nlocals().update(more())\n"), "A=?");
  EXPECT_EQ(left_by("A = 'x'\nvars().update(more)\n"), "A=?");
  EXPECT_EQ(left_by("A = 'x'\nexec(open('f').read())\n"), "A=?");
  EXPECT_EQ(left_by("A = 'x'\ndjango_heroku.settings(locals())\n"), "A=?");
  EXPECT_EQ(left_by("A = 'x'\nsetattr(sys.modules[__name__], 'A', 'y')\n"), "A=?");
  EXPECT_EQ(left_by("A = 'x'\nB = 'y' in globals()\nC = globals().get('A')\nD = 'test' in sys.modules\n"), "A=x B=? C=? D=?");
}

TEST(DjangoSettings, WhatIsShared) {
  EXPECT_EQ(left_by("B = {'h': 'x'}\nD = {'a': B}\nB['h'] = 'y'\n"), "B.h=y D=?");
  EXPECT_EQ(left_by("D = {'a': {'h': 'x'}}\nA = D['a']\nA['h'] = 'y'\n"), "A.h=y D=?");
  EXPECT_EQ(left_by("B = {'h': 'x'}\nD = dict(B)\nE = B.copy()\nE['h'] = 'y'\n"), "B.h=x D=? E=?");
}

TEST(DjangoSettings, Functions) {
  EXPECT_EQ(left_by("A = 'x'\ndef f():\n    A = 'y'\nf()\n"), "A=x");
  EXPECT_EQ(left_by("A = 'x'\ndef f():\n    global A\n    A = 'y'\nf()\nA = 'z'\n"), "A=?");
  EXPECT_EQ(left_by("D = {'a': 'x'}\ndef f():\n    D['a'] = 'y'\nf()\n"), "D=?");
  EXPECT_EQ(left_by("A = 'x'\nclass B:\n    A = 'y'\n"), "A=x B=?");
}

TEST(DjangoSettings, VariablesThatTheProgramGives) {
  EXPECT_EQ(left_by("import os\nos.environ['N'] = 'x'\nA = os.environ.get('N', 'y')\n"), "A=x");
  EXPECT_EQ(left_by("import os\nos.environ.setdefault('N', 'x')\nA = os.environ.get('N', 'y')\n"), "A=x");
  EXPECT_EQ(left_by("import os\nos.environ.setdefault('DEPLOYED', 'x')\nA = os.environ.get('DEPLOYED', 'y')\n"), "A=yes");
  EXPECT_EQ(left_by("import os\nos.environ.update(more())\nA = os.environ.get('N', 'y')\n"), "A=?");
  EXPECT_EQ(left_by("import os\nfor n in x:\n    os.environ[n] = 'x'\nA = os.environ.get('N', 'y')\n"), "A=?");
}

/// Texts that are divided and made small again and again end with one word to that, whatever comes behind still counts.
TEST(DjangoSettings, WorkEnds) {
  std::string words = "A = '", again;
  for (int i = 0; i < 1900; ++i) words += "a,";
  for (const std::string called : {"A.split(',')", "A.lower()", "[A.split(','), A.split(',')]", "A == A", "A in [A, A, A]"}) {
    again.clear();
    for (int i = 0; i < 3000; ++i) again += "B = " + called + "\n";
    const Left left = left_by({{"s.py", words + "'\n" + again + "A = 'x'\nC = True\n"}});
    EXPECT_TRUE(left.settings.starts_with("A=x B=?")) << called;
    EXPECT_TRUE(left.settings.ends_with("C=True")) << called;
    EXPECT_EQ(left.diagnostics, 1u) << called;
  }
}

}  // namespace
}  // namespace weir::app_config
