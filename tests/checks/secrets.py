#!/usr/bin/env python3
"""Secrets of a template appear in no output: every format, every explanation, messages about bad input, minified files. And
names cannot give commands to a runner of jobs, nor reorder or hide text."""
import json
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

TEMPLATE = """AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Pw: {Type: String, NoEcho: true, Default: SECRET01-abc}
  Quoted: {Type: String, NoEcho: "True", Default: SECRET02}
  Word: {Type: String, NoEcho: yes, AllowedValues: [SECRET03, SECRET04], Default: SECRET03}
  Given: {Type: String, NoEcho: 'on'}
Conditions:
  Same: !Equals [!Ref Word, SECRET04]
  Weak: !Equals [!Ref Given, SECRET05]
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Pw}}
  Hook: {Type: AWS::SNS::Subscription, Properties: {Protocol: https, Endpoint: !Sub 'https://${Pw}/hook', TopicArn: !Ref Topic}}
  Hook2: {Type: AWS::SNS::Subscription, Condition: Same, Properties: {Protocol: https, Endpoint: !Sub 'https://${Given}.example.com/', TopicArn: !Ref Topic}}
  Jobs: {Type: AWS::SQS::Queue, Condition: Weak, Properties: {QueueName: !Join ['-', [q, !Ref Quoted]]}}
  Agent: {Type: AWS::Bedrock::Agent, Properties: {AgentName: !Ref Word, FoundationModel: !Ref Pw, AgentResourceRoleArn: !GetAtt Role.Arn, ActionGroups: [{ActionGroupName: !Ref Pw, ActionGroupExecutor: {Lambda: !GetAtt Work.Arn}}]}}
  Work: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn, FunctionName: !Sub '${Given}-fn', Environment: {Variables: {JOBS: !Ref Jobs, A_TOKEN: SECRET06-9f8e7d6c, URL: 'https://u:SECRET07@api.example.com/?token=SECRET08', PASSWORD: SECRET09}}}}
  Feed: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Work, EventSourceArn: !GetAtt Jobs.Arn}}
  Db: {Type: AWS::RDS::DBInstance, Properties: {MasterUsername: adm, MasterUserPassword: SECRET10, Engine: postgres}}
  Db2: {Type: AWS::RDS::DBCluster, Properties: {MasterUserPassword: !Select [0, !Split [',', !Ref Pw]], Engine: postgres}}
  Db3: {Type: AWS::Redshift::Cluster, Properties: {MasterUserPassword: !Sub 'SECRET11${Given}'}}
  Db4: {Type: AWS::DocDB::DBCluster, Properties: {MasterUserPassword: SECRET12}}
  Kept: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: SECRET13}}
  Records: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Ref Quoted, Tags: [{Key: data-classification, Value: phi}]}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      Policies:
        - PolicyName: !Ref Pw
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: ['sqs:SendMessage', !Ref Pw, !Sub '${Quoted}:*'], Resource: !GetAtt Jobs.Arn}
              - {Effect: Allow, Action: ['dynamodb:*', 'bedrock:*'], Resource: ['*', !Sub 'arn:aws:s3:::${Pw}/*']}
"""
# the same on one line: what stands beside a finding there must not be shown with it
MINIFIED = json.dumps({
    "AWSTemplateFormatVersion": "2010-09-09",
    "Parameters": {"Pw": {"Type": "String", "NoEcho": True, "Default": "SECRET20"}},
    "Resources": {
        "Jobs": {"Type": "AWS::SQS::Queue"},
        "Work": {"Type": "AWS::Lambda::Function", "Properties": {
            "Role": {"Fn::GetAtt": ["Role", "Arn"]},
            "Environment": {"Variables": {"JOBS": {"Ref": "Jobs"}, "DB_PASSWORD": "SECRET21"}}}},
        "Feed": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": {
            "FunctionName": {"Ref": "Work"}, "EventSourceArn": {"Fn::GetAtt": ["Jobs", "Arn"]}}},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}, "Policies": [
            {"PolicyName": "p", "PolicyDocument": {"Statement": [
                {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": {"Fn::GetAtt": ["Jobs", "Arn"]}}]}}]}},
    }}, separators=(",", ":"))
GIVEN = json.dumps([{"ParameterKey": "Given", "ParameterValue": "SECRET30"}, {"ParameterKey": "Pw", "ParameterValue": "SECRET31"}])
BROKEN = {
    "a.yaml": "AWSTemplateFormatVersion: '2010-09-09'\nPassword: \"x\" SECRET40\n",
    "b.json": '{"AWSTemplateFormatVersion": "2010-09-09", "password": SECRET41}',
    "c.json": '{"AWSTemplateFormatVersion": "2010-09-09", "password": "SECRET42',
    "d.yaml": "AWSTemplateFormatVersion: '2010-09-09'\npassword: {SECRET43: [}\n",
}
HOSTILE = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
    "A": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "x\n::stop-commands::zzz\n"}}},
    "B": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": " ::error::pwned ##[error]x\u202e\u009b"}}}}})

