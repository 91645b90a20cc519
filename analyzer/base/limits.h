#pragma once

#include <cstddef>
#include <cstdint>

/// Every limit of Weir. Work is counted, not timed; `weir version --verbose` prints these.
namespace weir::limits {

inline constexpr std::size_t kFileBytes = 10u << 20;           ///< larger files are refused
inline constexpr std::size_t kHclFileBytes = 2u << 20;         ///< the HCL parser holds 73 times its input
inline constexpr std::size_t kRecognitionBytes = 64u << 10;    ///< looked at to recognise a dialect
inline constexpr int kNesting = 256;                           ///< levels of a document or a value
inline constexpr std::size_t kDocumentNodes = 4'000'000;       ///< syntax nodes of one file
inline constexpr std::size_t kAliasExpansion = 100'000;        ///< nodes that YAML aliases may add to one file
inline constexpr std::size_t kHclTemplateDepth = 64;           ///< nested `${` before a file is refused
inline constexpr std::uint64_t kLoweringSteps = 20'000'000;    ///< values made or visited for one unit
inline constexpr std::uint64_t kRewritingSteps = 20'000'000;   ///< CloudFormation: what loops range over and names of files, for one template
inline constexpr std::size_t kLoopNodes = 500'000;             ///< CloudFormation: nodes that loops may add to one template
inline constexpr std::size_t kLoopBytes = 16u << 20;           ///< CloudFormation: bytes of text that loops may add to one template
inline constexpr std::size_t kExpandedNodes = 1'000'000;         ///< CloudFormation: nodes of a template that AWS::Serverless resources are expanded in
inline constexpr std::size_t kIncludes = 1000;                 ///< CloudFormation: includes of one template
inline constexpr std::size_t kIncludeDepth = 8;                ///< CloudFormation: included files inside each other
inline constexpr std::size_t kIncludedBytes = 32u << 20;       ///< CloudFormation: text of the files that one template includes
inline constexpr std::size_t kVariables = 100'000;             ///< serverless.yml: variables filled in for one service
inline constexpr int kVariableDepth = 48;                      ///< serverless.yml: variables inside and behind each other
inline constexpr std::uint64_t kModuleSteps = 5'000'000;       ///< Terraform: the same, for a root module with what it calls
inline constexpr std::size_t kModelBytes = 64u << 20;          ///< Terraform: what a unit's values may take
inline constexpr int kEvaluationDepth = 500;                   ///< Terraform: expressions inside and behind each other
inline constexpr std::size_t kInstances = 1024;                ///< Terraform: what one count or for_each makes
inline constexpr int kModuleDepth = 32;                         ///< Terraform: modules inside each other
inline constexpr std::size_t kStacks = 2000;                    ///< CloudFormation: nested stacks of one unit
inline constexpr int kStackDepth = 32;                          ///< CloudFormation: stacks inside each other
inline constexpr std::size_t kTraceLookups = 50'000;             ///< CDK: places where files that traces name are looked for, by assembly
inline constexpr std::size_t kTextBytes = 1u << 20;            ///< bytes and parts of one joined text
inline constexpr std::uint64_t kEmbeddedParts = 50'000;        ///< parts of one document inside an attribute
inline constexpr std::uint64_t kGuardSteps = 200'000;          ///< diagram operations of one store
inline constexpr std::size_t kAllowedValues = 16;              ///< more of them: the parameter stays one value
inline constexpr std::uint64_t kRuleSteps = 50'000'000;        ///< evaluation steps of one rule
inline constexpr std::uint64_t kUndecidedSteps = 100'000;      ///< of these, for counting what is undecided
inline constexpr int kWallClockSeconds = 60;                   ///< the last resort of one run

}  // namespace weir::limits
