#include "tests/bench/large_system.h"

namespace {

constexpr int kResourcesOfAService = 17;

constexpr const char* kNetwork = R"(Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  SubnetA: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1a}}
  SubnetB: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, AvailabilityZone: eu-west-1b}}
)";

constexpr const char* kFront = R"(
  Api#: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: api-#, ProtocolType: HTTP}}
  Stage#: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Api#, StageName: $default, AutoDeploy: true}}
  Integration#:
    Type: AWS::ApiGatewayV2::Integration
    Properties: {ApiId: !Ref Api#, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Front#.Arn, PayloadFormatVersion: "2.0"}
  Route#:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api#, RouteKey: "POST /orders", Target: !Sub "integrations/${Integration#}"}
  Permission#:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Front#
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api#}/*"
  Role#:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
      Policies:
        - PolicyName: main
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: [dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query], Resource: [!GetAtt Table#.Arn, !Sub "${Table#.Arn}/index/*"]}
              - {Effect: Allow, Action: [s3:GetObject, s3:PutObject], Resource: !Sub "${Bucket#.Arn}/*"}
              - {Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Queue#.Arn}
              - {Effect: Allow, Action: bedrock:InvokeModel, Resource: !Sub "arn:aws:bedrock:${AWS::Region}::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"}
              - {Effect: Allow, Action: [logs:CreateLogStream, logs:PutLogEvents], Resource: "*"}
  Front#:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: app.main
      Role: !GetAtt Role#.Arn
      Code: {S3Bucket: code, S3Key: front.zip}
      Timeout: 20
      Environment:
        Variables: {TABLE: !Ref Table#, BUCKET: !Ref Bucket#, QUEUE: !Ref Queue#, MODEL_ID: "anthropic.claude-3-haiku-20240307-v1:0"}
)";

constexpr const char* kBack = R"(
  WorkerRole#:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
      Policies:
        - PolicyName: main
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: [sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes], Resource: !GetAtt Queue#.Arn}
              - {Effect: Allow, Action: "dynamodb:*", Resource: !GetAtt Table#.Arn}
              - {Effect: Allow, Action: sns:Publish, Resource: !Ref Topic#}
  Worker#:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: app.main
      Role: !GetAtt WorkerRole#.Arn
      Code: {S3Bucket: code, S3Key: worker.zip}
      Timeout: 60
      VpcConfig: {SubnetIds: [!Ref SubnetA, !Ref SubnetB], SecurityGroupIds: [!Ref Group#]}
      Environment: {Variables: {TABLE: !Ref Table#, TOPIC: !Ref Topic#}}
  Group#:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: g, VpcId: !Ref Vpc, SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]}
  Mapping#: {Type: AWS::Lambda::EventSourceMapping, Properties: {EventSourceArn: !GetAtt Queue#.Arn, FunctionName: !Ref Worker#, BatchSize: 10}}
  Queue#: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 360, RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead#.Arn, maxReceiveCount: 5}}}
  Dead#: {Type: AWS::SQS::Queue, Properties: {MessageRetentionPeriod: 1209600}}
  Table#:
    Type: AWS::DynamoDB::Table
    Properties: {KeySchema: [{AttributeName: id, KeyType: HASH}], AttributeDefinitions: [{AttributeName: id, AttributeType: S}]}
  Bucket#: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: Enabled}}}
  Topic#: {Type: AWS::SNS::Topic, Properties: {TopicName: topic-#}}
  Alarm#:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{Name: FunctionName, Value: !Ref Worker#}]
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: [!Ref Topic#]
)";

/// Replaces every `#` by the number.
void add(std::string& text, const char* form, const std::string& number) {
  for (const char* c = form; *c != '\0'; ++c)
    if (*c == '#')
      text += number;
    else
      text += *c;
}

}  // namespace

std::string large_system(int resources) {
  std::string text = kNetwork;
  for (int service = 0; service < resources / kResourcesOfAService; ++service)
    for (const char* half : {kFront, kBack}) add(text, half, std::to_string(service));
  return text;
}
