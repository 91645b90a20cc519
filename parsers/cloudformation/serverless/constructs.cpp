// Constructs of the plugin serverless-lift.

#include <charconv>
#include <initializer_list>
#include <vector>

#include "parsers/cloudformation/serverless/plugins/lift.h"

namespace weir::cloudformation::serverless {
namespace {

constexpr std::string_view kLift = "serverless-lift";
constexpr std::int64_t kWorkerTimeout = 6, kTimeoutsToWait = 6, kRetries = 3;
constexpr std::int64_t kDeadLettersKept = 14 * 24 * 60 * 60;

/// Writes one construct; it is called by its key, as functions are.
class ConstructWriter {
 public:
  ConstructWriter(Service& service, const Entry& entry)
      : service_(service), tree_(service.tree()), entry_(entry), maker_(service.at(entry.place)) {
    id_ = entry.key;
    if (service.declared(id_).valid() || service.function(id_) != nullptr) id_ += "Construct";
  }

  void write() {
    const std::string type = service_.text(entry_.value, {"type"});
    if (type == "queue") return write_queue_and_worker();
    if (type == "storage") return write_storage();
    if (type == "database/dynamodb-single-table") return write_table();
    const Construct construct{entry_, id_};
    if (type == "static-website") return write_website(service_, construct, true);
    if (type == "single-page-app") return write_website(service_, construct, false);
    if (type == "server-side-website") return write_server_side_website(service_, construct);
    if (type == "webhook") return write_webhook(service_, construct);
    service_.unsupported(entry_.place, "construct " + type,
                         "constructs of the type " + type + " are not read");
  }

 private:
  Part own(std::string_view key) { return tree_.find(entry_.value, key); }
  /// `${construct:key.variable}` is the resource, which `extensions` may say more of.
  void call_it(std::initializer_list<std::string_view> variables, const std::string& id,
               std::string_view part) {
    call_construct(service_, {entry_, id_}, variables, id);
    extend_construct(service_, {entry_, id_}, part, id);
  }

  Part allowed(std::initializer_list<std::string_view> actions,
               const std::vector<Part>& resources) {
    std::vector<Part> names;
    for (const std::string_view action : actions) names.push_back(maker_.text(action));
    return maker_.map({{"Effect", maker_.text("Allow")},
                       {"Action", maker_.list(names)},
                       {"Resource", maker_.list(resources)}});
  }

  void grant(std::initializer_list<std::string_view> actions, const std::vector<Part>& resources) {
    const Part automatic = tree_.find(service_.section("lift"), "automaticPermissions");
    if (tree_.text(automatic) != "false") service_.grant(allowed(actions, resources));
  }

  void write_queue_and_worker() {
    const Part worker = own("worker");
    const bool named = tree_.is_scalar(worker);
    const std::string key = named ? std::string(tree_.text(worker)) : entry_.key + "Worker";
    if (!named) service_.add_function({key, entry_.place, worker, kNoNode});
    const std::string dead = id_ + "Dlq";
    const Part fifo = own("fifo");
    service_.make(dead, "AWS::SQS::Queue",
                  maker_.map({{"MessageRetentionPeriod", maker_.number(kDeadLettersKept)},
                              {"FifoQueue", fifo},
                              {"KmsMasterKeyId", key_of_queue()}}),
                  entry_.place);
    const Part retries = own("maxRetries");
    const Part redrive =
        maker_.map({{"deadLetterTargetArn", maker_.get_att(dead, "Arn")},
                    {"maxReceiveCount", retries.valid() ? retries : maker_.number(kRetries)}});
    service_.make(id_, "AWS::SQS::Queue",
                  maker_.map({{"VisibilityTimeout", time_to_wait(key)},
                              {"RedrivePolicy", redrive},
                              {"FifoQueue", fifo},
                              {"KmsMasterKeyId", key_of_queue()}}),
                  entry_.place);
    call_it({"queueUrl", "queueArn"}, id_, "queue");
    call_it({"dlqUrl", "dlqArn"}, dead, "dlq");
    const Part arn = maker_.get_att(id_, "Arn");
    grant({"sqs:SendMessage", "sqs:ChangeMessageVisibility"}, {arn});
    poll(key, arn);
  }

