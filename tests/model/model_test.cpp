// Values, choices, joined texts, and linking.

#include <gtest/gtest.h>

#include "analyzer/model/choice.h"
#include "analyzer/model/joined_text.h"
#include "analyzer/model/resource_model.h"

namespace weir {
namespace {

TEST(ValueStore, TextsJoinTheirStrings) {
  ValueStore values;
  const ValueId a = values.add_string("a", {});
  const ValueId b = values.add_string("b", {});
  const ValueId hole = values.add_unknown(UnknownKind::pseudo, "why", "Region", {});
  EXPECT_EQ(values.string(values.add_text({a, b}, {})), "ab");
  EXPECT_EQ(values.add_text({hole}, {}), hole);
  EXPECT_EQ(values.string(values.add_text({}, {})), "");
  const ValueId text = values.add_text({a, b, hole, a}, {});
  ASSERT_EQ(values.item_count(text), 3u);
  EXPECT_EQ(values.string(values.item(text, 0)), "ab");
  const ValueId nested = values.add_text({b, text}, {});
  EXPECT_EQ(values.string(values.item(nested, 0)), "bab") << "a text in a text gives its parts";
}

TEST(ValueStore, ASecretPartMakesTheStringSecret) {
  ValueStore values;
  const ValueId password = values.marked_secret(values.add_string("hunter2", {}));
  const ValueId text = values.add_text({values.add_string("pw=", {}), password}, {});
  EXPECT_TRUE(values[text].secret);
}

TEST(ValueStore, ChoicesDropWhatCannotBe) {
  ResourceModel model;
  const ValueId one = model.values.add_number(1, {});
  const ValueId two = model.values.add_number(2, {});
  const Guard yes = model.guards.is(model.guards.atom("c", {"true", "false"}), 0);
  EXPECT_EQ(model.values.add_choice({{kNever, one}, {kAlways, two}}, {}), two);
  EXPECT_FALSE(model.values.add_choice({{kNever, one}}, {}).valid());
  const ValueId partial =
      model.values.add_choice({{yes, one}, {model.guards.negate(yes), ValueId{}}}, {});
  ASSERT_EQ(model.values[partial].kind, ValueKind::choice);
  const std::vector<Alternative> found = ways(model, partial);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_FALSE(found[1].value.valid()) << "what the guards leave out is absent";
  EXPECT_EQ(found[1].guard, model.guards.negate(yes));
}

TEST(Choice, EveryCombinationThatCanBe) {
  ResourceModel model;
  const AtomId atom = model.guards.atom("Env", {"dev", "prod"});
  const auto choice = [&](const char* dev, const char* prod) {
    return model.values.add_choice({{model.guards.is(atom, 0), model.values.add_string(dev, {})},
                                    {model.guards.is(atom, 1), model.values.add_string(prod, {})}},
                                   {});
  };
  int made = 0;
  const ValueId result = for_each_way(
      model, {choice("a", "b"), choice("1", "2")}, {},
      [&](const std::vector<ValueId>& parts) {
        ++made;
        return model.values.add_text(parts, {});
      },
      [] { return ValueId{}; });
  EXPECT_EQ(made, 2) << "both depend on one parameter";
  EXPECT_EQ(model.values.string(model.values.alternative(result, 1).value), "b2");
}

TEST(Choice, TooManyCombinationsAreNotSpeltOut) {
  ResourceModel model;
  std::vector<ValueId> inputs;
  for (int i = 0; i < 10; ++i) {
    const AtomId atom = model.guards.atom("P" + std::to_string(i), {"true", "false"});
    inputs.push_back(
        model.values.add_choice({{model.guards.is(atom, 0), model.values.add_string("x", {})},
                                 {model.guards.is(atom, 1), model.values.add_string("y", {})}},
                                {}));
  }
  const ValueId fallback = model.values.add_null({});
  const auto never = [&](const std::vector<ValueId>&) {
    ADD_FAILURE() << "1,024 combinations";
    return ValueId{};
  };
  EXPECT_EQ(for_each_way(model, inputs, {}, never, [&] { return fallback; }), fallback);
}

TEST(Choice, ManyUsesOfOneChoiceAreTwoWays) {
  ResourceModel model;
  const Guard prod = model.guards.is(model.guards.atom("parameter Env", {"prod", "dev"}), 0);
  const ValueId choice =
      model.values.add_choice({{prod, model.values.add_string("a", {})},
                               {model.guards.negate(prod), model.values.add_string("b", {})}},
                              {});
  const std::vector<ValueId> inputs(100'000, choice);  // copied at each, this would be 80 GB
  std::size_t made = 0;
  const auto make = [&](const std::vector<ValueId>& chosen) {
    EXPECT_EQ(chosen.size(), inputs.size());
    EXPECT_EQ(chosen.front(), chosen.back()) << "one way throughout";
    ++made;
    return chosen.front();
  };
  for_each_way(model, inputs, {}, make, [] { return ValueId{}; });
  EXPECT_EQ(made, 2u);
}

TEST(JoinedText, CountsWhatAPartAdds) {
  SourceMap sources;
  ValueStore values;
  const ValueId hole = values.add_unknown(UnknownKind::pseudo, "", "AWS::Region", {});
  const ValueId text = values.add_text({values.add_string("abc", {}), hole}, {});
  EXPECT_EQ(text_bytes(values, text), 14u) << "abc and the name of the hole";
  EXPECT_EQ(text_bytes(values, values.add_boolean(true, {})), 4u);
  EXPECT_EQ(text_bytes(values, values.add_list({hole}, {})), 0u) << "no part of a text";
}

TEST(JoinedText, EveryByteLeadsBack) {
  SourceMap sources;
  ValueStore values;
  const FileId file = sources.add_file("t", "abc 80 xyz");
  const ValueId parts[] = {values.add_string("abc", {file, 0, 3}),
                           values.add_number(80, {file, 4, 6}),
                           values.add_string("xyz", {file, 7, 10})};
  const ValueId text =
      add_joined_text(values, sources, {parts[0], parts[1], parts[2]}, {file, 0, 10});
  EXPECT_EQ(values.string(text), "abc80xyz");
  const Span span = values[text].span;
  EXPECT_EQ(sources.text(span), "abc80xyz");
  EXPECT_EQ(sources.in_host({span.file, span.begin + 5, span.begin + 6}), (Span{file, 7, 8}));
}

ResourceModel unit_with_condition(SourceMap& sources, const std::string& path) {
  ResourceModel model;
  const FileId file = sources.add_file(path, "Q\n");
  Unit unit;
  unit.path = path;
  model.units.push_back(unit);
  const Guard prod = model.guards.is(model.guards.atom("parameter Env", {"prod", "dev"}), 0);
  Resource resource;
  resource.address = "Q";
  resource.type = "T";
  resource.unit = UnitId(0);
  resource.exists = prod;
  resource.header = {file, 0, 1};
  const ValueId self = model.values.add_reference({ResourceId(0), "Q", "Arn"}, {});
  const ValueId size = model.values.add_choice({{prod, model.values.add_number(3, {})}}, {});
  resource.attributes = model.values.add_map({{"Self", {}, self}, {"Size", {}, size}}, {});
  model.resources.push_back(resource);
  return model;
}

TEST(Link, UnitsStandBesideEachOtherAndTheirChoicesApart) {
  SourceMap sources;
  std::vector<ResourceModel> units;
  units.push_back(unit_with_condition(sources, "a.yaml"));
  units.push_back(unit_with_condition(sources, "b.yaml"));
  const ResourceModel whole = link(std::move(units));
  EXPECT_EQ(dump(whole, sources), R"(unit a.yaml (cloudformation)
Q T when a.yaml: parameter Env is "prod" @1:1
  Self: ref(Q.Arn)
  Size: choice{
    when a.yaml: parameter Env is "prod": 3
    }
unit b.yaml (cloudformation)
Q T when b.yaml: parameter Env is "prod" @1:1
  Self: ref(Q.Arn)
  Size: choice{
    when b.yaml: parameter Env is "prod": 3
    }
)");
  EXPECT_EQ(whole.resources[1].unit, UnitId(1));
  const ValueId self = whole.values.find(whole.resources[1].attributes, "Self");
  EXPECT_EQ(whole.values.reference(self).target, ResourceId(1));
}

TEST(Link, ALoneUnitKeepsItsNames) {
  SourceMap sources;
  std::vector<ResourceModel> units;
  units.push_back(unit_with_condition(sources, "a.yaml"));
  const ResourceModel whole = link(std::move(units));
  EXPECT_EQ(whole.guards.describe(whole.resources[0].exists), "parameter Env is \"prod\"");
}

}  // namespace
}  // namespace weir
