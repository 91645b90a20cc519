#include "tests/bench/conditions_template.h"

namespace {

/// Replaces every `#` by the number.
std::string numbered(std::string text, int number) {
  const std::string digits = std::to_string(number);
  for (std::size_t at = text.find('#'); at != std::string::npos; at = text.find('#', at)) {
    text.replace(at, 1, digits);
    at += digits.size();
  }
  return text;
}

class Writer {
 public:
  Writer(int count, bool conditions) : count_(count), conditions_(conditions) {}

  std::string run() {
    if (conditions_) {
      text_ += "Parameters:\n";
      each("  P#: {Type: String}\n");
      text_ += "Conditions:\n";
      each("  C#: !Equals [!Ref P#, 'yes']\n");
    }
    text_ += R"(Resources:
  Address:
    Type: AWS::Lambda::Url
    Properties: {TargetFunctionArn: !GetAtt Desk.Arn, AuthType: NONE}
  AddressOpen: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Desk, Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: NONE}}
  Ledger:
    Type: AWS::DynamoDB::Table
    Properties: {Tags: [{Key: data-classification, Value: phi}]}
  Desk:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt DeskRole.Arn
      Environment:
        Variables:
          LEDGER: !Ref Ledger
)";
    each("          STORE_#: " + when("!Ref Store#") + "\n");
    text_ += R"(  DeskRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      Policies:
        - PolicyName: stores
          PolicyDocument:
            Statement:
)";
    each(
        "              - {Effect: Allow, Action: ['dynamodb:Query', 'dynamodb:PutItem'], "
        "Resource: " +
        when("!GetAtt Store#.Arn") + "}\n");
    each(stores());
    return text_;
  }

 private:
  void each(const std::string& form) {
    for (int i = 0; i < count_; ++i) text_ += numbered(form, i);
  }

  std::string when(const std::string& value) const {
    return conditions_ ? "!If [C#, " + value + ", !Ref 'AWS::NoValue']" : value;
  }

  std::string stores() const {
    const std::string condition = conditions_ ? "    Condition: C#\n" : "";
    const std::string hold = conditions_ ? "!If [C#, 20, 200]" : "20";
    return "  Permission#:\n    Type: AWS::IAM::Policy\n" + condition +
           "    Properties:\n      PolicyName: ledger\n      Roles: [!Ref DeskRole]\n" +
           "      PolicyDocument:\n        Statement: [{Effect: Allow, Action: 'dynamodb:*', " +
           "Resource: !GetAtt Ledger.Arn}]\n"
           "  Store#:\n    Type: AWS::DynamoDB::Table\n" +
           condition + "    Properties:\n      Tags: [{Key: data-classification, Value: phi}]\n" +
           "  Queue#:\n    Type: AWS::SQS::Queue\n" +
           "    Properties: {VisibilityTimeout: " + hold + "}\n" +
           "  Work#:\n    Type: AWS::Lambda::Function\n" + condition +
           "    Properties:\n      Timeout: 30\n      Role: !GetAtt DeskRole.Arn\n" +
           "      Environment: {Variables: {NEXT: " + when("!Ref Store#") + "}}\n" +
           "  Poll#:\n    Type: AWS::Lambda::EventSourceMapping\n" + condition +
           "    Properties: {EventSourceArn: !GetAtt Queue#.Arn, FunctionName: !Ref Work#}\n";
  }

  int count_;
  bool conditions_;
  std::string text_;
};

}  // namespace

std::string conditions_template(int count, bool conditions) {
  return Writer(count, conditions).run();
}
