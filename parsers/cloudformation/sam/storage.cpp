// Resources that are expanded to one resource each.

#include <string>

#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/resources.h"

namespace weir::cloudformation::sam {
namespace {

/// The letter that the table's own properties have for a type.
std::string_view attribute_type(std::string_view type) {
  if (type == "String") return "S";
  if (type == "Number") return "N";
  if (type == "Binary") return "B";
  return {};
}

}  // namespace

void expand_simple_table(Expansion& expansion, const Macro& macro) {
  Tree& tree = expansion.tree();
  const Part key = tree.find(macro.properties, "PrimaryKey");
  const Maker maker = expansion.at(key, macro.place);
  Part name = tree.find(key, "Name");
  Part type = tree.find(key, "Type");
  if (key.valid() && (!name.valid() || attribute_type(tree.text(type)).empty())) {
    expansion.warn(
        maker.place(), "PrimaryKey",
        "PrimaryKey of " + macro.id + " needs a Name and the Type String, Number or Binary");
  } else {
    type = maker.text(key.valid() ? attribute_type(tree.text(type)) : "S");
    if (!name.valid()) name = maker.text("id");
  }
  const Part properties = tree.map(macro.place);
  maker.set(properties, "AttributeDefinitions",
            maker.list({maker.map({{"AttributeName", name}, {"AttributeType", type}})}));
  maker.set(properties, "KeySchema",
            maker.list({maker.map({{"AttributeName", name}, {"KeyType", maker.text("HASH")}})}));
  maker.take(properties, macro.properties,
             {"PointInTimeRecoverySpecification", "ProvisionedThroughput", "SSESpecification",
              "TableName"});
  const bool provisioned = tree.find(properties, "ProvisionedThroughput").valid();
  if (!provisioned) maker.set(properties, "BillingMode", maker.text("PAY_PER_REQUEST"));
  maker.set(properties, "Tags", tag_list(expansion, tree.find(macro.properties, "Tags")));
  expansion.become(macro, "AWS::DynamoDB::Table", properties);
}

void expand_layer_version(Expansion& expansion, const Macro& macro) {
  Tree& tree = expansion.tree();
  const Maker maker = expansion.at(macro.place);
  const Part properties = tree.map(macro.place);
  const Part content = tree.find(macro.properties, "ContentUri");
  maker.set(properties, "Content",
            stored_at(expansion, content, {"S3Bucket", "S3Key", "S3ObjectVersion"}));
  maker.take(
      properties, macro.properties,
      {"LayerName", "Description", "CompatibleArchitectures", "CompatibleRuntimes", "LicenseInfo"});
  if (!tree.find(properties, "LayerName").valid())
    maker.set(properties, "LayerName", maker.text(macro.id));
  const Part resource = expansion.become(macro, "AWS::Lambda::LayerVersion", properties);
  const Part retention = tree.find(macro.properties, "RetentionPolicy");
  const std::string wanted = expansion.known_text(retention).value_or("");
  if (retention.valid() && wanted.empty())
    expansion.warn(tree.place(retention), "RetentionPolicy",
                   "RetentionPolicy of " + macro.id + " must be Retain or Delete");
  if (!wanted.empty())
    maker.set(resource, "DeletionPolicy",
              maker.text(wanted == "Delete" || wanted == "delete" ? "Delete" : "Retain"));
  else if (!tree.find(resource, "DeletionPolicy").valid())
    maker.set(resource, "DeletionPolicy", maker.text("Retain"));
}

void expand_application(Expansion& expansion, const Macro& macro) {
  Tree& tree = expansion.tree();
  const Maker maker = expansion.at(macro.place);
  const Part properties = tree.map(macro.place);
  const Part location = tree.find(macro.properties, "Location");
  if (!tree.is_map(location)) maker.set(properties, "TemplateURL", location);
  maker.take(properties, macro.properties, {"Parameters", "NotificationARNs", "TimeoutInMinutes"});
  maker.set(properties, "Tags", tags_of(expansion, macro));
  expansion.become(macro, "AWS::CloudFormation::Stack", properties);
  if (tree.is_map(location))
    expansion.leave(tree.place(location), "Location",
                    macro.id + " is an application of a repository, whose template is not here");
}

}  // namespace weir::cloudformation::sam
