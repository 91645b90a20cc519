// Which words of a setting are hosts of the project: a table of texts, each with what is found in it
// in brackets.

#include "parsers/app_config/hosts.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <span>
#include <string>

#include "analyzer/knowledge/knowledge.h"

extern "C" const char weir_knowledge_begin[], weir_knowledge_end[];

namespace weir::app_config {
namespace {

/// The words of settings that are built into the product.
const SettingWords& built_in_words() {
  static const Result<Knowledge> knowledge = open_knowledge(std::span<const std::byte>(
      reinterpret_cast<const std::byte*>(weir_knowledge_begin), reinterpret_cast<const std::byte*>(weir_knowledge_end)));
  static const SettingWords words(knowledge->catalog);
  return words;
}

/// The value of a setting with the hosts `db` and `kafka` in brackets.
std::string marked(const std::string& setting, const std::string& text) {
  ResourceModel model;
  Hosts hosts;
  for (const char* name : {"db", "kafka"}) {
    hosts.add(name, ResourceId(model.resources.size()));
    Resource resource;
    resource.address = name;
    model.resources.push_back(std::move(resource));
  }
  const ValueId value = with_hosts(model, hosts, built_in_words(), setting, model.values.add_string(text, {}));
  if (model.values[value].kind == ValueKind::string) return std::string(model.values.string(value));
  const bool alone = model.values[value].kind == ValueKind::reference;
  std::string out;
  for (const ValueId part : alone ? std::vector<ValueId>{value} : model.values.items(value))
    out += model.values[part].kind == ValueKind::reference
               ? "[" + model.values.reference(part).address + "]"
               : std::string(model.values.string(part));
  return out;
}

TEST(Hosts, StandInAddresses) {
  EXPECT_EQ(marked("URL", "http://db/v1"), "http://[db]/v1");
  EXPECT_EQ(marked("URL", "postgres://shop:word@db:5432/shop"), "postgres://shop:word@[db]:5432/shop");
  EXPECT_EQ(marked("URL", "jdbc:postgresql://DB:5432/db"), "jdbc:postgresql://[db]:5432/db");
  EXPECT_EQ(marked("X", "db:5432"), "[db]:5432");
  EXPECT_EQ(marked("X", "kafka:9092,kafka-1.kafka:9092"), "[kafka]:9092,[kafka]:9092");
  EXPECT_EQ(marked("DSN", "shop:word@tcp(db:3306)/shop"), "shop:word@tcp([db]:3306)/shop");
  EXPECT_EQ(marked("X", "host=db port=5432 dbname=db"), "host=[db] port=5432 dbname=db");
  EXPECT_EQ(marked("X", "Server=db;Database=db"), "Server=[db];Database=db");
  EXPECT_EQ(marked("X", "Data Source=tcp:db,1433;Initial Catalog=kafka"), "Data Source=tcp:[db],1433;Initial Catalog=kafka");
  EXPECT_EQ(marked("X", "User Id=x;Data Source=db"), "User Id=x;Data Source=[db]");
}

TEST(Hosts, StandAloneWhereTheSettingsNameSaysSo) {
  EXPECT_EQ(marked("DB_HOST", "db"), "[db]");
  EXPECT_EQ(marked("dbHost", "db"), "[db]");
  EXPECT_EQ(marked("KAFKA_BROKERS", "kafka,db"), "[kafka],[db]");
  EXPECT_EQ(marked("DB_NAME", "db"), "db");
  EXPECT_EQ(marked("KAFKA_TOPIC", "kafka"), "kafka");
}

TEST(Hosts, AreNoPartOfOtherWords) {
  EXPECT_EQ(marked("URL", "http://db.example.com/db"), "http://db.example.com/db");
  EXPECT_EQ(marked("URL", "http://my-db/v1"), "http://my-db/v1");
  EXPECT_EQ(marked("IMAGE", "db:16"), "db:16");
  EXPECT_EQ(marked("MAIL", "somebody@db"), "somebody@db");
  EXPECT_EQ(marked("PATH", "/var/db"), "/var/db");
}

}  // namespace
}  // namespace weir::app_config