# the same in Terraform: an empty map stands before what is hidden, as it did where one hid the next
MODULE = """
variable "pw" {
  sensitive = true
  default   = "SECRET50"
}
locals {
  nothing = {}
}
resource "aws_sqs_queue" "jobs" {
  tags = {}
}
resource "aws_lambda_function" "work" {
  function_name = "work-${var.pw}"
  role          = aws_iam_role.work.arn
  environment {
    variables = merge(local.nothing, { JOBS = aws_sqs_queue.jobs.url, DB_PASSWORD = "SECRET51-9f8e7d6c", URL = "https://u:SECRET52@example.com/" })
  }
}
resource "aws_iam_role" "work" {
  assume_role_policy = jsonencode({})
}
resource "aws_lambda_event_source_mapping" "work" {
  function_name    = aws_lambda_function.work.arn
  event_source_arn = aws_sqs_queue.jobs.arn
}
resource "aws_db_instance" "db" {
  password = "SECRET53"
  username = var.pw
}
"""

# files of applications, in a compose project and alone, well formed and not
COMPOSE = """services:
  shop: {build: ./shop}
  web: {build: ./web, ports: ["80:8000"], env_file: [web/.env]}
  desk: {build: ./desk, environment: {RAILS_ENV: production}}
  mail: {build: ./mail}
  broken: {build: ./broken}
"""
APPLICATIONS = {
    "shop/appsettings.json": '{"ConnectionStrings": {"A": "Server=tcp:a.example.com;Initial Catalog=a;Password=SECRET60-9f8e7d;Encrypt=False",'
                             ' "B": "cache.example.com:6380,password=SECRET61-9f8e7d"}, "OpenAI": {"Key": "SECRET62-9f8e7d6c",'
                             ' "Endpoint": "https://x:SECRET63-9f8e7d@a.openai.azure.com/"}, /* SECRET64 */ }',
    "web/manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")\n',
    "web/web/settings.py": 'import os\nDEBUG = True\nREDIS_URL = "redis://u:" + "SECRET79-9f8e7d" + "@r.example.com/0"\nSECRET_KEY = "SECRET65-9f8e7d6c"\nDATABASES = {"default": {"HOST": "d.example.com", "ENGINE": "mysql",'
                           ' "PASSWORD": "SECRET66" + os.environ["X"]}}\nCELERY_BROKER_URL = f"amqp://u:SECRET67-9f8e7d@b.example.com/{os.environ[\'V\']}"\n',
    "web/.env": "API_TOKEN=SECRET68-9f8e7d6c\nDATABASE_URL=postgres://u:SECRET69-9f8e7d@d.example.com/x?sslmode=disable\n",
    "desk/config/application.rb": "",
    "desk/config/database.yml": 'production:\n  url: <%= ENV.fetch("D") { "postgres://u:SECRET70-9f8e7d@d.example.com/x" } %>\n  password: SECRET71-9f8e7d\n',
    "mail/package.json": '{"dependencies": {"config": "3"}}',
    "mail/config/default.json": '{"broker": {"url": "amqp://u:SECRET72-9f8e7d@b.example.com"}, "secret": "SECRET73-9f8e7d6c"}',
    "broken/appsettings.json": '{"Password": "SECRET74-9f8e7d" "Key": SECRET75}',
}
MANIFEST = """apiVersion: v1
kind: Secret
metadata: {name: database}
stringData: {url: "postgres://u:SECRET76-9f8e7d@d:5432/x"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: broker}
data: {url: "amqp://u:SECRET77-9f8e7d@b:5672", line: "Server=d;Password=SECRET78-9f8e7d;Encrypt=False"}
---
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec: {containers: [{name: shop, image: shop, envFrom: [{configMapRef: {name: broker}}, {secretRef: {name: database}}]}]}
"""

