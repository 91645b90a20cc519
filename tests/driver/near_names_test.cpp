#include "analyzer/driver/near_names.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

TEST(NearNames, ThoseThatContainItBeforeTheNearestInSpelling) {
  const std::vector<std::string> names = {"ChatApi", "ChatFunction", "Records"};
  EXPECT_EQ(near_names("chat", names), "; did you mean `ChatApi`, `ChatFunction`?");
  EXPECT_EQ(near_names("Recrods", names), "; did you mean `Records`?");
  EXPECT_EQ(near_names("", names), "");
}

TEST(NearNames, ManyAreCounted) {
  std::vector<std::string> names;
  for (char c = 'a'; c <= 'z'; ++c) names.push_back(std::string("Fn") + c);
  EXPECT_EQ(near_names("fn", names),
            "; 26 names contain it, such as `Fna`, `Fnb`, `Fnc`, `Fnd`, `Fne`");
  EXPECT_EQ(near_names("Nothing", names), "");
}

}  // namespace
}  // namespace weir