  void poll(const std::string& key, Part arn) {
    for (Function& function : service_.functions()) {
      if (function.key != key) continue;
      const Part batch = own("batchSize");
      service_.make(function.name + "EventSourceMappingSQS" + alphanumeric(id_),
                    "AWS::Lambda::EventSourceMapping",
                    maker_.map({{"EventSourceArn", arn},
                                {"FunctionName", maker_.get_att(function.id, "Arn")},
                                {"BatchSize", batch.valid() ? batch : maker_.number(1)},
                                {"MaximumBatchingWindowInSeconds", own("maxBatchingWindow")},
                                {"FunctionResponseTypes",
                                 maker_.list({maker_.text("ReportBatchItemFailures")})}}),
                    entry_.place);
      function.statements.push_back(
          allowed({"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}, {arn}));
      return;
    }
    service_.malformed(
        entry_.place, "construct " + entry_.key,
        "the construct " + entry_.key + " needs a worker: a map, or the name of a function");
  }

  /// As long as its worker may take, several times over; none if that is not known.
  Part time_to_wait(const std::string& key) {
    const Function* function = service_.function(key);
    const Part written = function == nullptr ? Part{} : tree_.find(function->value, "timeout");
    const std::string_view text = tree_.text(written);
    std::int64_t timeout = kWorkerTimeout;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), timeout);
    const bool known =
        !written.valid() || (read.ec == std::errc() && timeout > 0 && timeout <= 900);
    return known && !own("maxBatchingWindow").valid() ? maker_.number(timeout * kTimeoutsToWait)
                                                      : Part{};
  }

  Part key_of_queue() {
    const std::string encryption = service_.text(entry_.value, {"encryption"});
    if (encryption == "kmsManaged") return maker_.text("alias/aws/sqs");
    return encryption == "kms" ? own("encryptionKey") : Part{};
  }

  void write_storage() {
    const Part open = own("publicPath");
    const Part shut = maker_.boolean(true), policy = maker_.boolean(!open.valid());
    const bool managed = service_.text(entry_.value, {"encryption"}) == "kms";
    const Part rule =
        maker_.map({{"ServerSideEncryptionByDefault",
                     maker_.map({{"SSEAlgorithm", maker_.text(managed ? "aws:kms" : "AES256")}})}});
    service_.make(
        id_, "AWS::S3::Bucket",
        maker_.map(
            {{"VersioningConfiguration", maker_.map({{"Status", maker_.text("Enabled")}})},
             {"BucketEncryption",
              maker_.map({{"ServerSideEncryptionConfiguration", maker_.list({rule})}})},
             {"PublicAccessBlockConfiguration", maker_.map({{"BlockPublicAcls", shut},
                                                            {"IgnorePublicAcls", shut},
                                                            {"BlockPublicPolicy", policy},
                                                            {"RestrictPublicBuckets", policy}})}}),
        entry_.place);
    call_it({"bucketName", "bucketArn"}, id_, "bucket");
    const Part arn = maker_.get_att(id_, "Arn");
    const Part objects = maker_.join("/", {arn, maker_.text("*")});
    grant({"s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:ListBucket"}, {arn, objects});
    if (open.valid()) open_to_all(arn, open);
  }

  /// `publicPath`: what everybody may read.
  void open_to_all(Part arn, Part path) {
    const Maker at = service_.at(path);
    std::string prefix(tree_.text(path));
    while (prefix.starts_with('/')) prefix.erase(0, 1);
    while (prefix.ends_with('/')) prefix.pop_back();
    const std::string objects = prefix.empty() || prefix == "*" ? "*" : prefix + "/*";
    const Part statement = at.map({{"Effect", at.text("Allow")},
                                   {"Principal", at.text("*")},
                                   {"Action", at.text("s3:GetObject")},
                                   {"Resource", at.join("/", {arn, at.text(objects)})}});
    service_.make(id_ + "Policy", "AWS::S3::BucketPolicy",
                  at.map({{"Bucket", at.ref(id_)},
                          {"PolicyDocument", at.map({{"Version", at.text("2012-10-17")},
                                                     {"Statement", at.list({statement})}})}}),
                  at.place());
  }

  void write_table() {
    service_.make(
        id_, "AWS::DynamoDB::Table",
        maker_.map({{"BillingMode", maker_.text("PAY_PER_REQUEST")},
                    {"PointInTimeRecoverySpecification",
                     maker_.map({{"PointInTimeRecoveryEnabled", maker_.boolean(true)}})},
                    {"StreamSpecification",
                     maker_.map({{"StreamViewType", maker_.text("NEW_AND_OLD_IMAGES")}})}}),
        entry_.place);
    call_it({"tableName", "tableArn", "tableStreamArn"}, id_, "table");
    const Part arn = maker_.get_att(id_, "Arn");
    grant({"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan",
           "dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem",
           "dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"},
          {arn, maker_.join("/", {arn, maker_.text("index/*")})});
  }

  Service& service_;
  Tree& tree_;
  const Entry& entry_;
  Maker maker_;
  std::string id_;
};

}  // namespace

Part network_of_construct(Service& service) {
  if (!service.has_plugin(kLift)) return {};
  for (const Entry& entry : service.tree().entries(service.section("constructs")))
    if (service.text(entry.value, {"type"}) == "vpc") return entry.value;
  return {};
}

void write_constructs(Service& service) {
  if (!service.has_plugin(kLift)) return;
  for (const Entry& entry :
       std::vector<Entry>(service.tree().entries(service.section("constructs"))))
    if (service.tree().is_map(entry.value)) ConstructWriter(service, entry).write();
}

}  // namespace weir::cloudformation::serverless