FORMATS = [["scan", "-v", "-f", form] for form in ("text", "json", "sarif", "markdown", "junit", "gitlab")]
FORMATS += [["diagram", "-v", "-f", form] for form in ("json", "mermaid", "dot", "svg")]
PROBLEMS = []


def weir(*arguments, cwd):
    run = check.Run([check.DEV, *arguments], cwd=cwd, timeout=120)
    if not run.ended_well():
        PROBLEMS.append(f"{' '.join(arguments)}: does not end well\n  {run.errors[:600]}")
    return run


def silent(run, what):
    text = run.output + run.errors
    found = re.search(r"SECRET\d\d", text)  # all secrets here are called so; rules' own texts speak of secrets too
    if found:
        at = found.start()
        PROBLEMS.append(f"{what} says a secret: …{text[max(at - 100, 0):at + 60]}…")


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


def secrets(rules):
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "t.yaml", TEMPLATE)
        write(folder, "min.json", MINIFIED)
        write(folder, "given", GIVEN)
        write(folder, "other", GIVEN.replace("SECRET", "SECRET9"))
        os.mkdir(os.path.join(folder, "module"))
        write(folder, "module/main.tf", MODULE)
        commands = [*FORMATS, *(["explain", rule, "--path"] for rule in rules)]
        for command in commands:
            for name in ("t.yaml", "min.json", "module"):
                silent(weir(*command, name, cwd=folder), f"{' '.join(command)} {name}")
            silent(weir(*command, "t.yaml", "--parameters", "given", cwd=folder), f"{' '.join(command)}, with parameters")
            silent(weir(*command, "t.yaml", "--parameters", "given", "--parameters", "other", cwd=folder),
                   f"{' '.join(command)}, with two parameter files")
        shown = weir("scan", "min.json", cwd=folder).output
        if "min.json:1:" not in shown:
            PROBLEMS.append(f"the minified template has no finding, so it shows nothing:\n{shown[:300]}")


def broken():
    with tempfile.TemporaryDirectory() as folder:
        for name, text in BROKEN.items():
            write(folder, name, text)
            for command in FORMATS:
                silent(weir(*command, name, cwd=folder), f"{' '.join(command)} {name}")


def applications(rules):
    with tempfile.TemporaryDirectory() as folder:
        for top, files in (("compose", {**APPLICATIONS, "compose.yaml": COMPOSE}), ("alone", APPLICATIONS), ("cluster", {"all.yaml": MANIFEST})):
            for name, text in files.items():
                os.makedirs(os.path.dirname(os.path.join(folder, top, name)), exist_ok=True)
                write(folder, os.path.join(top, name), text)
            for command in [*FORMATS, *(["explain", rule, "--path"] for rule in rules if "secret" in rule)]:
                silent(weir(*command, top, cwd=folder), f"{' '.join(command)} {top}")
            if "committed-in-manifest" not in weir("scan", top, cwd=folder).output and "secret-in-environment" not in weir("scan", top, cwd=folder).output:
                PROBLEMS.append(f"the secrets of {top} are not reported")


def hostile():
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "h.json", HOSTILE)
        for command in FORMATS:
            run = weir(*command, "h.json", cwd=folder)
            for line in (run.output + run.errors).splitlines():
                if line.strip().startswith(("::", "##[")):
                    PROBLEMS.append(f"{' '.join(command)} writes a runner's command: {line[:100]}")
            for raw in ("\u202e", "\u009b"):
                if raw in run.output + run.errors:
                    PROBLEMS.append(f"{' '.join(command)} writes {raw!r} raw")


def main():
    rules = [rule["id"] for rule in json.loads(weir("rules", "list", "-f", "json", cwd=".").output)]
    secrets(rules)
    broken()
    applications(rules)
    hostile()
    print("\n".join(PROBLEMS) or "no secret and no command appears in any output")
    sys.exit(1 if PROBLEMS else 0)


main()
